"""A message, and how its words are made fit for a place that reads markup."""

from __future__ import annotations

from dataclasses import dataclass

# What would be markup, a mention of everybody or a link in a group: shown, but wide and dead.
_DEAD = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "<>[]*`#\\"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: a subject of one line, plain text, and an address to open, or none."""

    subject: str
    text: str
    link: str = ""
    label: str = ""


def flat(words: str, *, most: int = 60) -> str:
    """Words of others on one line, cut to so many characters, without what steers a screen."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    line = line.replace("://", "：//")
    return line if len(line) <= most else line[: most - 1] + "…"


def dead(text: str) -> str:
    """Text in which nothing is markup to WeCom or DingTalk."""
    return text.translate(_DEAD)


def cut(text: str, *, most: int) -> str:
    """Text of at most so many bytes of UTF-8, with a mark where it was cut."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: max(most - len("…".encode()), 0)].decode(errors="ignore") + "…"
