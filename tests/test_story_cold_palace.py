"""The story through public doors: from the first @ under a museum's post to the first unit."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.tasks import read_comments
from ideas.demo.sample import prepare_brand
from ideas.tasks import assign_requests, plan_all_outreach, run_all_clocks
from tests.files import picture, upload

if TYPE_CHECKING:
    from django.contrib.auth.models import User

POST = "https://weibo.example/museum/1"
REPLY = "https://weibo.example/ours/2"
# who, what, how many minutes ago; the first of all is the one whose wish this was
WISHES = (
    ("剩菜终结者", "@极光电器 求你们出一个冷宫形状的冰箱吧，剩菜统统打入冷宫", 90),
    ("御膳房小李", "求出冷宫造型的冰箱！", 80),
    ("爱吃瓜的猹", "能不能出一款叫「冷宫」的冰箱？", 70),
    ("朱墙下的猫", "好想要一个冷宫冰箱，把剩饭打入冷宫", 60),
    ("宫里的咸鱼", "建议极光出冷宫样子的冰箱", 50),
    ("不想洗碗的人", "跪求冷宫造型冰箱，出了就买", 40),
    ("长安夜归人", "什么时候出冷宫冰箱啊，求求了", 30),
    ("小厨房管事", "希望能出一个冷宫形状的冰箱", 20),
)
CHATTER = (
    ("路过的人", "故宫的红墙真好看", 85),
    ("极光电器", "容我考虑一下", 15),
)


@dataclass
class House:
    """The people of the house at their doors: pages by a browser, the API by a key."""

    pages: dict[str, Client]
    keys: dict[str, Client]
    told: int = field(default=0)

    def get(self, who: str, address: str) -> Any:
        answer = self.keys[who].get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, who: str, address: str, body: Any) -> Any:
        answer = self.keys[who].post(
            f"/api/v1/{address}", data=body, content_type="application/json"
        )
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    def fill(self, who: str, page: str, *where: Any, **values: Any) -> None:
        answer = self.pages[who].post(reverse(f"admin:{page}", args=where), values)
        assert answer.status_code == 302, answer.content[-2000:]

    def says(self, name: str, text: str, *, minutes: float) -> None:
        """Somebody writes under the museum's post; the collector hands it in."""
        self.told += 1
        at = timezone.now() - timedelta(minutes=minutes)
        record = {
            "channel": "weibo",
            "external_id": f"{5230441234560000 + self.told}",
            "text_raw": text,
            "url": f"{POST}?reply={self.told}",
            "thread": {"external_id": "museum-1", "title": "故宫的冷宫原来长这样", "url": POST},
            "author": {"external_id": f"id-{name}", "display_name": name, "followers": 120,
                       "posts": 300, "registered_at": "2019-05-01T00:00:00+08:00"},
            "created_at": at.isoformat(),
        }  # fmt: skip
        assert self.send("collector", "comments", [record])["new"] == 1


def key_for(scopes: list[str], *, person: User | None = None) -> Client:
    """A key as an administrator makes it, by the command."""
    out = io.StringIO()
    acts = ["--acts-for", person.username] if person else []
    wanted = [word for scope in scopes for word in ("--scope", scope)]
    call_command("make_api_key", "故事", *wanted, *acts, stdout=out, stderr=io.StringIO())
    return Client(headers={"Authorization": f"Api-Key {out.getvalue().split()[-1]}"})


def browser(person: User) -> Client:
    client = Client()
    sent = {"username": person.username, "password": "not-a-real-password"}
    assert client.post(reverse("admin:login"), sent).status_code == 302
    return client


@pytest.fixture
def house(editor: User, manager: User, rnd: User) -> House:
    prepare_brand()
    people = {"editor": editor, "manager": manager, "rnd": rnd}
    telling = ["ideas:read", "ideas:write", "outreach:read", "outreach:write", "comments:write"]
    keys = {
        "collector": key_for(["comments:write"]),
        "editor": key_for([*telling, "comments:read"], person=editor),
        "manager": key_for(telling, person=manager),
        "rnd": key_for(["ideas:read", "ideas:write", "comments:read"], person=rnd),
    }
    return House({name: browser(person) for name, person in people.items()}, keys)


def read_and_group() -> None:
    """What the worker does every few seconds."""
    read_comments()
    assign_requests()
    run_all_clocks()


def find_wish(house: House) -> int:
    """The wish is an idea by itself, on what fans wrote and on nothing else."""
    for name, text, minutes in (*WISHES, *CHATTER):
        house.says(name, text, minutes=minutes)
    read_and_group()
    top = house.get("rnd", "ideas")["results"][0]
    assert "冷宫" in top["title"]
    evidence = house.get("rnd", f"ideas/{top['id']}/evidence")["results"]
    said = {row["request"]["comment"]["text"] for row in evidence}
    assert not said & {text for _name, text, _minutes in CHATTER}
    assert len(evidence) >= len(WISHES) - 2
    return int(top["id"])


def clocks_of(house: House, idea: int) -> dict[str, Any]:
    rows = house.get("editor", f"ideas/{idea}/clocks")["results"]
    return {row["kind"]: row["met_at"] for row in rows}


def tell_everybody(house: House, idea: int, *, milestone: str) -> list[dict[str, Any]]:
    """The editor approves the list on its page, takes the file along, and notes who was told."""
    way = f"ideas/{idea}/outreach?limit=200&milestone={milestone}"
    listed = house.get("editor", way)["results"]
    numbers = [row["id"] for row in listed]
    assert {row["state"] for row in listed} == {"queued"}
    chosen = {ACTION_CHECKBOX_NAME: numbers, "apply": "1", "reason": ""}
    house.fill("editor", "ideas_outreach_changelist", action="approve", **chosen)
    page = reverse("admin:ideas_outreach_export", args=["weibo"])
    file = house.pages["editor"].get(f"{page}?of={idea}&milestone={milestone}").content
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert [int(row["outreach"]) for row in rows] == sorted(numbers)
    assert all(row["draft"] and row["link"].startswith(POST) for row in rows)
    # channels tell times by the second: what a fan says next is later than this one
    at = (timezone.now() - timedelta(seconds=2)).isoformat()
    told = {"outreach": numbers, "link": f"{REPLY}?told={milestone}", "sent_at": at}
    assert house.send("editor", "outreach/sent", told) == {"done": len(numbers), "left": []}
    assert len(house.get("editor", f"{way}&state=sent")["results"]) == len(numbers)
    return listed


def move(house: House, idea: int, to: str, *, seen: str, **values: Any) -> None:
    house.fill("manager", "ideas_idea_move", idea, to, seen=seen, reason="", **values)


def hand_over(house: House, idea: int, rnd: User) -> None:
    """R&D gets it, says it can be made, and learns nobody's name on the way."""
    house.fill("manager", "ideas_handoff_send", idea, to=f"user:{rnd.pk}", note="外形能做吗？")
    sent = house.get("rnd", f"ideas/{idea}/hand-offs")["results"][0]
    accepted = {"outcome": "accepted", "reason": "能做"}
    house.send("rnd", f"hand-offs/{sent['id']}/decide", accepted)
    way = {"milestone": "concept", "file": upload(picture())}
    answer = house.keys["rnd"].post(f"/api/v1/ideas/{idea}/attachments", way)
    assert answer.status_code == 201, answer.content


@pytest.mark.django_db
def test_from_the_first_mention_to_the_first_unit(house: House, rnd: User, manager: User) -> None:
    idea = find_wish(house)
    assert clocks_of(house, idea) == {"answer": None}

    house.fill(
        "editor", "ideas_idea_move", idea, "acknowledged",
        seen="candidate", public_reply=REPLY, reason="容我考虑一下",
    )  # fmt: skip
    met = clocks_of(house, idea)
    assert met["answer"] is not None
    assert (met["concept"], met["prototype"]) == (None, None)
    listed = tell_everybody(house, idea, milestone="acknowledged")
    (first,) = (row for row in listed if row["is_first_asker"])
    said = house.get("editor", f"comments/{first['comment']}")["text"]
    assert WISHES[0][1].endswith(said)

    hand_over(house, idea, rnd)
    move(house, idea, "concept", seen="acknowledged")
    assert clocks_of(house, idea)["concept"] is not None
    house.says("迟来的人", "我也想要冷宫造型的冰箱，求出", minutes=1)
    read_and_group()
    assert plan_all_outreach() == 1
    assert len(tell_everybody(house, idea, milestone="concept")) == len(listed) + 1

    house.fill(
        "manager", "ideas_idea_decide", idea,
        outcome="approve", route="small_batch", approver=manager.pk,
        reason="先做一百台", seen="concept",
    )  # fmt: skip
    move(house, idea, "prototype", seen="concept")
    assert clocks_of(house, idea)["prototype"] is not None
    move(house, idea, "launched", seen="prototype")
    tell_everybody(house, idea, milestone="launched")

    house.fill("manager", "ideas_idea_award", idea, note="001 号")
    award = house.get("rnd", f"ideas/{idea}/awards")["results"][0]
    assert award["comment"] == first["comment"]
    hear_back(house, idea)
    rnd_learns_no_name(house, idea)
    call_command("check_ledger", stdout=io.StringIO())


def hear_back(house: House, idea: int) -> None:
    """Two fans go on talking; the editor corrects how one was read; the rate follows."""
    house.says(WISHES[0][0], "太好了，已经下单，谢谢你们！", minutes=0)
    house.says(WISHES[1][0], "刚到货门就关不严，客服还不理人，太差了", minutes=0)
    read_and_group()
    said = house.get("editor", "comments?limit=200")["results"]
    labels = {
        "太好了，已经下单，谢谢你们！": "praise",
        "刚到货门就关不严，客服还不理人，太差了": "complaint",
    }
    for row in said:
        if row["text"] in labels:
            way = {"label": labels[row["text"]], "reason": "看过了"}
            answer = house.keys["editor"].put(
                f"/api/v1/comments/{row['id']}/label", data=way, content_type="application/json"
            )
            assert answer.status_code == 200, answer.content
    move(house, idea, "closed_loop", seen="launched")
    card = house.get("manager", "reports/scorecard")
    rates = {rate["name"]: rate for rate in card["rates"]}
    assert rates["resolution"]["value"] == 1.0
    assert rates["satisfaction"]["value"] == 0.5
    assert {step["measure"]: step["number"] for step in card["funnel"]}["told"] == 1


def rnd_learns_no_name(house: House, idea: int) -> None:
    """Neither whole nor masked."""
    ways = ("", "/evidence", "/outreach?limit=200", "/awards", "/history", "/hand-offs")
    seen = "".join(str(house.get("rnd", f"ideas/{idea}{way}")) for way in ways)
    for name, _text, _minutes in WISHES:
        assert name not in seen
        assert f"{name[0]}***" not in seen
    refused = house.pages["rnd"].get(reverse("admin:ideas_outreach_changelist"))
    assert refused.status_code == 403
