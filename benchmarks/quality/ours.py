"""Ours: the production grouper, as it ships and with a similarity that never saw the rows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.quality.likeness import Lesson, learn, make_lesson
from benchmarks.quality.scoring import Score, score
from benchmarks.quality.streams import Stream, split
from benchmarks.quality.vectors import Source
from engine.nlp.consolidation import second_look
from engine.nlp.grouping import Grouper
from engine.nlp.similarity import Policy

SHUFFLES = 5


def group(stream: Stream, source: Source, *, policy: Policy) -> list[str]:
    """Group a stream from nothing; the cluster of each row that is scored.

    Vague rows pass through too, as in `group_texts`: they may join, and nothing is scored of them.
    """
    grouper = Grouper(policy=policy)
    decisions = grouper.assign_all(stream.wishes(source))
    gone = second_look(grouper.clusters, policy=policy)
    rows = stream.concrete()
    keys = [gone.get(one.cluster_key, one.cluster_key) for one in decisions]
    found = {row.key: key for row, key in zip(rows, keys, strict=True)}
    return [found.get(row.key, f"vague:{row.key}") for row in stream.scored]


def in_folds(
    stream: Stream, source: Source, *, others: Sequence[Lesson], folds: int
) -> tuple[Score, list[Stream]]:
    """Score each fold's own stream under a policy learnt from the rest; pooled over folds.

    Clusters of two folds never mix, so that the figure flatters: set it beside peers in folds.
    """
    gold, found, parts = [], [], []
    for rest, fold in split(stream, folds=folds):
        policy = learn([make_lesson(rest, source), *others])
        gold += fold.gold
        found += [f"{fold.part} {key}" for key in group(fold, source, policy=policy)]
        parts.append(fold)
    return score(gold, found), parts


def shuffled(stream: Stream, source: Source, *, policy: Policy) -> list[float]:
    """Return the B-cubed F1 of the stream in five other orders."""
    figures = []
    for seed in range(SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(stream.rows))
        mixed = replace(stream, rows=tuple(stream.rows[row] for row in order))
        figures.append(score(mixed.gold, group(mixed, source, policy=policy), draws=0).b_cubed)
    return figures
