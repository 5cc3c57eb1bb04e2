"""Which wording each fan counts with: the one that the fewest fans had said before them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.nlp.copies import group_wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ideas.support.evidence import Account, Said


@dataclass(slots=True)
class Wording:
    """Texts that are near one; `fans` are those who count with it, in the order they spoke."""

    text: str
    fans: list[int] = field(default_factory=list)
    texts: set[int] = field(default_factory=set)
    nameless: set[int] = field(default_factory=set)


def in_order(said: Iterable[Said], *, accounts: Mapping[int, Account]) -> list[Said]:
    """Sort comments by when they were posted; ties by what they are, never by our numbers."""

    def place(one: Said) -> tuple[object, ...]:
        name = ("", "") if one.fan is None else accounts[one.fan].name
        return one.at, one.fingerprint, one.text, name

    return sorted(said, key=place)


def find_wordings(said: Iterable[Said]) -> list[Wording]:
    """Group comments, given in order, into wordings; each fan is in one only.

    A fan with several is in the one they were the earliest with: their own words, if any. So
    whoever repeats what others said takes nothing from more than one wording.
    """
    leads = _leads(said)
    wordings: dict[int, Wording] = {}
    spoke: dict[int, set[int]] = defaultdict(set)
    homes: dict[int, tuple[int, int]] = {}
    for one, lead in leads:
        wording = wordings.setdefault(lead, Wording(one.text))
        wording.texts.add(one.fingerprint)
        if one.fan is None:
            wording.nameless.add(one.fingerprint)
        elif one.fan not in spoke[lead]:
            before = len(spoke[lead])
            spoke[lead].add(one.fan)
            if one.fan not in homes or before < homes[one.fan][0]:
                homes[one.fan] = (before, lead)
    for fan, (_, lead) in homes.items():
        wordings[lead].fans.append(fan)
    return list(wordings.values())


def _leads(said: Iterable[Said]) -> list[tuple[Said, int]]:
    """Each comment with the fingerprint of the text that leads its wording."""
    rows = list(said)
    texts: dict[int, str] = {}
    for one in rows:
        texts.setdefault(one.fingerprint, one.text)
    leaders = group_wordings(list(texts.values())) if len(texts) > 1 else [0] * len(texts)
    known = list(texts)
    lead = {known[place]: known[leader] for place, leader in enumerate(leaders)}
    return [(one, lead[one.fingerprint]) for one in rows]
