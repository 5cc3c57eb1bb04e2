"""Which ideas the rows of a file name: by number, or by exact title; hints for the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from engine.nlp.normalise import bigrams
from ideas.models import Idea
from ideas.vote_files.reasons import VoteRefusal, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideas.vote_files.rows import VoteRow

_MAX_DIGITS = 18
_MOST_HINTED = 200
_HINTS = 3


def name_ideas(rows: Sequence[VoteRow]) -> tuple[dict[int, int], list[VoteRefusal]]:
    """Answer line → number of the idea that counts, and the rows that name none.

    An idea that was merged away names the one it went to.
    """
    found = _by_number(rows) | _by_title(rows)
    named = {row.line: found[row.idea].copy().pop() for row in rows if len(found[row.idea]) == 1}
    others = [row for row in rows if row.line not in named]
    hints = _nearest({row.idea for row in others if not found[row.idea]})
    return named, [_refusal(row, found[row.idea], hints=hints) for row in others]


def _refusal(row: VoteRow, meant: set[int], *, hints: dict[str, tuple[str, ...]]) -> VoteRefusal:
    code = "idea_unclear" if meant else "idea_unknown"
    nearest = tuple(f"#{pk}" for pk in sorted(meant)) or hints.get(row.idea, ())
    return refused(row.line, code, field="idea", excerpt=row.idea, nearest=nearest)


def _by_number(rows: Iterable[VoteRow]) -> dict[str, set[int]]:
    numbers = {row.idea: number for row in rows if (number := _number(row.idea)) is not None}
    ideas = Idea.objects.standing().filter(pk__in=set(numbers.values()))
    roots = dict(ideas.values_list("pk", "root"))
    return {text: {roots[pk]} if pk in roots else set() for text, pk in numbers.items()}


def _by_title(rows: Iterable[VoteRow]) -> dict[str, set[int]]:
    titles = {row.idea for row in rows if _number(row.idea) is None}
    found: dict[str, set[int]] = {title: set() for title in titles}
    ideas = Idea.objects.standing().filter(title__in=titles)
    for title, root in ideas.values_list("title", "root"):
        found[title].add(root)
    return found


def _number(text: str) -> int | None:
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _MAX_DIGITS:
        return None
    return int(digits)


def _nearest(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The titles that share most pairs of characters with each text, the nearest first."""
    pairs = {text: set(bigrams(text)) for text in sorted(texts)[:_MOST_HINTED]}
    wanted = sorted(set().union(*pairs.values()))
    ideas = Idea.objects.open().filter(search_terms__overlap=wanted) if wanted else []
    holders: dict[str, list[Idea]] = defaultdict(list)
    for idea in ideas:
        for pair in set(bigrams(idea.title)):
            holders[pair].append(idea)
    return {text: _best(own, holders=holders) for text, own in pairs.items()}


def _best(own: set[str], *, holders: dict[str, list[Idea]]) -> tuple[str, ...]:
    shared = Counter(idea for pair in own for idea in holders.get(pair, ()))
    ranked = sorted(shared, key=lambda idea: (-_likeness(own, idea, shared[idea]), idea.pk))
    return tuple(f"#{idea.pk} {idea.title}" for idea in ranked[:_HINTS])


def _likeness(own: set[str], idea: Idea, shared: int) -> float:
    """Dice's coefficient of the two sets of pairs, 0 to 1."""
    return 2 * shared / (len(own) + len(set(bigrams(idea.title))))
