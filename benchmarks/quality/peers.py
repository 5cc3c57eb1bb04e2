"""Simple groupings on the same vectors, each at the best threshold on the very rows scored."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from benchmarks.group_quality import nearest_centroid
from benchmarks.quality.scoring import Score, score
from engine.nlp.encoder import Vectors

# Fine where crowded encoders such as e5 keep all their cosines.
THRESHOLDS = (*np.arange(0.1, 0.8, 0.025), *np.arange(0.8, 0.99, 0.0125))


def alone(gold: Sequence[str]) -> Score:
    """Score every wish alone."""
    return score(gold, range(len(gold)))


def best_centroid(gold: Sequence[str], vectors: Vectors) -> Score:
    """Score the nearest centroid, one pass in order of arrival."""
    return best(gold, (lambda t=t: nearest_centroid(vectors, threshold=t) for t in THRESHOLDS))


def best_linkage(gold: Sequence[str], vectors: Vectors) -> Score:
    """Score average linkage, which sees all rows at once."""
    return best(gold, (lambda t=t: _linked(vectors, threshold=t) for t in THRESHOLDS))


def best(gold: Sequence[str], ways: Iterable[Callable[[], Sequence[int]]]) -> Score:
    """Score each grouping, and keep the one with the best mean of both F1."""
    found = max((way() for way in ways), key=lambda groups: score(gold, groups, draws=0).mean)
    return score(gold, found)


def _linked(vectors: Vectors, *, threshold: float) -> list[int]:
    linkage = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - threshold
    )
    groups: list[int] = linkage.fit_predict(vectors).tolist()
    return groups


def best_centroid_in_parts(parts: Sequence[tuple[list[str], Vectors]]) -> Score:
    """Score the nearest centroid where each part is a stream of its own, one threshold for all."""
    gold = [one for golds, _ in parts for one in golds]
    return best(gold, (lambda t=t: _in_parts(parts, threshold=t) for t in THRESHOLDS))


def _in_parts(parts: Sequence[tuple[list[str], Vectors]], *, threshold: float) -> list[int]:
    found: list[int] = []
    for _, vectors in parts:
        first = max(found, default=-1) + 1
        found += [first + one for one in nearest_centroid(vectors, threshold=threshold)]
    return found
