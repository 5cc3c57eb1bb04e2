"""Verdicts: what people say of pairs of requests holds, now and in every later run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.contrib.admin import site
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from engine.ledger.models import Operation
from feedback.models import FanRequest
from ideas.admin.verdicts import VerdictAdmin
from ideas.models import Assignment, Cluster, Point, Says, Tick, Verdict
from ideas.services.assigning import assign_batch
from ideas.services.judging import ImpossibleVerdictError, judge, move_out, withdraw_verdict
from ideas.services.verdicts import places_of, verdicts_on
from tests.factories import make_comment, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

TEXTS = ("冷宫冰箱", "洗衣机能洗鞋", "空调静音")


def make_asked(wish: int, **values: object) -> FanRequest:
    """A request that waits to be grouped; requests of one kind are alike."""
    vector = np.eye(len(TEXTS), dtype=np.float32)[wish]
    return make_request(
        make_comment(TEXTS[wish]), **{"embedding": vector, "grouped_at": None, **values}
    )


def group_all() -> None:
    while (done := assign_batch(limit=3, promotion_support=99)) and done.requests:
        pass


def place(request: FanRequest) -> int:
    return Assignment.objects.open().get(request=request).cluster_id


def broken() -> list[tuple[str, str]]:
    """Pairs whose places go against a standing verdict."""
    verdicts = verdicts_on(FanRequest.objects.values_list("pk", flat=True))
    places = places_of(verdicts.keys)
    pairs = [(a, b) for a, b in [*verdicts.same, *verdicts.different] if {a, b} <= set(places)]
    return [(a, b) for a, b in pairs if (places[a] == places[b]) != ((a, b) in verdicts.same)]


@pytest.mark.django_db
def test_a_request_moved_out_stays_out_and_the_ledger_says_who(editor: User) -> None:
    requests = [make_asked(0) for _ in range(3)]
    group_all()
    (verdict,) = move_out(requests[2], actor=editor, reason="不是冰箱")
    group_all()
    assert place(requests[0]) == place(requests[1]) != place(requests[2])
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.reason) == (
        "verdict.make",
        editor,
        "不是冰箱",
    )
    assert verdict.made_by == editor
    FanRequest.objects.update(grouped_at=None)
    for model in (Assignment, Tick, Point, Cluster):
        model.objects.all().delete()
    group_all()
    assert place(requests[0]) == place(requests[1]) != place(requests[2])


@pytest.mark.django_db
def test_requests_judged_the_same_come_together_and_say_why(editor: User) -> None:
    fridge, shoes, more_shoes = make_asked(0), make_asked(1), make_asked(1)
    group_all()
    before = place(fridge)
    judge(fridge, shoes, says=Says.SAME, actor=editor)
    group_all()
    assert place(fridge) == place(shoes) == before != place(more_shoes)
    assert Assignment.objects.open().get(request=shoes).why["verdict"] == "same"
    assert Assignment.objects.filter(request=shoes).count() == 2
    assert list(Cluster.objects.order_by("pk").values_list("size", flat=True)) == [2, 1]


@pytest.mark.django_db
def test_a_verdict_that_empties_a_place_finds_another(editor: User) -> None:
    one, other, rival = make_asked(0), make_asked(1), make_asked(0)
    group_all()
    judge(rival, other, says=Says.DIFFERENT, actor=editor)
    judge(one, other, says=Says.SAME, actor=editor)
    group_all()
    assert place(one) == place(other) != place(rival)


@pytest.mark.django_db
def test_contradictions_are_refused_and_name_the_wishes(editor: User) -> None:
    one, two, three = make_asked(0), make_asked(1), make_asked(2)
    judge(one, two, says=Says.SAME, actor=editor)
    judge(two, three, says=Says.SAME, actor=editor)
    with pytest.raises(ImpossibleVerdictError, match=r"冷宫冰箱.*空调静音"):
        judge(one, three, says=Says.DIFFERENT, actor=editor)
    assert Verdict.objects.count() == 2
    withdraw_verdict(Verdict.objects.get(other=three), actor=editor)
    assert judge(one, three, says=Says.DIFFERENT, actor=editor).says == Says.DIFFERENT


@pytest.mark.django_db
def test_the_same_verdict_again_changes_nothing(editor: User) -> None:
    one, two = make_asked(0), make_asked(1)
    first = judge(one, two, says=Says.SAME, actor=editor)
    assert judge(two, one, says=Says.SAME, actor=editor) == first
    assert Operation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{"is_vague": True}, {"kind": "service"}, {"encoder_version": "test-4"}]
)
def test_what_is_never_compared_cannot_be_judged(editor: User, values: dict[str, object]) -> None:
    with pytest.raises(ImpossibleVerdictError):
        judge(make_asked(0), make_asked(1, **values), says=Says.SAME, actor=editor)
    with pytest.raises(ImpossibleVerdictError):
        move_out(make_asked(0, **values), actor=editor)


@pytest.mark.django_db
def test_the_database_refuses_pairs_out_of_order_and_twice() -> None:
    one, two = make_asked(0), make_asked(1)
    Verdict.objects.create(says=Says.SAME, one=one, other=two)
    for low, high, name in (
        (two, one, "verdict_names_two_in_order"),
        (one, two, "verdict_stands_once_a_pair"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Verdict.objects.create(says=Says.DIFFERENT, one=low, other=high)


@pytest.mark.django_db
def test_who_waits_is_kept_apart_by_those_they_must_be_with(editor: User) -> None:
    one, rival = make_asked(0), make_asked(0)
    group_all()
    waiting = make_asked(0)
    judge(one, waiting, says=Says.SAME, actor=editor)
    judge(waiting, rival, says=Says.DIFFERENT, actor=editor)
    group_all()
    assert place(one) == place(waiting) != place(rival)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2, 20])
def test_verdicts_cost_a_fixed_number_of_questions(
    editor: User, django_assert_num_queries: object, number: int
) -> None:
    for _ in range(number):
        judge(make_asked(0), make_asked(1), says=Says.SAME, actor=editor)
    with django_assert_num_queries(28):
        assign_batch(limit=100, promotion_support=99)


@pytest.mark.django_db
def test_editors_withdraw_on_the_page_and_r_and_d_does_not(
    client: Client, editor: User, rnd: User
) -> None:
    verdict = judge(make_asked(0), make_asked(1), says=Says.SAME, actor=editor)
    url = reverse("admin:ideas_verdict_withdraw", args=[verdict.pk])
    client.force_login(rnd)
    assert client.post(url, {"reason": ""}).status_code == 403
    assert "冷宫冰箱" in client.get("/admin/ideas/verdict/").content.decode()
    client.force_login(editor)
    assert client.post(url, {"reason": "看错了"}).status_code == 302
    verdict.refresh_from_db()
    assert not verdict.is_standing
    assert Operation.objects.first().reason == "看错了"
    today = timezone.localdate().isoformat()
    assert client.get("/admin/ideas/verdict/").content.decode().count(today) == 1


@pytest.mark.django_db
def test_the_list_tells_when_a_verdict_was_withdrawn_not_when_it_was_made(editor: User) -> None:
    verdict = judge(make_asked(0), make_asked(1), says=Says.SAME, actor=editor)
    withdraw_verdict(verdict, actor=editor)
    row = VerdictAdmin(Verdict, site).get_queryset(HttpRequest()).get()
    assert row.withdrawn_at == Operation.objects.get(kind="verdict.withdraw").at


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 2), st.just(0)),
        st.tuples(st.sampled_from(["same", "different"]), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("group"), st.integers(1, 4), st.just(0)),
        st.tuples(st.just("out"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("withdraw"), st.integers(0, 9), st.just(0)),
    ),
    min_size=5,
    max_size=25,
)


class AnyOrderTest(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(ACTS)
    def test_no_verdict_is_broken_whatever_people_and_machine_do(
        self, acts: list[tuple[str, int, int]]
    ) -> None:
        requests = [make_asked(kind) for kind in (0, 0, 1, 2)]
        for name, first, second in acts:
            one, other = requests[first % len(requests)], requests[second % len(requests)]
            try:
                if name == "ask":
                    requests.append(make_asked(first))
                elif name == "group":
                    assign_batch(limit=first, promotion_support=2)
                elif name == "out":
                    move_out(one, actor=None)
                elif name == "withdraw":
                    for verdict in Verdict.objects.standing()[first : first + 1]:
                        withdraw_verdict(verdict, actor=None)
                else:
                    judge(one, other, says=name, actor=None)
            except ImpossibleVerdictError:
                pass
            assert broken() == []
        group_all()
        assert broken() == []
        assert Assignment.objects.open().count() == len(requests)
        sizes = sum(Cluster.objects.values_list("size", flat=True))
        assert sizes == len(requests)
