"""Wishes known to be the same or not: written for this project, read in streams, and given."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.nlp.training.stream import key, stream_texts

HERE = Path(__file__).parent
WRITTEN = HERE / "written_wishes.txt"
STREAM = HERE / "stream_wishes.tsv"
VAGUE = "vague"
# Adversarial word order teaches nothing about wishes.
_LEFT_OUT = "pawsx"


@dataclass(frozen=True, slots=True)
class Worded:
    """One wording of a wish; wishes of a family are easily confused, text is the whole comment."""

    family: str
    wish: str
    span: str
    text: str


def read_written(path: Path = WRITTEN) -> list[Worded]:
    """Read the families written for this project."""
    lines = path.read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        Worded(
            family=family,
            wish=f"written/{wish}",
            span=marked.partition("[[")[2].partition("]]")[0],
            text=marked.replace("[[", "").replace("]]", ""),
        )
        for family, wish, marked in fields
    ]


def read_stream(folder: Path, *, path: Path = STREAM) -> list[Worded]:
    """Find the wishes grouped for this project in the streams of a folder."""
    texts = {key(text): text for text in stream_texts(folder)}
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for name, place, wish in (line.split("\t") for line in lines):
        if name in texts:
            start, end = map(int, place.split("-"))
            text = texts[name]
            found.append(Worded(wish.split("-")[0], f"stream/{wish}", text[start:end], text))
    return found


def read_given(path: Path) -> list[Worded]:
    """Read a file of wishes grouped by a reader; vague ones are left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Worded(
            family=f"{path.stem}/{row.get('family') or row.get('category') or ''}",
            wish=f"{path.stem}/{row.get('category', '')}/{row['wish']}",
            span=row.get("span") or row["text"],
            text=row["text"],
        )
        for row in rows
        if row["wish"] != VAGUE
    ]


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read pairs of sentences that mean the same."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["a"], row["b"]) for row in rows if row["same"] and row["source"] != _LEFT_OUT]


def by_wish(worded: Sequence[Worded]) -> dict[str, dict[str, list[Worded]]]:
    """Sort wordings by family and wish; a wish of one wording teaches only what it is not."""
    families: dict[str, dict[str, list[Worded]]] = {}
    for one in worded:
        families.setdefault(one.family, {}).setdefault(one.wish, []).append(one)
    return families
