"""Changed cells in words: which row, which field, from what to what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse

from engine.ledger.history import field_name, plain, say_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.ledger.models import CellChange

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class CellInWords:
    """One changed cell for a reader; an empty address is a row without a page."""

    row: str
    address: str
    field: str
    before: str
    after: str


def in_words(changes: Sequence[CellChange]) -> list[CellInWords]:
    """Say changes; rows that cells point at are named, with one question a field."""
    named = _named(changes)
    return [_cell(change, names=named[change.model, change.field]) for change in changes]


def address_of(model: type[models.Model], row: int) -> str:
    """The page of a row in the admin, or nothing."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    try:
        return reverse(name, args=[row])
    except NoReverseMatch:
        return ""


def model_of(label: str) -> type[models.Model] | None:
    """A table by its name in the ledger; None where it is gone."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _cell(change: CellChange, *, names: dict[Any, str]) -> CellInWords:
    model = model_of(change.model)
    if model is None:
        row = f"{change.model} {change.row}"
        return CellInWords(row, "", change.field, plain(change.before), plain(change.after))
    say = say_of(model, change.field)
    before, after = (
        (names.get(value) if isinstance(value, int) else None) or say(value)
        for value in (change.before, change.after)
    )
    return CellInWords(
        row=f"{model._meta.verbose_name} {change.row}",
        address=address_of(model, change.row),
        field=field_name(model, change.field),
        before=before[:_LONGEST],
        after=after[:_LONGEST],
    )


def _named(changes: Sequence[CellChange]) -> dict[tuple[str, str], dict[Any, str]]:
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for change in changes:
        ends = {value for value in (change.before, change.after) if type(value) is int}
        wanted[change.model, change.field] |= ends
    return {key: _names(*key, ends) if ends else {} for key, ends in wanted.items()}


def _names(label: str, field: str, rows: set[int]) -> dict[Any, str]:
    model = model_of(label)
    known = {} if model is None else {found.name: found for found in model._meta.get_fields()}
    found = known.get(field)
    if not isinstance(found, models.ForeignKey):
        return {}
    target = found.related_model
    return {pk: str(row) for pk, row in target._base_manager.in_bulk(rows).items()}
