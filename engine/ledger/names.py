"""What screens call the kinds of operations; the apps register theirs, the ledger knows none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES: dict[str, Any] = {}


def name_operations(names: Mapping[str, Any]) -> None:
    """Register lazy translations by kind."""
    _NAMES.update(names)


def operation_name(kind: str) -> str:
    """The kind in the reader's language; unknown kinds keep their code."""
    return str(_NAMES.get(kind, kind))


def operation_names() -> list[tuple[str, str]]:
    """All registered kinds with their names, for a filter."""
    return [(kind, str(name)) for kind, name in _NAMES.items()]
