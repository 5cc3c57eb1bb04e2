"""How the cells that people may change are read and written: the apps register theirs here."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

from engine.ledger.services import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from django.db.models import Field

# The value of one field by row, as JSON keeps it.
Values = dict[int, Any]


class CellKind(Protocol):
    """Reads and writes one field of any number of rows, in a constant number of statements."""

    def read(self, rows: Collection[int], *, lock: bool = False) -> Values:
        """Give the values of the rows that exist."""

    def write(self, values: Mapping[int, Any]) -> None:
        """Set the values of existing rows."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A cell that is one column of its row."""

    model: type[models.Model]
    name: str

    def read(self, rows: Collection[int], *, lock: bool = False) -> Values:
        """Give the values of the rows that exist; a foreign key by its number."""
        found = self.model._base_manager.filter(pk__in=rows).order_by("pk")
        if lock:
            found = found.select_for_update(of=("self",))
        values = found.values_list("pk", self._column.attname)
        return {row: plain(value) for row, value in values}

    def write(self, values: Mapping[int, Any]) -> None:
        """Set the values: a statement for each different one.

        What is taken away goes first: there may be room for only one that stands.
        """
        same: dict[str, list[int]] = defaultdict(list)
        for row, value in values.items():
            same[json.dumps(value, sort_keys=True)].append(row)
        different = [(json.loads(text), rows) for text, rows in same.items()]
        for value, rows in sorted(different, key=lambda found: bool(found[0])):
            wanted = self._column.to_python(value)
            self.model._base_manager.filter(pk__in=rows).update(**{self._column.attname: wanted})

    @property
    def _column(self) -> Field[Any, Any]:
        column = self.model._meta.get_field(self.name)
        if not isinstance(column, models.Field):
            message = f"{self.name} is not a column of {self.model._meta.label}"
            raise TypeError(message)
        return column


@dataclass(frozen=True, slots=True)
class Columns:
    """A cell that is several columns which hold together: a list, told under the first name.

    Where a rule of the database binds columns, they can only be put back at once.
    """

    model: type[models.Model]
    names: tuple[str, ...]

    def read(self, rows: Collection[int], *, lock: bool = False) -> Values:
        """Give the values of the rows that exist."""
        found = self.model._base_manager.filter(pk__in=rows).order_by("pk")
        if lock:
            found = found.select_for_update(of=("self",))
        values = found.values_list("pk", *self.names)
        return {row: [plain(value) for value in held] for row, *held in values}

    def write(self, values: Mapping[int, Any]) -> None:
        """Set the values, row by row."""
        for row, held in values.items():
            given = dict(zip(self.names, held, strict=True))
            self.model._base_manager.filter(pk=row).update(**given)


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A cell that is a set of rows with unique names, such as tags: a sorted list of names."""

    model: type[models.Model]
    name: str
    key: str = "name"

    def read(self, rows: Collection[int], *, lock: bool = False) -> Values:
        """Give the sorted names of the rows that exist."""
        found = self.model._base_manager.filter(pk__in=rows).order_by("pk")
        if lock:
            found = found.select_for_update(of=("self",))
        values: Values = {row: [] for row in found.values_list("pk", flat=True)}
        links = self.model._base_manager.filter(pk__in=values, **{f"{self.name}__isnull": False})
        for row, named in links.values_list("pk", f"{self.name}__{self.key}"):
            values[row].append(named)
        return {row: sorted(names) for row, names in values.items()}

    def write(self, values: Mapping[int, Any]) -> None:
        """Make each row's set exactly these names; a name that is gone is made again."""
        relation = self.model._meta.get_field(self.name)
        through, target = relation.remote_field.through, relation.related_model  # type: ignore[union-attr]
        mine, theirs = relation.m2m_field_name(), relation.m2m_reverse_field_name()  # type: ignore[union-attr]
        wanted = {name for names in values.values() for name in names or ()}
        target._base_manager.bulk_create(  # type: ignore[union-attr]
            [target(**{self.key: name}) for name in sorted(wanted)],  # type: ignore[misc]
            ignore_conflicts=True,
        )
        known = target._base_manager.filter(**{f"{self.key}__in": wanted})  # type: ignore[union-attr]
        ids = dict(known.values_list(self.key, "pk"))
        through._base_manager.filter(**{f"{mine}__in": list(values)}).delete()
        through._base_manager.bulk_create(
            through(**{f"{mine}_id": row, f"{theirs}_id": ids[name]})
            for row, names in values.items()
            for name in names or ()
        )


def _nothing() -> None:
    """Take no lock."""


def _leave(rows: Collection[int]) -> None:
    """Nothing is derived from these cells."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What the ledger must know of one table: its cells, a lock to take, what follows a change.

    `after` gets the rows whose cells were put back and brings in order what is derived from
    them; it may raise RefusedError where the rows can no longer stand so.
    """

    model: type[models.Model]
    cells: Mapping[str, CellKind]
    before: Callable[[], None] = field(default=_nothing)
    after: Callable[[Collection[int]], None] = field(default=_leave)

    @property
    def label(self) -> str:
        """The name of the table in the ledger."""
        return self.model._meta.label_lower


_CONCERNS: dict[str, Concern] = {}


def register(*concerns: Concern) -> None:
    """Let people's cells of these tables be undone and replayed."""
    _CONCERNS.update({concern.label: concern for concern in concerns})


def concern_of(label: str) -> Concern | None:
    """What is registered for a table, or None."""
    return _CONCERNS.get(label)


def concerns() -> list[Concern]:
    """Everything registered, in the order of the tables' names: the one order of locking."""
    return [_CONCERNS[label] for label in sorted(_CONCERNS)]


def attributes(model: type[models.Model], *names: str) -> dict[str, CellKind]:
    """Cells that are plain columns of their row."""
    return {name: Attribute(model, name) for name in names}
