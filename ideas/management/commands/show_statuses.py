"""show_statuses: print the table of moves as Markdown, for docs/statuses.md and for people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from ideas.models import Status
from ideas.roles import EDITOR, MANAGER
from ideas.status_words import CONSEQUENCES, NEEDS, status_name
from ideas.statuses import MOVES, Consequence, Move

_MARKS = {EDITOR: "E", MANAGER: "M"}


class Command(BaseCommand):
    """Print who may move an idea from where to where, what it needs and causes."""

    help = "Print the table of status moves as Markdown."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write both tables in English."""
        with translation.override("en"):
            self.stdout.write("\n".join([*_who(), "", *_what()]))


def _who() -> list[str]:
    head = "| from ↓ to → | " + " | ".join(status_name(s) for s in Status) + " |"
    rows = [
        f"| {status_name(source)} | "
        + " | ".join(_mark(MOVES.get((source, target))) for target in Status)
        + " |"
        for source in Status
    ]
    return [head, "|---" * (len(Status) + 1) + "|", *rows]


def _mark(move: Move | None) -> str:
    if move is None:
        return ""
    return "".join(m for role, m in _MARKS.items() if role in move.roles) + "☾" * move.by_itself


def _what() -> list[str]:
    return ["| to | needs | causes |", "|---|---|---|", *(_row(target) for target in Status)]


def _row(target: Status) -> str:
    moves = [move for move in MOVES.values() if move.target == target]
    needs = {need: str(NEEDS[need]) for move in moves for need in move.needs}
    causes = {cause: "" for move in moves for cause in move.causes}
    told = ", ".join(_cause(cause, moves=moves) for cause in causes)
    return f"| {status_name(target)} | {', '.join(needs.values())} | {told} |"


def _cause(cause: Consequence, *, moves: list[Move]) -> str:
    """A consequence in words; where only some of the moves have it, from where."""
    some = [move for move in moves if cause in move.causes]
    where = ", ".join(status_name(move.source) for move in some)
    return f"{CONSEQUENCES[cause]}{'' if len(some) == len(moves) else f' (from {where})'}"
