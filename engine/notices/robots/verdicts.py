"""What every platform tells of itself, and how its codes are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from engine.notices.errors import Fault, NotSentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.notices.messages import Message

# Platforms answer with the same code for several things; these words mean a limit in all of them.
_HURRIED = ("too fast", "frequency", "freq out of limit", "too many", "over limit", "频率")


@dataclass(frozen=True, slots=True)
class Call:
    """One request: where, and what."""

    url: str
    body: Mapping[str, Any]


class Wording(Protocol):
    """Makes the request of a message."""

    def __call__(self, message: Message, *, url: str, secret: str, now: datetime) -> Call:
        """The request, signed as of now."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform's ways.

    `codes` and `words` name the fields of its answer, `hurried` the codes of its limit, after
    which it rests for `rest` seconds, `final` those that another try would meet again; a code
    in neither is tried again. `a_minute` is how many messages one robot may send in a minute.
    """

    call: Wording
    codes: tuple[str, ...]
    words: tuple[str, ...]
    hurried: frozenset[int]
    final: frozenset[int]
    rest: float
    a_minute: int


def judge_code(told: Mapping[str, Any], *, platform: Platform, wait: float | None) -> None:
    """Raise NotSentError unless the answer's code is nought."""
    code = next((told[name] for name in platform.codes if name in told), None)
    words = str(next((told[name] for name in platform.words if told.get(name)), ""))
    if code == 0:
        return
    if not isinstance(code, int):
        raise NotSentError(Fault.ODD, said=words)
    said = f"{code} {words}"
    if code in platform.hurried or any(word in words.lower() for word in _HURRIED):
        raise NotSentError(Fault.TOO_FAST, said=said, wait=platform.rest if wait is None else wait)
    raise NotSentError(Fault.REFUSED, said=said, wait=wait, is_final=code in platform.final)
