"""One attack: accounts are bought for an idea, and what becomes of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.attacks import accounts, bought
from benchmarks.attacks.acts import caught, decided, look, taken_back
from benchmarks.attacks.world import DAY, HOUR, Wave, figures_of, send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.attacks.acts import Found
    from benchmarks.attacks.world import Figures
    from ideas.models import Idea

TEXTS = {
    "exact": bought.exact,
    "light edits": bought.light,
    "list of 20": bought.twenty,
    "slogan, edited": bought.short,
    "own words": bought.machine,
}
ACCOUNTS = {"bare": accounts.bare, "silent": accounts.silent, "aged": accounts.aged}
# name: over what time, under how many posts
PACES = {"hour": (HOUR * 5 / 6, 1), "week": (7 * DAY, 30)}
_KNOWN = [(texts, who, "hour") for texts in list(TEXTS)[:3] for who in ACCOUNTS]
_SLOW = [("list of 20", who, "week") for who in ACCOUNTS]
_OPEN = [
    ("slogan, edited", "bare", "hour"),
    ("slogan, edited", "silent", "hour"),
    ("own words", "bare", "hour"),
    ("own words", "silent", "week"),
]
PLANS = (*_KNOWN, *_SLOW, *_OPEN)


@dataclass(frozen=True, slots=True)
class Attack:
    """What is bought, by the names of TEXTS, ACCOUNTS and PACES."""

    texts: str
    accounts: str
    pace: str
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The bought idea before, bought, decided either way; what the machine proposed."""

    attack: Attack
    before: Figures
    bought: Figures
    cases: Sequence[Found]
    caught: float
    capped: Figures
    excluded: Figures
    is_restored: bool

    @property
    def wrong(self) -> int:
        """Accounts in cases that nobody bought."""
        return sum(case.accounts - case.of_wave for case in self.cases)


def run(attack: Attack, *, idea: Idea) -> Outcome:
    """Buy, look, decide, undo; nothing of it stays."""
    dice = random.Random(attack.number)  # noqa: S311
    over, threads = PACES[attack.pace]
    texts = TEXTS[attack.texts](attack.number, dice)
    channel = "jd" if attack.accounts == "silent" else "weibo"
    wave = Wave(texts, ACCOUNTS[attack.accounts], over, threads=threads, channel=channel)
    with taken_back():
        before = figures_of(idea)
        fans = send(idea, wave, dice=dice)
        cases = look(fans)
        found = figures_of(idea)
        capped, after_cap = decided(idea, "cap")
        excluded, after_both = decided(idea, "exclude")
        return Outcome(
            attack,
            before=before,
            bought=found,
            cases=cases,
            caught=caught(fans) / len(fans),
            capped=capped,
            excluded=excluded,
            is_restored=found == after_cap == after_both,
        )
