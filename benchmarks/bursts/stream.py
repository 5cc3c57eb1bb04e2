"""The stream of real comments, in order of time, with the series that hold each."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.nlp.normalise import fold
from feedback.signals import Signals
from ideas.series.terms import terms_of

NAME = "zh_stream_weibo.jsonl.gz"
_AROUND = re.compile(r"@[\w\-·]{1,40}|//.*|https?://\S+|\[[^\[\]\s]{1,12}\]|回复[:：]?|转发微博")
# The pairs of characters of a whole novel are no wish.
_READ = 60


@dataclass(frozen=True, slots=True)
class Event:
    """One comment: seconds of its time, its text, what series hold it; `plant` 0 is the stream."""

    at: float
    text: str
    thread: str
    terms: tuple[str, ...]
    plant: int = 0
    fan: int | None = None
    signals: Signals | None = None

    @property
    def voice(self) -> object:
        """Who spoke: the fan, or the text where none is named."""
        return fold(self.text) if self.fan is None else self.fan


def read_stream(folder: Path, *, rows: int | None) -> list[Event]:
    """Every comment with a whole date, the oldest first."""
    found = sorted(_rows(folder / NAME), key=lambda row: (row[0], row[1], row[2]))[:rows]
    return [Event(at, text, thread, terms_in(text)) for at, thread, text in found]


def terms_in(text: str) -> tuple[str, ...]:
    """The terms under which production would count a wish of these words."""
    return terms_of(_AROUND.sub(" ", text)[:_READ])


def _rows(path: Path) -> Iterator[tuple[float, str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            # a few have no year
            if row["time"][:2] == "20":
                at = datetime.fromisoformat(row["time"] + "+08:00").timestamp()
                yield at, row["thread"], row["text"]
