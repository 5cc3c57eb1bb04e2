"""What the house does about a wave: looks for cases, a person decides them, takes it back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from benchmarks.attacks.world import figures_of
from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from ideas.models import IntegrityCase
from ideas.services.integrity import decide_case, look_for_cases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from benchmarks.attacks.world import Figures
    from ideas.models import Idea

_AT_A_TIME = 50
_GO_ON = """
SELECT setval(pg_get_serial_sequence('feedback_fan', 'id'), coalesce(max(id), 1)) FROM feedback_fan
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A case: accounts in it, and how many of them are of the wave that was sent."""

    kind: str
    accounts: int
    of_wave: int


@contextmanager
def taken_back() -> Iterator[None]:
    """Forget all that is done inside: each trial begins with the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        # numbers are not taken back, and the sample of accounts is drawn by number
        cursor.execute(_GO_ON)


def look(wave: Collection[int]) -> list[Found]:
    """Let the machine look behind all numbers that changed; answers the cases there are."""
    while look_for_cases(limit=_AT_A_TIME):
        pass
    found = []
    for case in IntegrityCase.objects.order_by("pk"):
        fans = set(case.members.values_list("fan", flat=True))
        found.append(Found(case.kind, len(fans), len(fans.intersection(wave))))
    return found


def caught(wave: Collection[int]) -> int:
    """How many accounts of the wave are in some case."""
    cases = IntegrityCase.objects.filter(members__fan__in=list(wave))
    return len(set(cases.values_list("members__fan", flat=True)).intersection(wave))


def decided(idea: Idea, outcome: str) -> tuple[Figures, Figures]:
    """The idea's figures once a person decides all its cases so, and after that is undone."""
    acts = []
    for case in IntegrityCase.objects.open().order_by("pk"):
        decide_case(case, outcome=outcome, actor=None, reason="simulation")
        acts.append(Operation.objects.latest("pk"))
    then = figures_of(idea)
    for act in reversed(acts):
        undo(act, actor=None)
    return then, figures_of(idea)
