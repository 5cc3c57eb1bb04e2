"""Verdicts on pairs of rows, as JSON lines, for grouping outside the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError

from engine.nlp.verdicts import ContradictionError, Verdicts
from feedback.jsonl import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable


def key_of(row_id: Any) -> str:
    """The name of a row in verdicts: 1 and "1" are two rows."""
    return json.dumps(row_id, sort_keys=True)


def read_verdicts(lines: Iterable[bytes]) -> Verdicts:
    """Read {"one": id, "other": id, "same": true or false}, a line each.

    CommandError with the number of a bad line, or with the pair that shows a contradiction.
    """
    pairs: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for number, line in enumerate(lines, 1):
        if line.strip():
            one, other, is_same = _pair(line, number=number)
            pairs[is_same].append((one, other))
    try:
        return Verdicts(same=pairs[True], different=pairs[False])
    except ContradictionError as error:
        raise CommandError(str(error)) from error


def _pair(line: bytes, *, number: int) -> tuple[str, str, bool]:
    said = parsed(line, number=number)
    if not isinstance(said, dict) or not {"one", "other"} <= said.keys():
        message = f'line {number}: needs "one" and "other", the ids of two rows'
        raise CommandError(message)
    if not isinstance(said.get("same"), bool):
        message = f'line {number}: "same" must be true or false'
        raise CommandError(message)
    return key_of(said["one"]), key_of(said["other"]), said["same"]
