"""Item: one thing that happened, with whom it concerns and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ideas.models import Idea, News


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened to a row.

    `users` and `groups` are addressed themselves; `follows` says that also those hear of it who
    own or watch the idea or chose its product line, `in_groups` that robots tell it. Who did it
    (`by`) is not told. `facts` are what the wording needs.
    """

    news: News
    row: int
    idea: Idea | None = None
    path: str = ""
    follows: bool = False
    in_groups: bool = True
    users: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    by: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> int | None:
        """The product line it is about."""
        return None if self.idea is None else self.idea.product_line_id


def page(name: str, row: int) -> str:
    """The path of a row's page in the admin; empty where it has none."""
    try:
        return reverse(f"admin:{name}_change", args=[row])
    except NoReverseMatch:
        return ""
