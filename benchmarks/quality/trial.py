"""Would another model of likeness group better? Each file is left out in turn.

python -m benchmarks.quality.trial [--encoder use] [--data FOLDER] [--own FILE...]

Logistic regression as shipped, with more features, with their products, and gradient boosting.
All are rehearsed on the same matrix of pairs; none touches what ships.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from benchmarks.learn_similarity import GUARD, GUARDS
from benchmarks.quality.encoders import source_of
from benchmarks.quality.likeness import (
    Lesson,
    Numbers,
    best_threshold,
    make_lesson,
    near_pairs,
    stacked,
)
from benchmarks.quality.options import MEASURED, parsed, read_streams
from benchmarks.quality.rehearsal import rehearse
from benchmarks.quality.scoring import Score, score
from benchmarks.quality.streams import Stream
from benchmarks.quality.vectors import Source
from engine.nlp.normalise import fold
from engine.nlp.similarity import FEATURES, features
from engine.nlp.wish import Wish, wish_content

Model = Callable[[Numbers, Numbers, Numbers], Callable[[Numbers], Numbers]]


@dataclass(frozen=True, slots=True)
class Way:
    """A model and the columns it is given."""

    name: str
    model: Model
    columns: slice


def main(arguments: list[str]) -> None:
    """Print, for each file left out, the figures of every way."""
    asked = parsed(arguments)
    source = source_of(asked.encoder, vectors=asked.vectors)
    streams = read_streams(asked.data, own=asked.own)
    lessons = {part: widened(stream, source) for part, stream in streams.items()}
    plain, every = slice(0, len(FEATURES) - GUARDS), slice(0, None)
    ways = [
        Way("logistic, features as shipped", logistic, plain),
        Way("logistic, more features", logistic, every),
        Way("logistic, more features and their products", products, every),
        Way("gradient boosting, features as shipped", boosting, plain),
        Way("gradient boosting, more features", boosting, every),
    ]
    for part in MEASURED:
        for way in ways:
            others = [lesson for name, lesson in lessons.items() if name != part]
            found, best = left_out(lessons[part], others, way=way)
            print(f"| {part} | {way.name} | {_figures(found)} | {_figures(best)} |", flush=True)


def left_out(lesson: Lesson, others: Sequence[Lesson], *, way: Way) -> tuple[Score, Score]:
    """Fit model and threshold on the others, and rehearse the one left out.

    The second score is that of the best threshold in hindsight: what a better threshold could give.
    """
    x, y, each = stacked([near_pairs(other) for other in others])
    chance = way.model(x[:, way.columns], y, each)
    threshold = best_threshold(others, [likely(other, chance, way=way) for other in others])
    mine = likely(lesson, chance, way=way)
    hindsight = best_threshold([lesson], [mine])
    return _rehearsed(lesson, mine, at=threshold), _rehearsed(lesson, mine, at=hindsight)


def _rehearsed(lesson: Lesson, chances: Numbers, *, at: float) -> Score:
    found = rehearse(lesson.wishes, chances, threshold=at)
    keep = np.flatnonzero(lesson.scored)
    return score([lesson.gold[row] for row in keep], [found[row] for row in keep])


def _figures(found: Score) -> str:
    return f"{found.b_cubed:.3f}, {found.pairwise:.3f}"


def likely(lesson: Lesson, chance: Callable[[Numbers], Numbers], *, way: Way) -> Numbers:
    """Return the matrix of likeness; the guards stand in every way."""
    size = len(lesson.wishes)
    flat = lesson.pairs.reshape(size * size, -1)
    held = flat[:, len(FEATURES) - GUARDS : len(FEATURES)].sum(axis=1)
    found = chance(flat[:, way.columns]) * np.exp(GUARD * held)
    return np.asarray(found.reshape(size, size))


def widened(stream: Stream, source: Source) -> Lesson:
    """Compare every two wishes by the shipped features, and by more."""
    rows = stream.concrete()
    contents = source.texts([wish_content_of(row.span) for row in rows], part=stream.part)
    wholes = source.texts([row.text for row in rows], part=stream.part)
    lesson = make_lesson(stream, source, compare=compare)
    cosines = lesson.vectors @ lesson.vectors.T
    rank = np.argsort(np.argsort(-cosines, axis=1), axis=1)
    crowd = np.sort(cosines, axis=1)[:, -11:-1].mean(axis=1)
    more = [
        contents @ contents.T,
        wholes @ wholes.T,
        np.log1p(np.maximum(rank, rank.T)),
        cosines - (crowd[:, None] + crowd[None, :]) / 2,
    ]
    pairs = np.concatenate([lesson.pairs, np.stack(more, axis=-1)], axis=-1)
    return Lesson(lesson.wishes, lesson.gold, lesson.vectors, pairs, lesson.scored)


def wish_content_of(span: str) -> str:
    """Return the content, or the span where nothing is left."""
    return wish_content(span) or span


def compare(wish: Wish, others: Sequence[Wish]) -> Numbers:
    """Put features of characters beside the shipped ones."""
    return np.hstack([features(wish, others), [_characters(wish, other) for other in others]])


def _characters(wish: Wish, other: Wish) -> tuple[float, ...]:
    """Shared characters, the longest piece in common, containment, products named alike."""
    one, two = fold(wish.content), fold(other.content)
    some, others = set(one), set(two)
    both = len(some & others)
    longest = _longest_piece(one, two) if both else 0
    return (
        both / max(len(some | others), 1),
        both / max(min(len(some), len(others)), 1),
        float(longest),
        longest / max(min(len(one), len(two)), 1),
        float(bool(wish.products & other.products)),
        float(bool(wish.products) != bool(other.products)),
        float(bool(wish.things & other.things)),
    )


def _longest_piece(one: str, two: str) -> int:
    """Return the length of the longest piece two contents share, which share a character."""
    pairs = {two[i : i + 2] for i in range(len(two) - 1)}
    if not any(one[i : i + 2] in pairs for i in range(len(one) - 1)):
        return 1
    return SequenceMatcher(None, one, two, autojunk=False).find_longest_match().size


def logistic(x: Numbers, y: Numbers, each: Numbers) -> Callable[[Numbers], Numbers]:
    """Fit logistic regression on scaled features."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=2000))
    model.fit(x, y, logisticregression__sample_weight=each)
    return lambda rows: np.asarray(model.predict_proba(rows)[:, 1])


def products(x: Numbers, y: Numbers, each: Numbers) -> Callable[[Numbers], Numbers]:
    """Fit logistic regression on the features and all products of two."""
    pairs = PolynomialFeatures(2, include_bias=False)
    model = make_pipeline(StandardScaler(), pairs, LogisticRegression(C=0.05, max_iter=2000))
    model.fit(x, y, logisticregression__sample_weight=each)
    return lambda rows: np.asarray(model.predict_proba(rows)[:, 1])


def boosting(x: Numbers, y: Numbers, each: Numbers) -> Callable[[Numbers], Numbers]:
    """Fit a hundred small trees one after another (Friedman, 2001)."""
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=60, random_state=1
    )
    model.fit(x, y, sample_weight=each)
    return lambda rows: np.asarray(model.predict_proba(rows)[:, 1])


if __name__ == "__main__":
    main(sys.argv[1:])
