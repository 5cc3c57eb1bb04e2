"""The measured files as streams of wishes in order of arrival, made as `group_texts` makes them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from benchmarks.quality.vectors import Source
from engine.nlp.normalise import clean
from engine.nlp.wish import Wish, is_vague, make_wish, wish_content

VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Row:
    """One text as it came, the span ours reads in it, and what a reader said it asks for.

    `kin` is what a fold never tears apart: the wish, or its family where wishes have one.
    """

    key: str
    text: str
    span: str
    gold: str
    kin: str

    @property
    def counts(self) -> bool:
        """Tell whether a score looks at this row: readers give no group to a vague one."""
        return self.gold != VAGUE


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows in order of arrival; `part` names them, and picks their vectors."""

    part: str
    rows: tuple[Row, ...]

    @property
    def scored(self) -> list[Row]:
        """Return the rows a score looks at."""
        return [row for row in self.rows if row.counts]

    @property
    def gold(self) -> list[str]:
        """Return the groups of the rows scored."""
        return [row.gold for row in self.scored]

    def concrete(self) -> list[Row]:
        """Return what grouping is given: production leaves a vague span alone."""
        return [row for row in self.rows if not is_vague(row.span)]

    def wishes(self, source: Source) -> list[Wish]:
        """Make the wishes of the concrete rows."""
        rows = self.concrete()
        vectors = source.wishes([row.span for row in rows], part=self.part)
        return [make_wish(r.key, r.span, v) for r, v in zip(rows, vectors, strict=True)]

    def within(self, kins: frozenset[str], *, part: str) -> "Stream":
        """Return the rows of some kins, in the same order."""
        return replace(self, part=part, rows=tuple(row for row in self.rows if row.kin in kins))


def read_stream(path: Path, *, part: str) -> Stream:
    """Read JSON lines {"id", "text", "wish"} with perhaps "family"."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    spans = [clean(row["text"]).text for row in rows]
    return Stream(part, tuple(_row(row, span) for row, span in zip(rows, spans, strict=True)))


def read_written(path: Path, *, part: str) -> Stream:
    """Read our own lines "family TAB wish TAB text with [[span]]"; the marked span is taken."""
    lines = path.read_text("utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    rows = []
    for number, (family, wish, marked) in enumerate(fields):
        span = marked[marked.index("[[") + 2 : marked.index("]]")]
        text = marked.replace("[[", "").replace("]]", "")
        rows.append(
            Row(f"{part}:{number}", text, clean(span).text, f"{family}/{wish}", f"{part}:{family}")
        )
    return Stream(part, tuple(rows))


def fold_of(kin: str, *, folds: int) -> int:
    """Return the fold of a wish or family: by its name alone, so that every script agrees."""
    return crc32(kin.encode()) % folds


def split(stream: Stream, *, folds: int) -> list[tuple[Stream, Stream]]:
    """Return (rest, fold) for each fold; the parts are called "real/0" and so on.

    A row that is vague to readers has no wish to tell its fold by; its name decides.
    """
    kins = {row.kin for row in stream.rows}
    inside = [{kin for kin in kins if fold_of(kin, folds=folds) == n} for n in range(folds)]
    return [
        (
            stream.within(frozenset(kins - fold), part=stream.part),
            stream.within(frozenset(fold), part=f"{stream.part}/{number}"),
        )
        for number, fold in enumerate(inside)
    ]


def every_text(streams: Iterable[Stream]) -> list[str]:
    """Return each text, span and content once: what `--vectors` must hold."""
    rows: Sequence[Row] = [row for stream in streams for row in stream.rows]
    contents = [wish_content(row.span) for row in rows]
    texts = [*(row.text for row in rows), *(row.span for row in rows), *contents]
    return [text for text in dict.fromkeys(texts) if text]


def _row(row: dict[str, Any], span: str) -> Row:
    vague = f"vague:{row['id']}"
    kin = vague if row["wish"] == VAGUE else row.get("family") or row["wish"]
    return Row(str(row["id"]), row["text"], span, row["wish"], kin)
