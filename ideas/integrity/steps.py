"""What becomes of a proposal beside the cases there are: a new case, more of one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ideas.integrity.facts import Ask, Kind
from ideas.integrity.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideas.integrity.facts import Clue, Proposal


@dataclass(frozen=True, slots=True)
class Known:
    """A case that is there already; an idea by where merges led."""

    case: int
    kind: Kind
    idea: int | None
    thread: int | None
    is_open: bool
    is_cleared: bool
    comments: frozenset[int]
    fans: frozenset[int]


@dataclass(frozen=True, slots=True)
class Step:
    """Make a case of this, or extend the open one `extends` by what it does not hold yet.

    A new case may continue a decided one.
    """

    kind: Kind
    idea: int | None
    thread: int | None
    clues: tuple[Clue, ...]
    asks: tuple[Ask, ...]
    extends: int | None = None
    continues: int | None = None


def steps_for(
    proposals: Iterable[Proposal], *, known: Sequence[Known], limits: Limits = LIMITS
) -> list[Step]:
    """What to do about each proposal; nothing where people or the machine did it already.

    What was said in a wording that a person cleared is not proposed again. Whom a decided case
    holds is left to it: a further wave is a case of its own that continues it.
    """
    found = (_step(proposal, known=known, limits=limits) for proposal in proposals)
    return [step for step in found if step is not None]


def _step(proposal: Proposal, *, known: Sequence[Known], limits: Limits) -> Step | None:
    alike = [case for case in known if case.kind == proposal.kind]
    cleared = [case for case in alike if case.is_cleared]
    groups = [g for g in proposal.groups if not any(_touches(c, g) for c in cleared)]
    asks = [ask for group in groups for ask in group]
    touched = [case for case in alike if _touches(case, asks)]
    decided = [case for case in touched if not case.is_open]
    held = frozenset[int]().union(*(case.fans for case in decided))
    asks = [ask for ask in asks if ask.account.fan not in held]
    step = Step(proposal.kind, proposal.idea, proposal.thread, proposal.clues, tuple(asks))
    waiting = [case for case in touched if case.is_open]
    waiting += [case for case in alike if case.is_open and _same_place(case, proposal)]
    if waiting:
        return _more(step, waiting)
    fewest = limits.further if decided else limits.fewest[proposal.kind]
    if len({ask.account.fan for ask in asks}) < fewest:
        return None
    last = max((case.case for case in decided), default=None)
    return replace(step, continues=last)


def _touches(case: Known, asks: Sequence[Ask]) -> bool:
    """Whether a case is about the same: the same wordings, or for a ring the same accounts."""
    if case.kind != Kind.RING:
        return any(ask.comment in case.comments for ask in asks)
    fans = {ask.account.fan for ask in asks}
    return bool(fans) and 2 * len(fans & case.fans) >= min(len(fans), len(case.fans))


def _same_place(case: Known, proposal: Proposal) -> bool:
    return proposal.idea is not None and (case.idea, case.thread) == (
        proposal.idea,
        proposal.thread,
    )


def _more(step: Step, waiting: Sequence[Known]) -> Step | None:
    """Extend the newest of these by what none of them holds."""
    held = frozenset[int]().union(*(case.comments for case in waiting))
    fresh = tuple(ask for ask in step.asks if ask.comment not in held)
    newest = max(case.case for case in waiting)
    return replace(step, asks=fresh, extends=newest) if fresh else None
