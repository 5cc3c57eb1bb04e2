"""Labels read for this project on comments of a public stream; the comments stay outside."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.nlp.normalise import clean
from engine.nlp.training.rows import Row

LABELS = Path(__file__).with_name("stream_labels.tsv")
STREAMS = ("zh_stream_reviews", "zh_stream_mix200k", "zh_stream_weibo")
FILE = "stream"
_DIGEST = 8


def key(text: str) -> str:
    """Name a cleaned text without telling it."""
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()


def read_stream(folder: Path, *, labels: Path = LABELS) -> list[Row]:
    """Find the labelled comments in the streams of a folder, in the order of the labels.

    A label whose comment is in no stream is left out: it cannot be made up.
    """
    with labels.open(encoding="utf-8", newline="") as file:
        known = {line[0]: line[1:] for line in csv.reader(file, delimiter="\t")}
    texts = {key(text): text for text in stream_texts(folder)}
    return [
        Row(id=name, text=texts[name], label=label, spans=_spans(texts[name], places), file=FILE)
        for name, (label, places) in known.items()
        if name in texts
    ]


def write_labels(rows: Iterable[Row], path: Path = LABELS) -> None:
    """Write labels and places, never the texts."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        for row in sorted(rows, key=lambda row: key(row.text)):
            writer.writerow([key(row.text), row.label, _places(row)])


def stream_texts(folder: Path) -> Iterator[str]:
    """Give every comment of the streams, cleaned."""
    for name in STREAMS:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield clean(str(json.loads(line)["text"])).text


def _places(row: Row) -> str:
    starts = ((row.text.find(span), len(span)) for span in row.spans)
    return " ".join(f"{start}-{start + size}" for start, size in starts)


def _spans(text: str, places: str) -> tuple[str, ...]:
    pairs = (place.split("-") for place in places.split())
    return tuple(text[int(start) : int(end)] for start, end in pairs)
