"""Pages of integrity cases: the list, a case with its members, deciding it, taking it back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.ledger.models import Operation
from ideas.models import IntegrityCase
from ideas.roles import EDITOR, MANAGER, RND
from tests.factories import make_thread, make_user
from tests.ideas.integrity_rows import bought_idea, make_case

pytestmark = pytest.mark.django_db
LIST = "admin:ideas_integritycase_changelist"
PAGE = "admin:ideas_integritycase_change"
DECIDE = "admin:ideas_integritycase_decide"


@pytest.fixture
def manager(client):
    client.force_login(make_user(group=MANAGER))
    return client


def test_the_list_tells_kind_idea_accounts_and_the_first_reason(manager):
    idea = bought_idea(30)
    page = manager.get(reverse(LIST)).content.decode()
    assert str(IntegrityCase.objects.get()) in page
    assert str(idea) in page
    assert "新号或空白号" in page
    assert "待定" in page


@pytest.mark.parametrize(
    ("outcome", "number"), [("open", 1), ("cap", 1), ("clear", 0), ("nonsense\0", 2), ("", 2)]
)
def test_the_list_is_filtered_by_outcome(manager, outcome, number):
    make_case(3)
    case = make_case(3)
    manager.post(reverse(DECIDE, args=[case.pk]), {"outcome": "cap", "reason": "买的"})
    page = manager.get(reverse(LIST), {"outcome": outcome})
    assert page.context["cl"].result_count == number


def test_a_case_tells_why_which_signals_were_there_and_what_members_said(manager):
    bought_idea(30, thread=make_thread())
    case = IntegrityCase.objects.get()
    page = manager.get(reverse(PAGE, args=[case.pk])).content.decode()
    assert "可判断的 30 个账号中有 30 个是新号或空白号" in page
    assert "粉丝数：30 个账号中有 30 个可知" in page
    assert "认证" in page
    assert page.count("冷宫造型的三门冰箱") == 20
    assert "粉***" in page
    assert "故宫的新展" in page
    second = manager.get(reverse(PAGE, args=[case.pk]), {"members": 2}).content.decode()
    assert second.count("冷宫造型的三门冰箱") == 10


def test_deciding_shows_the_numbers_first_and_changes_nothing_by_looking(manager):
    idea = bought_idea(30)
    case = IntegrityCase.objects.get()
    page = manager.get(reverse(DECIDE, args=[case.pk]))
    (effect,) = page.context["effects"]
    assert effect.idea == idea
    after = dict(effect.after)
    assert effect.before.mentions == 30
    assert after["剔除：不计入"].effective == 0
    assert after["排除嫌疑：照常计入"].effective == effect.before.effective
    case.refresh_from_db()
    assert (case.outcome, Operation.objects.count()) == ("", 0)


def test_a_decision_is_made_told_and_taken_back_on_pages(manager):
    bought_idea(30)
    case = IntegrityCase.objects.get()
    sent = {"outcome": "exclude", "reason": "同一批新号"}
    page = manager.post(reverse(DECIDE, args=[case.pk]), sent, follow=True).content.decode()
    made = Operation.objects.latest("pk")
    assert reverse("admin:ledger_operation_undo", args=[made.pk]) in page
    assert "同一批新号" in page
    undo = manager.get(reverse("admin:ledger_operation_undo", args=[made.pk])).content.decode()
    assert "0" in undo
    manager.post(reverse("admin:ledger_operation_undo", args=[made.pk]), {"reason": "看错了"})
    case.refresh_from_db()
    assert case.outcome == ""


def test_a_reason_is_needed_and_a_case_is_decided_once(manager):
    case = make_case()
    page = manager.post(reverse(DECIDE, args=[case.pk]), {"outcome": "cap", "reason": ""})
    assert page.context["form"].errors["reason"]
    for _ in range(2):
        page = manager.post(reverse(DECIDE, args=[case.pk]), {"outcome": "cap", "reason": "买的"})
    assert "已有人处理" in page.content.decode()
    assert Operation.objects.filter(kind="case.decide").count() == 1


@pytest.mark.parametrize(("group", "status"), [(EDITOR, 200), (MANAGER, 200), (RND, 403)])
def test_everybody_sees_cases_and_who_may_decides(client, group, status):
    case = make_case()
    client.force_login(make_user(group=group))
    assert client.get(reverse(PAGE, args=[case.pk])).status_code == 200
    assert client.get(reverse(DECIDE, args=[case.pk])).status_code == status


def test_a_case_page_asks_the_same_whatever_the_number_of_members(manager):
    def asked(case) -> int:
        with CaptureQueriesContext(connection) as seen:
            manager.get(reverse(PAGE, args=[case.pk]))
        return len(seen)

    few, many = make_case(21), make_case(60)
    asked(few)
    assert asked(few) == asked(many)


def test_pages_speak_english_too(manager):
    bought_idea(12)
    case = IntegrityCase.objects.get()
    page = manager.get(reverse(PAGE, args=[case.pk]), headers={"accept-language": "en"})
    manager.cookies["django_language"] = "en"
    page = manager.get(reverse(PAGE, args=[case.pk])).content.decode()
    assert "12 of the 12 accounts that are known are young or without features" in page
    assert "Signals used" in page
