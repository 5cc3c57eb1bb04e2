"""Formula support-2 for any evidence: what can be bought, what honest fans lose, what is told."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nlp.normalise import fingerprint
from feedback.signals import signals_of
from ideas.support.counting import count
from ideas.support.evidence import Account, Case, Known, Said
from ideas.support.formula import add_up, grown

DAY = datetime(2026, 11, 20, tzinfo=UTC)
# Two families of near texts, and two texts near to nothing.
TEXTS = (
    "求求你们出一个冷宫形状的冰箱吧",
    "求求你们出个冷宫形状的冰箱吧！",
    "求求你们出一个冷宫样子的冰箱吧",
    "能洗鞋的洗衣机什么时候出啊等很久了",
    "能洗鞋子的洗衣机啥时候出啊等很久了",
    "我家剩菜住的那一格叫冷宫",
    "进了这门就别想出来的冰箱",
)
ORDINARY: dict[str, Any] = {"followers": 50, "posts": 80}
BARE: dict[str, Any] = {"followers": 0, "posts": 1, "registered_at": DAY - timedelta(days=2)}
UNTOLD: dict[str, Any] = {}


def account(fan: int, *, role: str = "fan", **told: Any) -> Account:
    known = {"followers": None, "posts": None, "registered_at": None, "verified": "unknown"}
    signals = signals_of(**{**known, **told}, is_masked_only=True, when=DAY)
    return Account(name=("weibo", f"{fan:05d}"), role=role, signals=signals)


def said(fan: int | None, text: str, *, minute: int = 0) -> Said:
    return Said(DAY + timedelta(minutes=minute), fingerprint(text), text, 0, fan)


def gather(rows: list[tuple[int | None, str]], kinds: tuple[Any, ...] = (UNTOLD,)) -> Known:
    """Comments minute by minute; the accounts are of these kinds in turn."""
    fans = {fan for fan, _ in rows if fan is not None}
    return Known(
        said=[said(fan, text, minute=minute) for minute, (fan, text) in enumerate(rows)],
        accounts={fan: account(fan, **kinds[fan % len(kinds)]) for fan in fans},
    )


fans = st.none() | st.integers(0, 7)
evidence = st.builds(
    gather,
    st.lists(st.tuples(fans, st.sampled_from(TEXTS)), min_size=1, max_size=14),
    st.lists(st.sampled_from((ORDINARY, BARE, UNTOLD)), min_size=1, max_size=3).map(tuple),
)
cases = st.dictionaries(
    st.integers(1, 4),
    st.builds(
        Case,
        kind=st.just("ring"),
        outcome=st.sampled_from(["", "cap", "exclude", "clear"]),
        fans=st.frozensets(st.integers(0, 7), min_size=1),
    ),
    max_size=4,
)


@given(evidence, cases, st.randoms())
def test_in_whatever_order_it_arrives_it_counts_the_same(known, decided, by):
    shuffled = list(known.said)
    by.shuffle(shuffled)
    known = replace(known, cases=decided)
    assert count(replace(known, said=shuffled)) == count(known)


@given(evidence, cases, st.sampled_from((ORDINARY, BARE, UNTOLD)), st.data())
def test_one_more_fan_never_lowers_it(known, decided, kind, data):
    """Whatever they say, and however often: also who repeats what every other one said."""
    texts = data.draw(st.lists(st.sampled_from((*TEXTS, "没人说过的话")), min_size=1, max_size=7))
    known = replace(known, cases=decided)
    late = [said(99, text, minute=100 + place) for place, text in enumerate(texts)]
    more = replace(
        known, said=[*known.said, *late], accounts={**known.accounts, 99: account(99, **kind)}
    )
    before, after = count(known), count(more)
    assert after.effective >= before.effective - 1e-4
    assert after.low >= before.low - 1e-4
    assert after.high >= before.high - 1e-4


@given(evidence, cases, st.sampled_from(TEXTS))
def test_one_more_text_without_a_name_never_lowers_it(known, decided, text):
    known = replace(known, cases=decided)
    more = replace(known, said=[*known.said, said(None, text, minute=100)])
    assert count(more).effective >= count(known).effective - 1e-4


@given(evidence, st.integers(0, 7))
def test_one_more_vote_never_lowers_it(known, fan):
    more = replace(known, voters=frozenset({fan}))
    assert count(more).effective >= count(known).effective - 1e-4


@given(evidence, cases)
def test_it_lies_within_its_range(known, decided):
    found = count(replace(known, cases=decided))
    assert 0 <= found.low <= found.effective <= found.high
    most = (found.fans or 0) + len({one.fingerprint for one in known.said if one.fan is None})
    assert found.high <= most + 1e-4


@given(evidence, cases, st.integers(1, 4), st.sampled_from(["cap", "exclude"]))
def test_what_a_person_decides_against_members_never_raises_it(known, decided, number, outcome):
    before = {**decided, number: Case("copies", "clear", frozenset({0, 1, 2, 3}))}
    after = {**before, number: replace(before[number], outcome=outcome)}
    was, now = count(replace(known, cases=before)), count(replace(known, cases=after))
    assert now.effective <= was.effective + 1e-4


@given(evidence, cases)
def test_what_the_machine_proposes_lowers_only_the_low_end(known, decided):
    undecided = {number: replace(case, outcome="") for number, case in decided.items()}
    cleared = {number: replace(case, outcome="clear") for number, case in decided.items()}
    proposed = count(replace(known, cases=undecided))
    free = count(replace(known, cases=cleared))
    assert (proposed.effective, proposed.high) == (free.effective, free.high)
    assert proposed.low <= free.low
    assert proposed.discounts == free.discounts


@given(evidence, cases, st.frozensets(st.integers(0, 7), max_size=3))
def test_every_discount_is_listed_so_that_adding_them_back_gives_the_fans(known, decided, voters):
    voters &= frozenset(known.accounts)
    found = count(replace(known, cases=decided, voters=voters))
    nameless = {one.fingerprint for one in known.said if one.fan is None}
    lost = math.fsum(row["of"] - row["counted"] for row in found.discounts)
    everyone = (found.fans or 0) + len(nameless)
    assert found.effective + lost == pytest.approx(everyone, abs=1e-2)


@pytest.mark.parametrize("copies", [10, 100, 1000])
@pytest.mark.parametrize("kind", [UNTOLD, ORDINARY, BARE])
def test_copies_from_new_accounts_add_the_logarithm_of_their_number(copies, kind):
    own = [(0, TEXTS[5])]
    bought = [(1 + fan, TEXTS[0] + str(fan)) for fan in range(copies)]
    before, after = count(gather(own, (kind,))), count(gather(own + bought, (kind,)))
    assert after.effective - before.effective <= 1 + math.log(copies) + 1e-3


def test_a_fan_counts_with_their_own_words_though_they_pasted_a_slogan_too():
    own = [
        (fan, f"第{chr(0x4E00 + fan * 37)}{chr(0x5200 + fan * 91)}家的愿望") for fan in range(60)
    ]
    slogan = [(fan, TEXTS[0]) for fan in range(60)]
    assert count(gather(slogan)).effective == pytest.approx(1 + math.log(60), abs=1e-3)
    assert count(gather(own + slogan)).effective > 50
    assert count(gather(slogan + own)).effective > 50


def test_who_repeats_everybody_takes_nothing_from_them():
    """Where each wording of a fan counted, one account could halve a hundred others."""
    own = [(fan, "".join(chr(0x4E00 + fan * 53 + at) for at in range(9))) for fan in range(100)]
    before = count(gather(own))
    rival = [(100, text) for _, text in own]
    assert before.effective == 100
    assert count(gather(own + rival)).effective >= 100


def test_an_unknown_account_counts_one_and_half_at_least():
    found = count(gather([(0, TEXTS[5])]))
    assert (found.low, found.effective, found.high) == (0.5, 1.0, 1.0)
    assert found.discounts == []


def test_a_young_featureless_account_counts_less_and_it_says_by_what():
    found = count(gather([(0, TEXTS[5]), (1, TEXTS[6])], (BARE,)))
    assert (found.low, found.effective, found.high) == (0.2, 0.8, 2.0)
    assert found.discounts == [
        {
            "reason": "young_accounts",
            "fans": 2,
            "signals": ["age", "followers", "posts"],
            "of": 2,
            "counted": 0.8,
        }
    ]


def test_others_than_fans_are_left_out_and_listed():
    roles = ("fan", "own", "company", "copycat", "company")
    known = Known(
        said=[said(fan, TEXTS[5]) for fan in range(5)],
        accounts={fan: account(fan, role=role) for fan, role in enumerate(roles)},
    )
    found = count(known)
    assert (found.mentions, found.fans, found.effective) == (1, 1, 1.0)
    assert [(row["reason"], row["fans"], row["counted"]) for row in found.discounts] == [
        ("company", 2, 0),
        ("copycat", 1, 0),
        ("own", 1, 0),
    ]


def ring(size: int, *, outcome: str) -> Known:
    """So many accounts with words of their own, all in one case, and three other fans."""
    rows = [(fan, chr(0x4E00 + fan * 53) * 4 + "求冰箱") for fan in range(size + 3)]
    return replace(gather(rows), cases={7: Case("ring", outcome, frozenset(range(3, size + 3)))})


def test_the_members_of_a_capped_case_count_together_what_one_text_would():
    found = count(ring(20, outcome="cap"))
    assert found.effective == pytest.approx(3 + grown(20), abs=1e-3)
    assert found.high == 23
    assert found.discounts == [
        {
            "reason": "case",
            "case": 7,
            "kind": "ring",
            "outcome": "cap",
            "fans": 20,
            "of": 20.0,
            "counted": round(grown(20), 4),
        }
    ]


def test_excluded_members_count_nothing_unless_a_colleague_recorded_their_vote():
    known = ring(20, outcome="exclude")
    assert count(known).effective == 3
    assert count(known).discounts[0]["counted"] == 0
    assert count(replace(known, voters=frozenset({5}))).effective == 4


def test_a_cap_takes_nothing_from_honest_fans_who_share_the_text():
    rows = [(fan, TEXTS[0]) for fan in range(30)]
    case = Case("copies", "cap", frozenset(range(10, 30)))
    assert count(replace(gather(rows), cases={1: case})).effective <= count(gather(rows)).effective
    assert count(replace(gather(rows), cases={1: case})).effective >= grown(10)


weights = st.dictionaries(
    st.integers(0, 4),
    st.dictionaries(
        st.frozensets(st.integers(1, 3), max_size=2), st.floats(0.01, 40), min_size=1, max_size=3
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300)
@given(weights, st.frozensets(st.integers(1, 3)), st.data())
def test_the_sum_grows_with_every_weight_and_no_cap_raises_it(given_weights, caps, data):
    floors = {0: 1.0}
    before = add_up(given_weights, floors=floors, caps=caps).total
    wording = data.draw(st.sampled_from(sorted(given_weights)))
    part = data.draw(st.sampled_from(sorted(given_weights[wording], key=sorted)))
    parts = {**given_weights[wording], part: given_weights[wording][part] + 1.0}
    heavier = add_up({**given_weights, wording: parts}, floors=floors, caps=caps).total
    assert heavier >= before - 1e-9
    more = add_up(given_weights, floors=floors, caps=caps | {data.draw(st.integers(1, 3))}).total
    assert more <= before + 1e-9


def test_many_wordings_that_lose_little_are_told_in_one_row():
    rows = [
        (2 * place + twin, chr(0x4E00 + place * 37) * 5) for place in range(130) for twin in (0, 1)
    ]
    found = count(gather(rows))
    assert len(found.discounts) == 101
    assert found.discounts[-1]["wordings"] == 30
    lost = math.fsum(row["of"] - row["counted"] for row in found.discounts)
    assert found.effective + lost == pytest.approx(260, abs=1e-2)
