"""Why a message was not sent, and what that means for another try."""

from __future__ import annotations

from enum import StrEnum

_LONGEST = 300


class Fault(StrEnum):
    """What went wrong; stored with a notice and told on screens."""

    ADDRESS = "address"
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REDIRECT = "redirect"
    STATUS = "status"
    TOO_FAST = "too_fast"
    REFUSED = "refused"
    ODD = "odd"
    MAIL = "mail"
    SEALED = "sealed"
    BROKEN = "broken"


class NotSentError(Exception):
    """A message that did not go; `said` are the server's words, freed of addresses and secrets.

    `is_final`: another try would fail alike. `wait`: seconds the server asks for. `is_down`:
    it would be the same with any other message, so the server is left alone for a while.
    """

    def __init__(
        self,
        fault: Fault,
        *,
        said: str = "",
        wait: float | None = None,
        is_final: bool = False,
        is_down: bool = False,
    ) -> None:
        super().__init__(fault, said)
        self.fault = fault
        self.said = said
        self.wait = wait
        self.is_final = is_final
        self.is_down = is_down

    def __str__(self) -> str:
        return f"{self.fault}: {self.said}" if self.said else str(self.fault)


def tidy(said: str, *, hidden: tuple[str, ...] = ()) -> str:
    """A server's words on one line, short, with nothing in them that must stay hidden."""
    for word in sorted((word for word in hidden if word), key=len, reverse=True):
        said = said.replace(word, "…")
    line = "".join(c for c in " ".join(said.split()) if c.isprintable())
    return line[:_LONGEST]
