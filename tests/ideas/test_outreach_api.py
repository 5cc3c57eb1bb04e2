"""Telling fans over the API and by the file: who may see what, what is refused."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from engine.api.models import Scope
from ideas.models import Idea, Outreach, Status, Template
from ideas.services.moving import change_status
from ideas.services.outreach import tell
from tests.api import make_client, post_json
from tests.factories import make_evidence, make_fan, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
EVERY = sorted(set(Scope.values))


@pytest.fixture
def idea(manager: User) -> Idea:
    """An idea at its concept; two fans asked, one of them in hostile words."""
    made = make_idea("冷宫冰箱")
    make_evidence(made, "=HYPERLINK(1)求冷宫{fan}", fan=make_fan(masked_name="御***李"))
    make_evidence(made, "<b>想要</b>冷宫冰箱", fan=make_fan(masked_name="朱***猫"))
    Template.objects.filter(milestone="concept").update(text="{fan}，您说的{quote}有图了")
    return change_status(made, to=Status.CONCEPT, actor=manager)


def rows_of(client: Client, idea: Idea, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/ideas/{idea.pk}/outreach", query)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def test_names_and_drafts_are_for_who_tells_fans(idea: Idea, manager: User, rnd: User) -> None:
    open_to = rows_of(make_client(*EVERY, acts_for=manager), idea)
    assert {row["fan"] for row in open_to} == {"御***李", "朱***猫"}
    for client in (
        make_client(Scope.IDEAS_READ, acts_for=manager),
        make_client(*EVERY, acts_for=rnd),
    ):
        assert {(row["fan"], row["draft"]) for row in rows_of(client, idea)} == {(None, None)}
        assert "***" not in str(rows_of(client, idea))
    assert make_client(*EVERY, acts_for=rnd).get(
        "/api/v1/outreach/export", {"channel": "weibo"}
    ).status_code == 403  # fmt: skip


def test_the_list_is_filtered(idea: Idea, manager: User) -> None:
    client = make_client(*EVERY, acts_for=manager)
    assert len(rows_of(client, idea, milestone="concept", state="queued", channel="weibo")) == 2
    assert len(rows_of(client, idea, first_asker="true")) == 1
    assert rows_of(client, idea, milestone="launched") == []


def test_acts_name_what_they_left_and_refuse_what_is_wrong(idea: Idea, manager: User) -> None:
    client = make_client(*EVERY, acts_for=manager)
    rows = [row["id"] for row in rows_of(client, idea)]
    way = "/api/v1/outreach"
    done = post_json(client, {"outreach": rows}, url=f"{way}/sent").json()
    assert done == {"done": 0, "left": sorted(rows)}
    done = post_json(client, {"outreach": rows}, url=f"{way}/approve").json()
    assert done == {"done": 2, "left": []}
    bad = post_json(client, {"outreach": rows, "link": "javascript:1"}, url=f"{way}/sent")
    assert bad.status_code == 400
    assert post_json(client, {"outreach": []}, url=f"{way}/approve").status_code == 400
    plan = {"milestone": "launched"}
    early = post_json(client, plan, url=f"/api/v1/ideas/{idea.pk}/outreach/plan")
    assert early.status_code == 400
    award = post_json(client, {}, url=f"/api/v1/ideas/{idea.pk}/awards")
    assert award.status_code == 409


def test_rnd_may_do_nothing_of_it(idea: Idea, rnd: User, client: Client) -> None:
    key = make_client(*EVERY, acts_for=rnd)
    rows = [row["id"] for row in rows_of(key, idea)]
    assert post_json(key, {"outreach": rows}, url="/api/v1/outreach/approve").status_code == 403
    client.force_login(rnd)
    page = client.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    assert 'id="outreach"' in page
    way = reverse("admin:ideas_outreach_export", args=["weibo"])
    for address in (reverse("admin:ideas_outreach_changelist"), way):
        assert client.get(address).status_code == 403


def test_the_file_is_read_as_text_by_spreadsheets(idea: Idea, editor: User, client: Client) -> None:
    tell(Outreach.objects.values_list("pk", flat=True), to="approved", actor=editor)
    client.force_login(editor)
    way = reverse("admin:ideas_outreach_export", args=["weibo"])
    raw = client.get(way, {"of": idea.pk}).content
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row["said"][0] for row in rows] == ["'", "<"]
    assert rows[0]["draft"] == "御***李，您说的=HYPERLINK(1)求冷宫{fan}有图了"
    assert client.get(way, {"of": "9" * 30, "milestone": "\0"}).status_code == 200
    assert client.get(reverse("admin:ideas_outreach_export", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize(
    "text",
    ["{idea.pk}", "{fan!r}", "{quote:>9}", "{{idea}}", "{", "}", "{name}", "  ", "好\x07的{idea}"],
)
def test_a_wording_that_cannot_be_filled_in_is_refused(
    text: str, manager: User, client: Client
) -> None:
    client.force_login(manager)
    way = reverse("admin:ideas_template_add")
    answer = client.post(way, {"milestone": "concept", "channel": "weibo", "text": text})
    assert answer.status_code == 200
    assert not Template.objects.filter(channel="weibo").exists()


def test_pages_show_the_words_of_fans_as_text(idea: Idea, editor: User, client: Client) -> None:
    client.force_login(editor)
    row = Outreach.objects.get(comment__text__startswith="<b>")
    for page in (
        reverse("admin:ideas_outreach_changelist"),
        reverse("admin:ideas_outreach_change", args=[row.pk]),
        reverse("admin:ideas_outreach_reword", args=[row.pk]),
    ):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "<b>想要" not in answer.content.decode()
