"""The simulation of attacks: copies buy little, real campaigns keep all, decisions are undone."""

from __future__ import annotations

from math import log

import pytest

from benchmarks.attacks import bought, honest
from benchmarks.attacks.attack import Attack, run
from benchmarks.attacks.world import BEFORE, make_world

pytestmark = pytest.mark.django_db
OTHERS = {"折叠洗衣机": 20, "静音吹风机": 12}


@pytest.fixture
def idea(db):
    return make_world(thing=bought.THING, honest=OTHERS)


@pytest.mark.parametrize("texts", ["exact", "light edits"])
@pytest.mark.parametrize("number", [10, 100])
def test_copies_count_like_the_logarithm_of_what_was_bought(idea, texts, number):
    done = run(Attack(texts, "silent", "hour", number), idea=idea)
    assert done.bought.fans == BEFORE + number
    gained = done.bought.effective - done.before.effective
    assert gained == pytest.approx(1 + log(number), abs=0.01)
    assert done.caught == 1.0
    assert done.wrong == 0


@pytest.mark.parametrize("texts", ["exact", "light edits", "list of 20"])
def test_what_people_decide_of_a_bought_wave_holds_and_is_taken_back(idea, texts):
    done = run(Attack(texts, "bare", "hour", 200), idea=idea)
    assert done.caught > 0.9
    assert done.wrong == 0
    left, before = 200 * (1 - done.caught), done.before.effective
    assert before <= done.excluded.effective <= before + left
    assert before <= done.capped.effective <= before + left + 1 + log(200)
    assert done.capped.effective <= done.bought.effective
    assert done.is_restored


def test_a_list_spread_over_a_week_by_accounts_nothing_tells_of_shows_in_the_range_only(idea):
    done = run(Attack("list of 20", "silent", "week", 100), idea=idea)
    assert done.cases == []
    assert done.bought.low < done.bought.effective - 10


@pytest.mark.parametrize("texts", ["slogan, edited", "own words"])
def test_texts_without_end_by_bare_accounts_are_told_by_the_accounts(idea, texts):
    done = run(Attack(texts, "bare", "hour", 200), idea=idea)
    assert "newborn" in {case.kind for case in done.cases}
    assert (done.wrong, done.is_restored) == (0, True)
    assert done.caught > 0.9
    left = 200 * (1 - done.caught)
    before = done.before.effective
    assert done.bought.effective > before + 30
    assert done.excluded.effective <= before + left
    assert done.capped.effective <= before + left + len(done.cases) * (1 + log(200))


@pytest.mark.parametrize("name", [name for name in honest.waves(1) if "six in ten" in name])
def test_a_campaign_of_newcomers_is_shown_and_counts_as_before(idea, name):
    cost = honest.run(name, honest.waves(500)[name])
    (case,) = cost.cases
    assert case.kind == "newborn"
    assert 250 < case.accounts < 350
    assert cost.figures.effective > 300


def test_reposts_of_a_long_text_raise_no_case(idea):
    (name,) = (name for name in honest.waves(1) if "reposted" in name)
    assert honest.run(name, honest.waves(100)[name]).cases == []


@pytest.mark.parametrize(
    "name",
    [n for n in honest.waves(1) if n.startswith("own words") and "six in ten" not in n],
)
def test_an_honest_wave_raises_no_case_and_is_not_capped(db, name):
    cost = honest.run(name, honest.waves(100)[name])
    assert cost.cases == []
    assert cost.figures.fans == 100
    assert cost.figures.high > (80 if "slogans" in name else 97)
    if "registered" not in name and "slogans" not in name:
        assert cost.kept > 0.95
