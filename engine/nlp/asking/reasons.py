"""Why a stretch of clauses is taken for a wish: words for and against, chances, words heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.nlp.asking.careful import Considered
from engine.nlp.asking.clauses import Batch
from engine.nlp.asking.formulas import is_formula
from engine.nlp.asking.grammar import evidence
from engine.nlp.asking.spans import Stretch

# Patterns that make a wish to the maker less likely.
AGAINST = frozenset(
    {
        "if_mine",
        "hope_luck",
        "hope_cheer",
        "advise_buyer",
        "advise_against",
        "cannot_tell",
        "beg_fact",
        "buyers",
        "happened",
        "fact_question",
    }
)
# They help the model beside others; by themselves they tell an editor nothing.
_ASIDE = frozenset({"mine", "question_mark"})
# Common words that are no doubt inside a wish: 「为什么不能加个灯」, 「就好了」.
LOOSE = frozenset({"buyers", "happened", "fact_question"})
_ABOUT_SERVICE = frozenset({"served", "explain"})
_MOST_FOR, _MOST_AGAINST = 3, 2
_LEAST_AGAINST = 2  # characters: 「了」 alone speaks against nothing
_HEARD_FROM = 0.5
# Pieces beside the one heard best belong to it down to this share of its chance.
_HEARD_BESIDE = 0.6
_LONGEST_HEARD = 60

# The comment's own words from start to end of the batch's text.
Words = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for or against a finding: a code and the words, or a chance."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Clue:
    code: str
    start: int
    end: int


def reasons(
    batch: Batch, stretch: Stretch, *, kind: int, considered: Considered | None, words: Words
) -> tuple[Reason, ...]:
    """Explain one stretch; kind is the column of chances: 1 a product, 2 a service.

    Patterns for it come first, then what the careful stage heard, patterns against it, and the
    chance that was believed.
    """
    found = _clues(batch, stretch, kind=kind)
    spoken = _widest([clue for clue in found if clue.code not in AGAINST])
    doubts = _doubts(found, spoken)
    heard = [] if considered is None else _heard(batch, stretch, kind, considered, words)
    if spoken and heard and heard[0].detail == words(*_place(batch, stretch)):
        heard = heard[1:]  # all of it: the patterns tell more
    if not spoken and is_formula(batch, stretch.last):
        place = int(batch.starts[stretch.last]), int(batch.ends[stretch.last])
        spoken = [_Clue("set_phrase", *place)]
    told = [_told(clue, words) for clue in spoken[:_MOST_FOR]]
    if not told and not any(reason.code == "heard" for reason in heard):
        told = [Reason("wording", "")]
    against = [_told(clue, words) for clue in doubts[:_MOST_AGAINST]]
    return (*told, *heard, *against, Reason("model", f"{stretch.confidence:.2f}"))


def _place(batch: Batch, stretch: Stretch) -> tuple[int, int]:
    return int(batch.starts[stretch.first]), int(batch.ends[stretch.last])


def _clues(batch: Batch, stretch: Stretch, *, kind: int) -> list[_Clue]:
    start, end = _place(batch, stretch)
    hidden = _ASIDE | _ABOUT_SERVICE if kind == 1 else _ASIDE
    return [
        _Clue(code, start + first, start + last)
        for code, first, last in evidence(batch.joined[start:end])
        if code not in hidden
    ]


def _widest(clues: Sequence[_Clue]) -> list[_Clue]:
    """Leave out what stands within another: 「希望加个灯」 says all that 「希望」 says."""
    kept: list[_Clue] = []
    for clue in sorted(clues, key=lambda clue: clue.start - clue.end):
        if not any(_within(clue, wide) for wide in kept):
            kept.append(clue)
    return [clue for clue in clues if clue in kept]


def _doubts(found: Sequence[_Clue], spoken: Sequence[_Clue]) -> list[_Clue]:
    against = [clue for clue in found if clue.code in AGAINST]
    return [
        clue
        for clue in _widest(against)
        if clue.end - clue.start >= _LEAST_AGAINST
        and not (clue.code in LOOSE and any(_within(clue, wish) for wish in spoken))
    ]


def _within(clue: _Clue, wide: _Clue) -> bool:
    return wide.start <= clue.start and clue.end <= wide.end


def _told(clue: _Clue, words: Words) -> Reason:
    return Reason(clue.code, words(clue.start, clue.end))


def _heard(
    batch: Batch, stretch: Stretch, kind: int, considered: Considered, words: Words
) -> list[Reason]:
    """Tell the careful stage's own chance and the pieces in which it hears the wish most."""
    start, end = _place(batch, stretch)
    heard = considered.heard
    inside = np.flatnonzero((heard.starts < end) & (heard.ends > start))
    if not inside.size:
        return []
    chances = heard.chances[inside, kind - 1]
    best = int(chances.argmax())
    told = [Reason("careful", f"{chances[best]:.2f}")]
    if chances[best] >= _HEARD_FROM:
        low = np.flatnonzero(chances < _HEARD_BESIDE * chances[best])
        first = inside[low[low < best].max(initial=-1) + 1]
        last = inside[low[low > best].min(initial=len(inside)) - 1]
        begin = max(int(heard.starts[first]), start)
        close = min(int(heard.ends[last]), end, begin + _LONGEST_HEARD)
        told.insert(0, Reason("heard", words(begin, close)))
    return told
