"""Labelled comments: read from files, cut into clauses, split into folds."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.nlp.asking.clauses import Batch, Numbers

FILES = ("requests_dev", "requests_dev_cues", "requests_dev_more")
WRITTEN = tuple(Path(__file__).with_name(name) for name in ("written.txt", "written_social.txt"))
_MARKED = re.compile(r"\[\[(.+?)\]\]")
KINDS = {"product_request": 1, "service_request": 2}
_LEAST_COVERED = 0.4


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled comment; coarse labels know requests and not_request only."""

    id: str
    text: str
    label: str
    spans: tuple[str, ...]
    file: str
    category: str = ""


def read_rows(path: Path) -> list[Row]:
    """Read one file of labelled comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line), path.stem) for line in lines if line.strip()]


def read_folder(folder: Path) -> list[Row]:
    """Read every labelled file of a folder, in a fixed order."""
    return [row for name in FILES for row in read_rows(folder / f"{name}.jsonl")]


def read_written(paths: Sequence[Path] = WRITTEN) -> list[Row]:
    """Read the sentences written for this project: label, tab, text with [[wishes]]."""
    return [row for path in paths for row in _written(path)]


def _written(path: Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        Row(
            id=f"{path.stem}-{number}",
            text=text.replace("[[", "").replace("]]", ""),
            label=label,
            spans=tuple(_MARKED.findall(text)),
            file=path.stem,
        )
        for number, (label, text) in enumerate(pairs)
    ]


def clause_kinds(rows: Sequence[Row], batch: Batch) -> Numbers:
    """Tell for each clause whether a reader's span stands in it: 0 none, 1 product, 2 service."""
    kinds = np.zeros(len(batch.starts), dtype=np.int64)
    for number, row in enumerate(rows):
        kind = KINDS.get(row.label, 0)
        for span in row.spans if kind else ():
            at = row.text.find(span)
            start = at + int(batch.offsets[number])
            shared = np.minimum(batch.ends, start + len(span)) - np.maximum(batch.starts, start)
            least = _LEAST_COVERED * np.minimum(batch.ends - batch.starts, len(span))
            if at >= 0:
                kinds[(batch.owners == number) & (shared > 0) & (shared >= least)] = kind
    return kinds


def fold_numbers(rows: Sequence[Row], *, folds: int, seed: int) -> Numbers:
    """Deal rows into folds, each file and label evenly, the same for the same seed."""
    random = np.random.default_rng(seed)
    groups: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault((row.file, row.label), []).append(number)
    numbers = np.zeros(len(rows), dtype=np.int64)
    for members in groups.values():
        numbers[random.permutation(members)] = np.arange(len(members)) % folds
    return numbers


def _row(fields: dict[str, object], file: str) -> Row:
    spans = fields.get("spans") or []
    return Row(
        id=str(fields["id"]),
        text=str(fields["text"]),
        label=str(fields["label"]),
        spans=tuple(map(str, spans)) if isinstance(spans, list) else (),
        file=file,
        category=str(fields.get("category") or ""),
    )
