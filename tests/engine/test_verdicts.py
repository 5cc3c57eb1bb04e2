"""Verdicts of people: whatever comes in whatever order, none is ever broken."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nlp.consolidation import second_look
from engine.nlp.encoder import unit_rows
from engine.nlp.grouping import Grouper, KnownCluster, make_wish
from engine.nlp.similarity import DEFAULT
from engine.nlp.verdicts import ContradictionError, Verdicts

WISHES = ("冷宫冰箱", "冷宫造型的冰箱", "洗衣机能洗鞋", "空调静音", "空调再大点", "空调再小点")


def make_stream(kinds):
    """Wishes of a few kinds; the vector says the kind, a little noise the wording."""
    noise = np.random.default_rng(5).normal(scale=0.2, size=(len(kinds), len(WISHES)))
    vectors = unit_rows(np.eye(len(WISHES))[kinds] + noise)
    return [
        make_wish(str(i), WISHES[kind], v)
        for i, (kind, v) in enumerate(zip(kinds, vectors, strict=True))
    ]


def make_consistent(pairs):
    """Take pairs in order, leaving out those that contradict the ones before."""
    same, different = [], []
    for one, other, is_same in pairs:
        kept = (same, different)[not is_same]
        kept.append((one, other))
        try:
            Verdicts(same=same, different=different)
        except ContradictionError:
            kept.pop()
    return Verdicts(same=same, different=different)


def violations(decisions, verdicts):
    place = {d.wish_key: d.cluster_key for d in decisions}
    parted = [(a, b) for a, b in verdicts.same if a in place and b in place]
    return [p for p in parted if place[p[0]] != place[p[1]]] + [
        (a, b) for a, b in verdicts.different if a in place and b in place and place[a] == place[b]
    ]


@st.composite
def streams(draw):
    kinds = draw(st.lists(st.integers(0, len(WISHES) - 1), min_size=2, max_size=40))
    key = st.integers(0, len(kinds) + 3).map(str)
    pairs = draw(st.lists(st.tuples(key, key, st.booleans()), max_size=30))
    return kinds, make_consistent([pair for pair in pairs if pair[0] != pair[1]])


@settings(max_examples=300, deadline=None)
@given(streams())
def test_no_verdict_is_broken_in_one_go(stream):
    kinds, verdicts = stream
    decisions = Grouper(verdicts=verdicts).assign_all(make_stream(kinds))
    assert violations(decisions, verdicts) == []


@settings(max_examples=100, deadline=None)
@given(streams(), st.integers(1, 39))
def test_no_verdict_is_broken_by_stored_clusters_that_go_on(stream, cut):
    kinds, verdicts = stream
    wishes = make_stream(kinds)
    first = Grouper(verdicts=verdicts)
    before = first.assign_all(wishes[:cut])
    stored = [
        KnownCluster(c.key, c.centroid_sum, c.size, list(c.representatives), set(c.judged))
        for c in first.clusters
    ]
    for number, cluster in enumerate(stored):
        cluster.key = f"old:{number}"
    names = {old.key: new.key for old, new in zip(first.clusters, stored, strict=True)}
    after = Grouper(clusters=stored, verdicts=verdicts).assign_all(wishes[cut:])
    places = {d.wish_key: names[d.cluster_key] for d in before}
    places |= {d.wish_key: d.cluster_key for d in after}
    broken = [(a, b) for a, b in verdicts.same if places.get(a, a) != places.get(b, b)]
    broken = [(a, b) for a, b in broken if a in places and b in places]
    broken += [(a, b) for a, b in verdicts.different if places.get(a, a) == places.get(b, b)]
    assert broken == []


# So eager that only a verdict keeps two clusters apart.
EAGER = replace(DEFAULT, join=0.0, divide=0.0)


@settings(max_examples=200, deadline=None)
@given(streams())
def test_no_verdict_is_broken_by_the_second_look(stream):
    kinds, verdicts = stream
    grouper = Grouper(verdicts=verdicts)
    decisions = grouper.assign_all(make_stream(kinds))
    gone = second_look(grouper.clusters, policy=EAGER, verdicts=verdicts)
    looked_at = [replace(d, cluster_key=gone.get(d.cluster_key, d.cluster_key)) for d in decisions]
    assert violations(looked_at, verdicts) == []


@settings(max_examples=50, deadline=None)
@given(streams())
def test_verdicts_nobody_made_change_nothing(stream):
    kinds, _ = stream
    wishes = make_stream(kinds)
    assert Grouper(verdicts=Verdicts()).assign_all(wishes) == Grouper().assign_all(wishes)


def test_the_same_as_the_same_is_the_same():
    verdicts = Verdicts(same=[("a", "b"), ("b", "c")], different=[("c", "d"), ("e", "a")])
    assert verdicts.circle("a") == {"a", "b", "c"}
    assert verdicts.rivals("b") == {"d", "e"}
    assert verdicts.rivals("d") == {"a", "b", "c"}
    assert verdicts.broken(["a", "d", "e"]) == [("a", "d"), ("a", "e")]


def test_a_contradiction_names_its_pair():
    with pytest.raises(ContradictionError, match="a and c"):
        Verdicts(same=[("a", "b"), ("b", "c")], different=[("a", "c")])


def test_the_why_says_that_a_person_did_it():
    wishes = make_stream([0, 1, 3])
    brought = Grouper(verdicts=Verdicts(same=[("0", "2")])).assign_all(wishes)[2]
    assert (brought.joined, brought.cluster_key, brought.why.verdict) == (True, "new:1", "same")
    wishes = make_stream([0, 0])
    kept = Grouper(verdicts=Verdicts(different=[("0", "1")])).assign_all(wishes)[1]
    assert (kept.joined, kept.why.verdict) == (False, "different")
    assert kept.why.runner_up.lost[0] == "different"
