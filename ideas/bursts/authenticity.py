"""Whether a burst is many people, or few who look like many: a verdict with its reasons."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.nlp.copies import group_wordings
from engine.nlp.normalise import bigrams

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from feedback.signals import Signals

ORGANIC, MIXED, COORDINATED, UNKNOWN = "organic", "mixed", "coordinated", "unknown"
Reason = dict[str, Any]

# Of fewer nothing can be said.
_FEWEST = 5
# Shares from which something counts as much, as some, and as nearly all.
_MUCH, _SOME, _NEARLY_ALL = 0.5, 0.2, 0.8
# So many of the accounts must be told of before they say anything of the others.
_TOLD = 0.3
# A wording that so many share is no chance. The more fans, the more of them meet in a short wish
# by chance: half the root of their number, and of many thousands one in fifty.
_WORDING, _WORDING_ROOT, _WORDING_SHARE = 3, 0.5, 0.02
# So many of an ordinary crowd are new or show little; what is more by two standard errors is more.
_USUALLY_BARE, _ERRORS = 0.15, 2.0
# Fans registered over years; accounts that are bought come from batches.
_BATCH, _BATCH_OF = timedelta(days=7), 8


@dataclass(frozen=True, slots=True)
class Voice:
    """One request of a burst and who made it.

    `fan` is None where no author is named. `was_here` says that the fan wrote to us before
    the burst. `in_case` says that an integrity case that was not cleared names the fan.
    """

    text: str
    fan: Hashable | None
    signals: Signals | None
    thread: Hashable | None
    was_here: bool
    in_case: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """One of organic, mixed, coordinated, unknown; and why, each reason with its figures."""

    verdict: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Shares:
    copied: float
    told: float
    bare: float
    known: float
    accused: float
    has_more_bare: bool
    has_batch: bool


def judge_voices(voices: Sequence[Voice]) -> Judgement:
    """Judge a burst by its texts, accounts and threads; voices in the order they spoke.

    What a source does not tell of accounts weighs nothing either way; where neither texts nor
    accounts tell anything the verdict is unknown, never coordinated.
    """
    people = {voice.fan: voice for voice in voices if voice.fan is not None}
    wordings = Counter(group_wordings([voice.text for voice in voices]))
    fewest = max(_WORDING, _WORDING_ROOT * math.sqrt(len(voices)), _WORDING_SHARE * len(voices))
    copied = sum(number for number in wordings.values() if number >= fewest)
    told = [voice for voice in people.values() if _is_told(voice.signals)]
    bare = sum(_is_bare(voice.signals) for voice in told)
    ages = sorted(v.signals.age for v in told if v.signals and v.signals.age is not None)
    batch = _batch(ages)
    shares = _Shares(
        copied=_share(copied, len(voices)),
        told=_share(len(told), len(people)),
        bare=_share(bare, len(told)),
        known=_share(sum(voice.was_here for voice in people.values()), len(people)),
        accused=_share(sum(voice.in_case for voice in people.values()), len(people)),
        has_more_bare=_are_more(bare, len(told)),
        has_batch=len(ages) >= max(_BATCH_OF, _TOLD * len(people)) and batch >= _MUCH * len(ages),
    )
    reasons = (
        _figure("near_text", copied, len(voices), wordings=len(wordings)),
        _figure("bare_accounts", bare, len(told)),
        _figure("told_accounts", len(told), len(people), signals=_signals(told)),
        _figure("same_week", batch, len(ages)),
        _figure("first_seen", sum(not v.was_here for v in people.values()), len(people)),
        _figure("one_thread", _largest(voices), len(voices)),
        _figure("word_variety", *_variety(voices)),
        _figure("cases", sum(voice.in_case for voice in people.values()), len(people)),
    )
    verdict = UNKNOWN if len(voices) < _FEWEST else _verdict(shares)
    return Judgement(verdict, tuple(reason for reason in reasons if reason["of"]))


def _verdict(shares: _Shares) -> str:
    is_told = shares.told >= _TOLD
    is_bare = is_told and shares.bare >= _MUCH
    is_doubtful = is_told and (shares.has_more_bare or shares.has_batch)
    is_ordinary = (is_told and not is_doubtful) or shares.known >= _MUCH
    if shares.accused >= _MUCH or _is_bought(shares, is_bare=is_bare, is_ordinary=is_ordinary):
        return COORDINATED
    if shares.copied >= _SOME or shares.accused > 0 or is_doubtful:
        return MIXED
    return ORGANIC if is_ordinary else UNKNOWN


def _is_bought(shares: _Shares, *, is_bare: bool, is_ordinary: bool) -> bool:
    """Copies from accounts that show nothing, or nearly all of either."""
    if is_bare:
        return shares.copied >= _SOME or shares.bare >= _NEARLY_ALL
    return shares.copied >= _NEARLY_ALL and not is_ordinary


def _is_told(signals: Signals | None) -> bool:
    return signals is not None and (
        signals.is_established or signals.is_young is not None or signals.is_featureless is not None
    )


def _is_bare(signals: Signals | None) -> bool:
    """Young or featureless, and nothing that shows it to be real."""
    if signals is None or signals.is_established:
        return False
    return bool(signals.is_young) or bool(signals.is_featureless)


def _are_more(bare: int, told: int) -> bool:
    """Whether more accounts are bare than an ordinary crowd of so many has by chance."""
    error = math.sqrt(_USUALLY_BARE * (1 - _USUALLY_BARE) * told)
    return bare >= _SOME * told and bare > _USUALLY_BARE * told + _ERRORS * error


def _batch(ages: Sequence[timedelta]) -> int:
    """How many accounts at most were registered within one week; ages in order."""
    first = largest = 0
    for last, age in enumerate(ages):
        while age - ages[first] > _BATCH:
            first += 1
        largest = max(largest, last - first + 1)
    return largest


def _signals(voices: Sequence[Voice]) -> list[str]:
    found = {signal.value for v in voices if v.signals is not None for signal in v.signals.known}
    return sorted(found)


def _largest(voices: Sequence[Voice]) -> int:
    threads = Counter(voice.thread for voice in voices if voice.thread is not None)
    return max(threads.values(), default=0)


def _variety(voices: Sequence[Voice]) -> tuple[int, int]:
    """Different pairs of characters, of all of them: low where all say the same."""
    pairs = [pair for voice in voices for pair in bigrams(voice.text)]
    return len(set(pairs)), len(pairs)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _figure(code: str, part: int, whole: int, **more: Any) -> Reason:
    return {"code": code, "number": part, "of": whole, **more}
