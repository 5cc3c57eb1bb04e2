"""What an idea stands on: by its clusters, by people's pins, and by what was merged into it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.models import Comment
from ideas.models import Assignment, Cluster, Evidence, Idea, Pin
from ideas.services.supporting import support_of_ideas
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_evidence,
    make_idea,
    make_request,
)

if TYPE_CHECKING:
    from feedback.models import FanRequest

pytestmark = pytest.mark.django_db


def merge(idea: Idea, into: Idea | None) -> None:
    Idea.objects.filter(pk=idea.pk).update(merged_into=into)


def root(idea: Idea) -> int:
    return Idea.objects.values_list("root", flat=True).get(pk=idea.pk)


def pin(request: FanRequest, idea: Idea, says: str = "belongs") -> Pin:
    return Pin.objects.create(request=request, idea=idea, says=says)


def held(idea: Idea) -> set[int]:
    return set(Evidence.objects.filter(idea=idea).values_list("pk", flat=True))


def test_the_whole_chain_leads_to_its_end_and_back() -> None:
    one, two, three = make_idea("甲"), make_idea("乙"), make_idea("丙")
    merge(one, two)
    merge(two, three)
    assert [root(idea) for idea in (one, two, three)] == [three.pk] * 3
    merge(two, None)
    assert [root(idea) for idea in (one, two, three)] == [two.pk, two.pk, three.pk]
    merge(one, None)
    assert root(one) == one.pk


def test_a_circle_of_merges_is_refused_by_name() -> None:
    one, two, three = make_idea("甲"), make_idea("乙"), make_idea("丙")
    merge(one, two)
    merge(two, three)
    for idea, into in ((three, one), (two, one), (one, one)):
        with pytest.raises(IntegrityError, match="into itself") as refused, transaction.atomic():
            merge(idea, into)
        assert refused.value.__cause__.diag.constraint_name == "idea_merge_has_no_cycle"


def test_an_idea_born_merged_knows_its_root() -> None:
    winner = make_idea("甲")
    assert root(make_idea("乙", merged_into=winner)) == winner.pk


def test_a_pin_puts_a_request_into_one_idea_and_out_of_every_other() -> None:
    fridge, shoes = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    one, other = make_evidence(fridge).request, make_evidence(fridge).request
    pin(one, shoes)
    waiting = make_request(grouped_at=None)
    pin(waiting, shoes)
    assert (held(fridge), held(shoes)) == ({other.pk}, {one.pk, waiting.pk})
    assert Evidence.objects.get(pk=waiting.pk).cluster is None


def test_a_bar_takes_a_request_out_of_the_idea_it_names_only() -> None:
    fridge, shoes = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    row = make_evidence(fridge)
    pin(row.request, fridge, "barred")
    assert held(fridge) == set()
    Assignment.objects.filter(pk=row.pk).update(cluster=make_cluster(shoes))
    assert held(shoes) == {row.request_id}
    # what was counted in one of two ideas is counted when they are one
    merge(fridge, shoes)
    assert held(shoes) == {row.request_id}


def test_what_nobody_says_any_more_does_not_count() -> None:
    idea, other = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    row = make_evidence(idea)
    pins = [pin(row.request, other), pin(row.request, idea, "barred")]
    Pin.objects.filter(pk__in=[p.pk for p in pins]).update(is_standing=False)
    assert (held(idea), held(other)) == ({row.request_id}, set())


@pytest.mark.parametrize(
    ("says", "name"),
    [("belongs", "pin_belongs_to_one_idea"), ("perhaps", "pin_says_what_is_known")],
)
def test_the_database_refuses_pins_that_cannot_be(says: str, name: str) -> None:
    request = make_request()
    pin(request, make_idea("甲"))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        pin(request, make_idea("乙"), says)


def test_a_request_is_pinned_to_an_idea_once() -> None:
    request, idea = make_request(), make_idea()
    pin(request, idea, "barred")
    with pytest.raises(IntegrityError, match="pin_stands_once_an_idea"), transaction.atomic():
        pin(request, idea)


def test_ideas_are_found_by_evidence_that_came_by_merge_or_pin() -> None:
    winner, loser, pinned = make_idea("甲"), make_idea("乙"), make_idea("丙")
    make_evidence(loser, "能洗鞋的机器")
    merge(loser, winner)
    pin(make_request(make_comment("能洗鞋的袜子")), pinned)
    assert set(Idea.objects.open().search("洗鞋")) == {winner, pinned}


WISHES = range(6)
FACTS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("unmerge"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("belongs"), st.sampled_from(WISHES), st.integers(0, 3)),
        st.tuples(st.just("barred"), st.sampled_from(WISHES), st.integers(0, 3)),
        st.tuples(st.just("cluster"), st.sampled_from(WISHES), st.integers(0, 3)),
    ),
    max_size=20,
)


def say(fact: tuple[str, int, int], *, ideas: list[Idea], requests: list[FanRequest]) -> None:
    """Write one fact into the tables, past all services."""
    name, first, second = fact
    if name in {"merge", "unmerge"}:
        with suppress(IntegrityError), transaction.atomic():
            merge(ideas[first], ideas[second] if name == "merge" else None)
    elif name == "cluster":
        Cluster.objects.filter(assignments__request=requests[first]).update(idea=ideas[second])
    else:
        standing = Pin.objects.standing().filter(request=requests[first])
        standing.filter(idea=ideas[second]).update(is_standing=False)
        if name == "belongs":
            standing.filter(says="belongs").update(is_standing=False)
        pin(requests[first], ideas[second], name)


class FirstPrinciplesTest(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(FACTS)
    def test_the_view_says_what_the_words_say(self, facts: list[tuple[str, int, int]]) -> None:
        ideas = [make_idea(f"想法{number}", effective=None) for number in range(4)]
        requests = [make_request(make_comment(f"第{number}种冰箱")) for number in WISHES]
        for number, request in enumerate(requests):
            make_assignment(request, cluster=make_cluster(ideas[number % 3]))
        for fact in facts:
            say(fact, ideas=ideas, requests=requests)
        found = dict(Evidence.objects.values_list("pk", "idea"))
        assert found == expected(requests)
        for idea in ideas:
            wanted = [pk for pk, place in found.items() if place == idea.pk]
            assert support_of_ideas([idea.pk])[idea.pk].mentions == len(wanted)


def expected(requests: list[FanRequest]) -> dict[int, int]:
    """Where each request stands, row by row."""
    found = {}
    for request in requests:
        pins = {p.idea_id: p.says for p in Pin.objects.filter(request=request, is_standing=True)}
        home = next((idea for idea, says in pins.items() if says == "belongs"), None)
        own = request.assignments.get().cluster.idea_id
        place = home or (own if pins.get(own) != "barred" else None)
        while place is not None:
            found[request.pk] = place
            place = Idea.objects.get(pk=place).merged_into_id
    return found


def plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_one_ideas_evidence_is_found_by_indexes_in_both_halves() -> None:
    idea = make_idea()
    make_evidence(idea)
    assert Comment.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    told = plan(f"SELECT * FROM ideas_evidence WHERE idea_id = {idea.pk}")
    assert "Seq Scan" not in told
