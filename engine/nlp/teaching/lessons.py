"""Lessons: comments with a person's label, kept together where they are not independent."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.nlp.asking import reader
from engine.nlp.asking.clauses import Numbers
from engine.nlp.asking.scorer import Weights
from engine.nlp.normalise import fold
from engine.nlp.training.rows import Row, read_written

PEOPLE = "people"
KIND_OF = {"product_request": "product", "service_request": "service"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One display text and the label a person gave it; author is any name of who wrote it."""

    key: int
    text: str
    label: str
    author: str | None = None


def as_rows(lessons: Sequence[Lesson], weights: Weights) -> list[Row]:
    """Write lessons as training rows; people label comments, so the reader places the wish."""
    readings = reader.read(
        [lesson.text for lesson in lessons],
        weights=weights,
        forced_labels=[lesson.label for lesson in lessons],
        with_sentiment=False,
    )
    return [
        Row(
            id=str(lesson.key),
            text=lesson.text,
            label=lesson.label,
            spans=tuple(f.text for f in found.findings if f.kind == KIND_OF.get(lesson.label)),
            file=PEOPLE,
        )
        for lesson, found in zip(lessons, readings, strict=True)
    ]


def ballast(lessons: Sequence[Lesson]) -> list[Row]:
    """The project's own sentences, so that nothing is forgotten; none that a lesson repeats."""
    taken = {fold(lesson.text) for lesson in lessons}
    return [row for row in read_written() if fold(row.text) not in taken]


def group_numbers(lessons: Sequence[Lesson]) -> Numbers:
    """Give lessons of one author or of one wording the same number."""
    parents = list(range(len(lessons)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    first: dict[tuple[str, str], int] = {}
    for number, lesson in enumerate(lessons):
        keys = [("text", fold(lesson.text))]
        keys += [("author", lesson.author)] if lesson.author is not None else []
        for key in keys:
            parents[root(number)] = root(first.setdefault(key, number))
    roots = [root(number) for number in range(len(lessons))]
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def deal(lessons: Sequence[Lesson], groups: Numbers, *, folds: int, seed: int) -> Numbers:
    """Deal whole groups into folds, the largest first, each where its labels are rarest."""
    labels: dict[int, Counter[str]] = defaultdict(Counter)
    for group, lesson in zip(groups.tolist(), lessons, strict=True):
        labels[group][lesson.label] += 1
    order = np.random.default_rng(seed).permutation(sorted(labels)).tolist()
    order.sort(key=lambda group: -labels[group].total())
    held: list[Counter[str]] = [Counter() for _ in range(folds)]
    numbers = {}
    for group in order:
        loads = [
            (sum(fold_[label] for label in labels[group]), fold_.total(), number)
            for number, fold_ in enumerate(held)
        ]
        numbers[group] = min(loads)[2]
        held[numbers[group]].update(labels[group])
    return np.array([numbers[group] for group in groups.tolist()], dtype=np.int64)
