"""Honest waves: real fans ask for one thing in a short time, and what it costs them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.attacks import accounts, bought
from benchmarks.attacks.acts import look, taken_back
from benchmarks.attacks.words import own_words
from benchmarks.attacks.world import DAY, HOUR, Wave, figures_of, make_idea, send

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

    from benchmarks.attacks.acts import Found
    from benchmarks.attacks.world import Figures

FANS = 500
_THING = "故宫猫饮水机"
_SLOGANS = ("求故宫猫饮水机", "想要饮水机！", "故宫猫快出", "蹲一个饮水机", "支持", "求量产啊")
_SLOGANEERS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What an honest wave counts, and the cases wrongly raised."""

    name: str
    figures: Figures
    cases: Sequence[Found]

    @property
    def kept(self) -> float:
        """The share of its fans that counts."""
        return self.figures.effective / self.figures.fans


def waves(number: int = FANS) -> dict[str, Wave]:
    """Honest waves of so many fans, by name."""
    dice = random.Random(2)  # noqa: S311
    own = own_words(number, thing=_THING, dice=dice)
    slogans = [dice.choice(_SLOGANS) for _ in own]
    mixed = [dice.choice(_SLOGANS) if dice.random() < _SLOGANEERS else text for text in own]
    return {
        "own words, one post, a day": Wave(own, accounts.ordinary, DAY),
        "own words, one post, an hour": Wave(own, accounts.ordinary, HOUR),
        "own words, a source that tells nothing, an hour": _silent(own, HOUR),
        "own words, two in ten just registered": Wave(own, accounts.fresher, DAY),
        "own words, six in ten just registered": Wave(own, accounts.newcomer, DAY),
        "own words, a fifth short slogans, a day": Wave(mixed, accounts.ordinary, DAY),
        "short slogans only, five days": Wave(slogans, accounts.ordinary, 5 * DAY),
        "short slogans only, a source that tells nothing, five days": _silent(slogans, 5 * DAY),
        "short slogans only, an hour": Wave(slogans, accounts.ordinary, HOUR),
        "one long text passed on, fans of long standing, an hour": Wave(
            bought.exact(number, dice), accounts.aged, HOUR
        ),
        "one long text passed on, ordinary accounts, an hour": Wave(
            bought.exact(number, dice), accounts.ordinary, HOUR
        ),
        "one long text passed on, a source that tells nothing, an hour": _silent(
            bought.exact(number, dice), HOUR
        ),
        "one long text reposted, a source that tells nothing, an hour": replace(
            _silent(bought.exact(number, dice), HOUR), kind="repost"
        ),
    }


def run(name: str, wave: Wave) -> Cost:
    """Send a wave to an idea of its own and look; nothing of it stays."""
    dice = random.Random(3)  # noqa: S311
    with taken_back():
        idea = make_idea(_THING)
        fans = send(idea, wave, dice=dice)
        cases = look(fans)
        return Cost(name, figures_of(idea), cases)


def run_written(data: Path) -> Cost:
    """Each wish of the file to an idea of its own, all its wordings within a day; the sum."""
    wishes: dict[str, list[str]] = defaultdict(list)
    for line in (data / "wishes_dev_written.jsonl").read_text().splitlines():
        row = json.loads(line)
        wishes[row["wish"]].append(row["text"])
    dice = random.Random(4)  # noqa: S311
    with taken_back():
        fans: set[int] = set()
        found = []
        for wish, texts in sorted(wishes.items()):
            idea = make_idea(wish)
            fans |= send(idea, Wave(texts, accounts.ordinary, DAY), dice=dice)
            found.append(idea)
        cases = look(fans)
        rows = [figures_of(idea) for idea in found]
        return Cost(f"{len(rows)} wishes, each in ten written wordings", _sum(rows), cases)


def _sum(rows: Sequence[Figures]) -> Figures:
    return type(rows[0])(
        mentions=sum(row.mentions for row in rows),
        fans=sum(row.fans for row in rows),
        effective=sum(row.effective for row in rows),
        low=sum(row.low for row in rows),
        high=sum(row.high for row in rows),
        rank=0,
    )


def _silent(texts: Sequence[str], over: timedelta) -> Wave:
    return Wave(texts, accounts.silent, over, channel="jd")
