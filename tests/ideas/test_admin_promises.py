"""Pages of clocks, hand-offs and reports: what roles see and may, in both languages, calmly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from engine.ledger.models import Operation
from ideas.models import Clock, ClockPolicy, HandOff, Idea
from ideas.roles import RND
from ideas.services.clocks import settle_clocks
from ideas.services.handoffs import receive_hand_off, send_hand_off
from tests.factories import make_comment, make_idea
from tests.ideas.promises import make_clock, make_hand_off, make_policy, only_policies

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HOSTILE = "<script>alert(1)</script>\u202e"
CLOCKS, HAND_OFFS = "/admin/ideas/clock/", "/admin/ideas/handoff/"
SCORECARD, WAITING = "/admin/ideas/clock/scorecard/", "/admin/ideas/handoff/report/"


def page_of(idea: Idea) -> str:
    return reverse("admin:ideas_idea_change", args=[idea.pk])


def titles(client: Client, address: str, **query: str) -> list[str]:
    return [str(row.idea) for row in client.get(address, query).context["cl"].result_list]


def test_an_editor_pauses_and_resumes_from_the_page_of_the_idea(
    client: Client, editor: User
) -> None:
    (policy,) = only_policies("answer")
    clock = make_clock(make_idea(), policy, started=timezone.now())
    client.force_login(editor)
    page = client.get(page_of(clock.idea)).content.decode()
    address = reverse("admin:ideas_clock_pause", args=[clock.pk])
    assert address in page
    assert reverse("admin:ideas_clock_waive", args=[clock.pk]) not in page
    answer = client.post(address, {"reason": "等研发"}, follow=True)
    assert "已暂停" in answer.content.decode()
    client.post(reverse("admin:ideas_clock_resume", args=[clock.pk]), {"reason": ""})
    clock.refresh_from_db()
    assert clock.paused_at is None
    kinds = Operation.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["clock.pause", "clock.resume"]


def test_only_a_manager_waives_and_says_why(client: Client, editor: User, manager: User) -> None:
    (policy,) = only_policies("answer")
    clock = make_clock(make_idea(), policy, started=timezone.now())
    address = reverse("admin:ideas_clock_waive", args=[clock.pk])
    client.force_login(editor)
    assert client.post(address, {"reason": "试的"}).status_code == 403
    client.force_login(manager)
    for reason in ("", "。。"):
        assert client.post(address, {"reason": reason}).status_code == 200
    assert client.post(address, {"reason": HOSTILE}).status_code == 302
    page = client.get(page_of(clock.idea)).content.decode()
    assert "已豁免" in page
    assert "<script>alert" not in page
    assert client.post(address, {"reason": "再来"}).status_code == 200


def test_the_list_tells_what_is_due_and_missed(client: Client, rnd: User) -> None:
    (policy,) = only_policies("answer", warn_before=1)
    now = timezone.now()
    for title, started, values in (
        ("missed", now - 3 * HOUR, {"breached_at": now - HOUR}),
        ("soon", now - 1.5 * HOUR, {}),
        ("runs", now, {}),
        ("paused", now, {"paused_at": now}),
        ("kept", now, {"met_at": now}),
        ("waived", now, {"waived_at": now, "waived_reason": "试"}),
        ("lapsed", now, {"lapsed_at": now}),
    ):
        make_clock(make_idea(title), policy, started=started, **values)
    make_clock(make_idea("away", merged_into=make_idea("home")), policy, started=now)
    client.force_login(rnd)
    for fares, expected in (
        ("overdue", ["missed"]),
        ("missed", ["missed"]),
        ("soon", ["soon"]),
        ("paused", ["paused"]),
        ("kept", ["kept"]),
        ("waived", ["waived"]),
        ("lapsed", ["lapsed"]),
        ("open", ["missed", "soon", "runs", "paused"]),
    ):
        assert titles(client, CLOCKS, fares=fares) == expected, fares
    assert len(titles(client, CLOCKS, fares="\x00")) == 7
    page = client.get(CLOCKS).content.decode()
    assert all(word in page for word in ("超时", "即将到期", "计时中"))
    assert "/pause/" not in page


def test_years_without_holidays_are_told_on_pages(client: Client, rnd: User) -> None:
    (policy,) = only_policies("answer", calendar="business")
    clock = make_clock(make_idea(), policy, started=timezone.now().replace(year=2098))
    client.force_login(rnd)
    for address in (CLOCKS, page_of(clock.idea)):
        assert "2098" in client.get(address).content.decode()
        assert "chinesecalendar" in client.get(address).content.decode()


@pytest.mark.parametrize("number", [2, 20])
def test_lists_and_cards_ask_a_fixed_number_of_questions(
    client: Client, manager: User, django_assert_max_num_queries: Any, number: int
) -> None:
    policies = only_policies(*["custom"] * number, until="triaged")
    idea = make_idea()
    for policy in policies:
        make_clock(idea, policy, started=timezone.now())
        make_hand_off(make_idea(), actor=manager, to_user=manager)
    client.force_login(manager)
    for address, most in ((CLOCKS, 14), (HAND_OFFS, 14), (page_of(idea), 60), (WAITING, 9)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_policies_are_edited_by_managers_and_keep_what_was_promised(
    client: Client, manager: User, editor: User
) -> None:
    only_policies()
    client.force_login(manager)
    values = {"name": "回应", "kind": "answer", "starts": "burst", "calendar": "business"}
    add = "/admin/ideas/clockpolicy/add/"
    assert client.post(add, {**values, "hours": "0"}).status_code == 200
    assert client.post(add, {**values, "hours": "2", "warn_before": "3"}).status_code == 200
    assert client.post(add, {**values, "hours": "2"}).status_code == 302
    policy = ClockPolicy.objects.get()
    clock = make_clock(make_idea(), policy, started=timezone.now())
    change = reverse("admin:ideas_clockpolicy_change", args=[policy.pk])
    client.post(change, {**values, "kind": "concept", "hours": "9", "is_active": "on"})
    policy.refresh_from_db()
    clock.refresh_from_db()
    assert (policy.kind, policy.hours, clock.hours) == ("answer", 9, 2)
    client.post(reverse("admin:ideas_clockpolicy_delete", args=[policy.pk]), {"post": "yes"})
    assert ClockPolicy.objects.exists()
    client.force_login(editor)
    assert client.get(add).status_code == 403


def test_an_idea_goes_to_a_desk_and_is_decided_there(
    client: Client, editor: User, rnd: User
) -> None:
    idea = make_idea()
    client.force_login(editor)
    send = reverse("admin:ideas_handoff_send", args=[idea.pk])
    assert send in client.get(page_of(idea)).content.decode()
    desk = Group.objects.get(name=RND)
    assert client.post(send, {"to": "user:0", "note": ""}).status_code == 200
    assert client.post(send, {"to": f"group:{desk.pk}", "note": HOSTILE}).status_code == 302
    page = client.get(page_of(idea)).content.decode()
    assert "<script>alert" not in page
    assert send not in page
    row = HandOff.objects.get()
    receive = reverse("admin:ideas_handoff_receive", args=[row.pk])
    decide = reverse("admin:ideas_handoff_decide", args=[row.pk])
    assert receive not in page
    assert client.post(decide, {"outcome": "accepted"}).status_code == 200
    client.force_login(rnd)
    assert titles(client, HAND_OFFS, mine="here") == ["冷宫冰箱"]
    assert client.get(receive).status_code == 200
    assert HandOff.objects.get().received_at is None
    client.post(receive)
    assert client.post(decide, {"outcome": "returned", "reason": ""}).status_code == 200
    assert client.post(decide, {"outcome": "returned", "reason": "缺数据"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.received_by) == ("returned", rnd)
    assert titles(client, HAND_OFFS, mine="here") == []
    page = client.get(page_of(idea)).content.decode()
    assert all(word in page for word in ("退回: 缺数据", "交接", "接收交接"))


def test_my_hand_offs_are_mine(client: Client, editor: User, rnd: User) -> None:
    send_hand_off(make_idea("mine"), actor=editor, user=rnd)
    send_hand_off(make_idea("sent"), actor=rnd, user=editor)
    done = send_hand_off(make_idea("group"), actor=editor, desk=Group.objects.get(name=RND))
    receive_hand_off(done, actor=rnd)
    client.force_login(rnd)
    assert set(titles(client, HAND_OFFS, mine="here")) == {"mine", "group"}
    assert titles(client, HAND_OFFS, mine="sent") == ["sent"]
    assert len(titles(client, HAND_OFFS, mine="\x00")) == 3
    home = client.get("/admin/").content.decode()
    assert f'{HAND_OFFS}?mine=here">2</a>' in home


def test_each_number_of_the_scorecard_opens_its_rows(client: Client, manager: User) -> None:
    (policy,) = only_policies("answer")
    idea = make_idea(HOSTILE)
    make_comment(HOSTILE)
    make_clock(idea, policy, started=timezone.now() - 3 * HOUR)
    settle_clocks([idea.pk])
    client.force_login(manager)
    page = client.get(SCORECARD).content.decode()
    assert all(word in page for word in ("响应率", "解决率", "满意率", "漏斗"))
    links = {part.split('"')[0] for part in page.split(f'href="{SCORECARD}')[1:]}
    assert {"comments/?", "answers_due/?", "in_candidate/?"} <= links
    for link in links:
        rows = client.get(SCORECARD + link)
        assert rows.status_code == 200
        assert "<script>alert" not in rows.content.decode()
    assert client.get(f"{SCORECARD}comments/").context["number"] == 1
    assert client.get(f"{SCORECARD}nothing/").status_code == 404


@pytest.mark.parametrize("address", [SCORECARD, WAITING, f"{SCORECARD}comments/"])
@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-11-30", "last": "2026-11-01"},
        {"first": "0001-01-01"},
        {"last": "9999-12-31"},
        {"first": "\x00", "line": "\x00"},
        {"line": "99999999999999999999"},
        {"page": "-1"},
    ],
)
def test_a_period_that_cannot_be_is_said_so(
    client: Client, manager: User, address: str, query: dict[str, str]
) -> None:
    client.force_login(manager)
    assert client.get(address, query).status_code in {200, 400}


def test_who_has_no_role_sees_nothing(client: Client, rnd: User) -> None:
    clock = make_clock(make_idea(), make_policy(), started=timezone.now())
    rnd.groups.clear()
    client.force_login(rnd)
    for address in (CLOCKS, HAND_OFFS, SCORECARD, WAITING, f"{SCORECARD}comments/"):
        assert client.get(address).status_code == 403, address
    for act in ("pause", "resume", "waive"):
        address = reverse(f"admin:ideas_clock_{act}", args=[clock.pk])
        assert client.post(address, {"reason": "好"}).status_code == 403
    assert client.post(reverse("admin:ideas_handoff_send", args=[clock.idea_id])).status_code == 403
    assert not Operation.objects.exists()
    assert Clock.objects.filter(paused_at__isnull=True).exists()


def test_pages_speak_english_too(client: Client, manager: User) -> None:
    (policy,) = only_policies("answer", calendar="business", warn_before=1)
    clock = make_clock(make_idea(), policy, started=timezone.now())
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    page = client.get(page_of(clock.idea)).content.decode()
    assert all(word in page for word in ("Clocks", "business hours left", "Hand it to a desk"))
    assert "response rate" in client.get(SCORECARD).content.decode()
    assert "Where ideas wait" in client.get(WAITING).content.decode()
