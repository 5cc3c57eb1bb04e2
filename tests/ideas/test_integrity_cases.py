"""Cases are proposed from rows, extended while open, decided by people and taken back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from feedback.models import Comment
from ideas.models import CaseLook, CaseMember, Idea, IntegrityCase
from ideas.services.integrity import (
    CaseRefusedError,
    decide_case,
    look_for_cases,
    rehearse_decision,
)
from ideas.services.structure import merge_ideas, split_idea
from tests.factories import make_idea, make_thread, make_user
from tests.ideas.integrity_rows import (
    BARE,
    DAY,
    HOUR,
    NOON,
    NOTHING,
    ORDINARY,
    bought_idea,
    look,
    make_fans,
    make_wave,
)
from tests.ideas.integrity_waves import COPIED, PARAPHRASES, SLOGAN, lightly_edited, own_words

pytestmark = pytest.mark.django_db


def only_case() -> IntegrityCase:
    return IntegrityCase.objects.get()


@pytest.mark.parametrize("told", [ORDINARY, NOTHING], ids=["ordinary", "nothing told"])
@pytest.mark.parametrize("over", [HOUR, 5 * DAY])
def test_five_hundred_fans_in_their_own_words_raise_no_case(told, over):
    idea = make_idea(effective=None)
    make_wave(idea, make_fans(500, **told), own_words(500), over=over, thread=make_thread())
    make_wave(idea, make_fans(100, **told), [SLOGAN], over=6 * DAY)
    assert look() == 1
    assert not IntegrityCase.objects.exists()


@pytest.mark.parametrize(
    "texts", [[COPIED], lightly_edited(COPIED, 60), PARAPHRASES], ids=["exact", "light", "list"]
)
def test_a_bought_wave_is_one_case_that_tells_whom_and_why(texts):
    idea = make_idea(effective=None)
    make_wave(idea, make_fans(200, **ORDINARY), own_words(200))
    bought = make_wave(idea, make_fans(60, **BARE), texts)
    look()
    case = only_case()
    assert (case.kind, case.idea, case.state, case.outcome) == ("copies", idea, "open", "")
    assert set(case.members.values_list("comment", flat=True)) == {row.pk for row in bought}
    figures = case.reasons["figures"]
    assert (figures["accounts"], figures["suspicious"]) == (60, 60)
    assert case.reasons["signals"]["age"] == 60
    assert COPIED not in str(case.reasons)


def test_what_did_not_change_is_not_looked_behind_again():
    bought_idea()
    before = only_case().reasons
    assert look() == 0
    CaseLook.objects.all().delete()
    assert look() == 1
    assert only_case().reasons == before


def test_an_open_case_grows_with_its_wave_and_a_decided_one_stays_as_it_is():
    idea = bought_idea(20)
    make_wave(idea, make_fans(5, **BARE), [COPIED], since=NOON + DAY)
    look()
    case = only_case()
    assert case.members.count() == 25
    assert case.reasons["figures"]["accounts"] == 25
    decide_case(case, outcome="cap", actor=make_user(), reason="买的")
    make_wave(idea, make_fans(4, **BARE), [COPIED], since=NOON + 2 * DAY)
    look()
    assert only_case().members.count() == 25
    make_wave(idea, make_fans(1, **BARE), [COPIED], since=NOON + 2 * DAY)
    look()
    further = IntegrityCase.objects.get(continues=case)
    assert further.members.count() == 5
    assert case.members.count() == 25


def test_what_a_person_cleared_is_not_proposed_again():
    idea = bought_idea()
    case = decide_case(only_case(), outcome="clear", actor=make_user(), reason="是公司活动")
    make_wave(idea, make_fans(300, **BARE), [COPIED], since=NOON + DAY)
    look()
    assert only_case() == case
    make_wave(idea, make_fans(30, **BARE), [PARAPHRASES[3]], since=NOON + DAY)
    look()
    assert IntegrityCase.objects.exclude(pk=case.pk).get().members.count() == 30


def test_a_crowd_of_newborn_accounts_is_one_case_whatever_they_say():
    idea = make_idea(effective=None)
    make_wave(
        idea, make_fans(200, **ORDINARY), own_words(200), over=20 * DAY, since=NOON - 20 * DAY
    )
    alone = idea.support.effective
    bought = make_wave(idea, make_fans(60, **BARE), own_words(60, seed=8), over=HOUR / 2)
    idea.refresh_from_db()
    before = idea.support.effective
    look()
    case = only_case()
    assert (case.kind, case.idea, case.thread) == ("newborn", idea, None)
    assert set(case.members.values_list("comment", flat=True)) == {row.pk for row in bought}
    figures = case.reasons["figures"]
    assert (figures["bare"], figures["judged"]) == (60, 60)
    idea.support.refresh_from_db()
    assert idea.support.effective == before
    decide_case(case, outcome="exclude", actor=make_user(), reason="买的")
    idea.support.refresh_from_db()
    assert idea.support.effective == alone < before


def test_newcomers_of_a_day_that_a_person_cleared_are_not_proposed_again():
    idea = make_idea(effective=None)
    make_wave(idea, make_fans(40, **BARE), own_words(40), over=HOUR / 2)
    look()
    decide_case(only_case(), outcome="clear", actor=make_user(), reason="是公司活动")
    make_wave(idea, make_fans(40, **BARE), own_words(40, seed=4), since=NOON + HOUR, over=HOUR / 2)
    look()
    cleared = only_case()
    make_wave(idea, make_fans(40, **BARE), own_words(40, seed=6), since=NOON + DAY, over=HOUR / 2)
    look()
    assert IntegrityCase.objects.exclude(pk=cleared.pk).get().members.count() == 40


def test_a_burst_of_strangers_under_one_post_is_a_case_of_that_thread():
    idea, thread = make_idea(effective=None), make_thread()
    fans = make_fans(24)
    make_wave(idea, fans, PARAPHRASES, over=HOUR / 2, thread=thread)
    look()
    case = only_case()
    assert (case.kind, case.thread) == ("thread_burst", thread)
    assert case.reasons["signals"] == {
        "followers": 0, "posts": 0, "age": 0, "verified": 0, "name": 0, "posted": 24, "earlier": 24
    }  # fmt: skip


def test_a_ring_across_three_ideas_is_one_case_of_no_idea():
    ideas, fans = [make_idea(effective=None) for _ in range(3)], make_fans(6)
    for place, idea in enumerate(ideas):
        texts = own_words(6, seed=place)
        make_wave(idea, fans, texts, over=HOUR / 6, since=NOON + place * DAY)
        make_wave(idea, make_fans(50), own_words(50, seed=9), since=NOON + 4 * DAY)
    look()
    case = only_case()
    assert (case.kind, case.idea) == ("ring", None)
    assert case.members.count() == 18
    assert set(IntegrityCase.objects.bearing_on([ideas[1].pk])) == {case}
    assert case.reasons["figures"]["ideas"] == 3


def test_a_decision_is_an_operation_that_can_be_taken_back_and_made_again():
    bought_idea()
    person, case = make_user(), only_case()
    decided = decide_case(case, outcome="exclude", actor=person, reason="买的")
    assert (decided.state, decided.decided_by, decided.decided_at is None) == (
        "decided", person, False
    )  # fmt: skip
    made = Operation.objects.latest("pk")
    assert (made.kind, made.reason, made.actor) == ("case.decide", "买的", person)
    taken_back = undo(made, actor=make_user())
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by, case.decided_at) == ("open", "", None, None)
    undo(taken_back, actor=make_user())
    case.refresh_from_db()
    assert (case.outcome, case.decided_by) == ("exclude", person)
    assert differences() == []


def test_a_case_is_decided_once_and_with_a_reason():
    bought_idea()
    with pytest.raises(CaseRefusedError):
        decide_case(only_case(), outcome="cap", actor=make_user(), reason=" ")
    decide_case(only_case(), outcome="cap", actor=make_user(), reason="买的")
    with pytest.raises(CaseRefusedError):
        decide_case(only_case(), outcome="clear", actor=make_user(), reason="不是")
    assert only_case().outcome == "cap"


def test_a_decision_taken_back_while_the_wave_went_on_leaves_both_cases_open():
    idea = bought_idea()
    decide_case(only_case(), outcome="cap", actor=make_user(), reason="买的")
    made = Operation.objects.latest("pk")
    make_wave(idea, make_fans(9, **BARE), [COPIED], since=NOON + DAY)
    look()
    undo(made, actor=make_user())
    assert IntegrityCase.objects.open().count() == 2
    make_wave(idea, make_fans(2, **BARE), [COPIED], since=NOON + DAY)
    look()
    assert sorted(case.members.count() for case in IntegrityCase.objects.all()) == [11, 30]


def test_a_rehearsal_tells_the_numbers_and_changes_nothing():
    idea = bought_idea()
    case = only_case()
    done = rehearse_decision(case, outcome="exclude", actor=make_user(), reason="试算")
    assert set(done.before) == {idea.pk} == set(done.after)
    assert done.before[idea.pk].mentions == 30
    case.refresh_from_db()
    assert case.outcome == ""
    assert not Operation.objects.filter(kind="case.decide").exists()


def test_cases_follow_their_comments_through_merges_and_splits():
    idea, other, person = bought_idea(), make_idea("别的", effective=None), make_user()
    case = only_case()
    make_wave(other, make_fans(3), own_words(3))
    merge_ideas([idea], into=other, actor=person)
    assert list(IntegrityCase.objects.bearing_on([other.pk])) == [case]
    look()
    assert only_case() == case
    rest = split_idea(
        Idea.objects.get(pk=other.pk),
        title="分出来的",
        clusters=list(idea.clusters.all()),
        requests=[],
        actor=person,
    )
    assert list(IntegrityCase.objects.bearing_on([rest.pk])) == [case]
    look()
    assert only_case() == case


def test_who_is_erased_is_in_no_case_and_figures_hold_nothing_of_them():
    bought_idea()
    case = only_case()
    comment = Comment.objects.order_by("pk").first()
    fan = comment.fan
    comment.delete()
    fan.delete()
    assert case.members.count() == 29
    assert CaseMember.objects.filter(comment__isnull=True).count() == 0


def test_the_database_keeps_one_open_case_of_a_kind_and_place():
    idea = bought_idea()
    with pytest.raises(IntegrityError, match="case_open_once"), transaction.atomic():
        IntegrityCase.objects.create(kind="copies", idea=idea)
    with pytest.raises(IntegrityError, match="case_decided_at_a_time"), transaction.atomic():
        IntegrityCase.objects.update(outcome="cap")
    with pytest.raises(IntegrityError, match="case_is_of_what"), transaction.atomic():
        IntegrityCase.objects.create(kind="ring", idea=idea)


def queries(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_a_look_asks_the_same_whatever_the_number_of_comments_and_cases():
    def asked(number: int) -> int:
        idea = make_idea(effective=None)
        make_wave(idea, make_fans(number, **BARE), PARAPHRASES)
        make_wave(idea, make_fans(number), own_words(number))
        found = queries(lambda: look_for_cases(limit=1))
        look()
        return found

    few = asked(40)
    assert asked(400) == few
    assert few < 60


def test_a_decision_asks_the_same_whatever_the_number_of_members():
    def asked(number: int) -> int:
        idea = bought_idea(number)
        case = IntegrityCase.objects.get(idea=idea)
        return queries(lambda: decide_case(case, outcome="cap", actor=None, reason="买的"))

    assert asked(20) == asked(300)
