"""A similarity learnt from some streams, to be measured on others."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.learn_similarity import EACH_FILE, GUARD, GUARDS, NEAREST, STRENGTH
from benchmarks.quality.rehearsal import rehearse
from benchmarks.quality.scoring import score
from benchmarks.quality.streams import Stream
from benchmarks.quality.vectors import Source
from engine.nlp.encoder import Vectors
from engine.nlp.similarity import DEFAULT, Policy, features
from engine.nlp.wish import Wish

THRESHOLDS = (*np.arange(0.06, 0.3, 0.03), *np.arange(0.3, 0.8, 0.05))

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A stream with the features of every pair of its wishes (rows × rows × features)."""

    wishes: list[Wish]
    gold: list[str]
    vectors: Vectors
    pairs: Numbers
    scored: NDArray[np.bool_]


def make_lesson(
    stream: Stream,
    source: Source,
    *,
    compare: Callable[[Wish, Sequence[Wish]], Numbers] = features,
) -> Lesson:
    """Compare every wish of a stream with every other."""
    wishes = stream.wishes(source)
    rows = stream.concrete()
    pairs = np.stack([compare(wish, wishes) for wish in wishes])
    vectors = np.stack([wish.vector for wish in wishes])
    counts = np.array([row.counts for row in rows])
    return Lesson(wishes, [row.gold for row in rows], vectors, pairs, counts)


def learn(lessons: Sequence[Lesson]) -> Policy:
    """Fit a policy; its threshold is the best on these lessons, moved to 0.5."""
    fitted = fit(lessons)
    likely = [likelihoods(lesson, policy=fitted) for lesson in lessons]
    best = best_threshold(lessons, likely)
    constant = fitted.weights[-1] - math.log(best / (1 - best))
    return replace(fitted, weights=(*fitted.weights[:-1], constant))


def fit(lessons: Sequence[Lesson]) -> Policy:
    """Fit all weights but the guards, each lesson counting alike."""
    examples = [near_pairs(lesson) for lesson in lessons]
    x, y, each = stacked(examples)
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(x[:, :-GUARDS], y, sample_weight=each)
    weights = (*model.coef_[0], *[GUARD] * GUARDS, model.intercept_[0])
    return replace(DEFAULT, threshold=0.5, weights=tuple(map(float, weights)))


def near_pairs(lesson: Lesson) -> tuple[Numbers, Numbers]:
    """Pair each wish with the nearest before it: the choice that grouping has."""
    gold = np.array(lesson.gold)
    rows, same = [], []
    seen = np.flatnonzero(lesson.scored)
    for place, row in enumerate(seen[1:], 1):
        before = seen[:place]
        order = np.argsort(-(lesson.vectors[before] @ lesson.vectors[row]), kind="stable")
        near = before[order[:NEAREST]]
        rows.append(lesson.pairs[row, near])
        same.append(gold[near] == gold[row])
    return np.vstack(rows), np.concatenate(same).astype(np.float64)


def stacked(examples: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers, Numbers]:
    """Put examples of several lessons together; the third are the weights that level them."""
    x, y = np.vstack([x for x, _ in examples]), np.concatenate([y for _, y in examples])
    each = np.concatenate([np.full(len(y), EACH_FILE / len(y)) for _, y in examples])
    return x, y, each


def likelihoods(lesson: Lesson, *, policy: Policy) -> Numbers:
    """Return how likely each two wishes ask the same, by the weights of a policy."""
    logits = lesson.pairs @ np.array(policy.weights[:-1]) + policy.weights[-1]
    return np.asarray(1 / (1 + np.exp(-logits)))


def best_threshold(lessons: Sequence[Lesson], likely: Sequence[Numbers]) -> float:
    """Return the threshold with the best mean of both F1 over all lessons."""
    return max(THRESHOLDS, key=lambda threshold: worth(lessons, likely, threshold=threshold))


def worth(lessons: Sequence[Lesson], likely: Sequence[Numbers], *, threshold: float) -> float:
    """Return the mean over lessons of both F1 at a threshold."""
    return float(
        np.mean(
            [
                rehearsed(one, each, threshold=threshold)
                for one, each in zip(lessons, likely, strict=True)
            ]
        )
    )


def rehearsed(lesson: Lesson, likely: Numbers, *, threshold: float) -> float:
    """Return the mean of both F1 that grouping would reach."""
    found = rehearse(lesson.wishes, likely, threshold=threshold)
    keep = np.flatnonzero(lesson.scored)
    gold = [lesson.gold[row] for row in keep]
    return score(gold, [found[row] for row in keep], draws=0).mean
