"""Notices in the admin: one's own, all for administrators, and what one wants to hear of."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from feedback.models import ProductLine
from ideas.models import Notice, NoticePreference
from tests.notices import make_colleague, make_notice, make_preference, make_robot

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/ideas/notice/"
MINE = f"{LIST}mine/"
FAILED = {"state": "failed", "error": "refused", "said": "93000 invalid webhook url"}


def shown(client: Client, **asked: str) -> list[str]:
    return [row.subject for row in client.get(LIST, asked).context["cl"].result_list]


def test_everybody_sees_their_own_and_administrators_all(
    client: Client, admin_client: Client, rnd: User
) -> None:
    make_notice(user=rnd, subject="我的")
    other = make_notice(user=make_colleague(), subject="别人的")
    robots = make_notice(robot=make_robot(), subject="群里的")
    assert shown(admin_client) == ["群里的", "别人的", "我的"]
    client.force_login(rnd)
    assert shown(client) == ["我的"]
    for row in (other, robots):
        assert client.get(f"{LIST}{row.pk}/change/").status_code == 302


def test_a_notice_tells_why_it_was_not_sent(admin_client: Client) -> None:
    row = make_notice(robot=make_robot(), path="/admin/ideas/idea/7/change/", **FAILED)
    for way in (LIST, f"{LIST}{row.pk}/change/"):
        page = admin_client.get(way).content.decode()
        assert "平台拒收" in page
        assert "93000 invalid webhook url" in page
    assert "/admin/ideas/idea/7/change/" in page


def test_lists_are_filtered_and_take_hostile_addresses_calmly(admin_client: Client) -> None:
    make_notice(robot=make_robot(), subject="坏", **FAILED)
    make_notice(robot=make_robot(), subject="好")
    assert shown(admin_client, state__exact="failed") == ["坏"]
    assert shown(admin_client, news="digest") == ["好", "坏"]
    assert shown(admin_client, news="burst") == []
    assert len(shown(admin_client, news="\x00", state__exact="\x00")) == 2


def test_administrators_send_again_and_nobody_else(
    client: Client, admin_client: Client, rnd: User
) -> None:
    failed = make_notice(user=rnd, attempts=10, **FAILED)
    sent = {"action": "send_again", ACTION_CHECKBOX_NAME: [failed.pk]}
    client.force_login(rnd)
    client.post(LIST, sent)
    assert Notice.objects.get().state == "failed"
    assert "1 条提醒" in admin_client.post(LIST, sent, follow=True).content.decode()
    row = Notice.objects.get()
    assert (row.state, row.attempts, row.error) == ("queued", 0, "")


def test_a_list_costs_the_same_for_any_number(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        make_notice(robot=make_robot())
        make_notice(user=make_colleague())
    with django_assert_max_num_queries(7):
        assert len(shown(admin_client)) == 24


def test_one_chooses_what_to_hear_of(client: Client, rnd: User) -> None:
    line = ProductLine.objects.create(name="冰箱")
    client.force_login(rnd)
    page = client.get(MINE)
    assert page.status_code == 200
    assert not NoticePreference.objects.exists()
    sent = {
        "events": ["burst", "digest"], "lines": [line.pk], "quiet_from": "22:00",
        "quiet_to": "08:00", "language": "en",
    }  # fmt: skip
    assert client.post(MINE, sent).status_code == 302
    row = NoticePreference.objects.get()
    assert (row.user, row.events, row.by_email) == (rnd, ["burst", "digest"], False)
    assert (row.quiet_from, row.quiet_to, row.language) == (time(22), time(8), "en")
    assert list(row.lines.all()) == [line]
    client.post(MINE, {**sent, "events": [], "lines": [], "by_email": "on"})
    row = NoticePreference.objects.get()
    assert (row.events, list(row.lines.all()), row.by_email) == ([], [], True)


def test_the_choice_of_another_is_not_touched(client: Client, rnd: User, editor: User) -> None:
    make_preference(editor, events=["digest"])
    client.force_login(rnd)
    client.post(MINE, {"events": ["burst"], "language": "en", "user": editor.pk})
    assert NoticePreference.objects.get(user=editor).events == ["digest"]


@pytest.mark.parametrize("wrong", [{"quiet_from": "22:00"}, {"events": ["x"]}, {"language": "fr"}])
def test_a_wrong_choice_is_told(client: Client, rnd: User, wrong: dict[str, Any]) -> None:
    client.force_login(rnd)
    answer = client.post(MINE, {"events": [], "language": "en", **wrong})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not NoticePreference.objects.exists()


def test_who_has_no_role_is_refused(client: Client, rnd: User) -> None:
    rnd.groups.clear()
    client.force_login(rnd)
    assert client.get(MINE).status_code == 403
    assert client.get(LIST).status_code == 403
