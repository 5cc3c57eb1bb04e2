"""What is known of an idea before it is counted: comments, their accounts, votes, cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from feedback.signals import Signals

FAN = "fan"


@dataclass(frozen=True, slots=True)
class Said:
    """One comment; `at` is when it was posted, or received where that is not known."""

    at: datetime
    fingerprint: int
    text: str
    likes: int
    fan: int | None


@dataclass(frozen=True, slots=True)
class Account:
    """Who spoke: a name that orders accounts in every database, the role, what is known."""

    name: tuple[str, str]
    role: str
    signals: Signals


@dataclass(frozen=True, slots=True)
class Case:
    """An integrity case that bears on the idea; `outcome` is empty while nobody has decided."""

    kind: str
    outcome: str
    fans: frozenset[int]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything an idea's numbers are counted from; `voters` are fans by role."""

    said: list[Said] = field(default_factory=list)
    accounts: Mapping[int, Account] = field(default_factory=dict)
    voters: frozenset[int] = frozenset()
    cases: Mapping[int, Case] = field(default_factory=dict)
