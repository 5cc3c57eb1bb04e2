"""From scores to one label a comment: requests first, then the rest."""

import numpy as np

from engine.nlp.asking.clauses import Batch
from engine.nlp.asking.features import Matrix, comment_marks
from engine.nlp.asking.scorer import Scores, Weights, softmax

REST = ("complaint", "question", "praise", "other")
ASKING = ("none", "product_request", "service_request")
_TOP = 3
_LEAST = 1e-6


def comment_features(batch: Batch, scores: Scores) -> Matrix:
    """Describe each comment by its best clauses, its wording as a whole and its marks."""
    tops = np.hstack([_tops(batch, scores.clauses[:, column]) for column in (1, 2)])
    total = np.column_stack([_any(batch, scores.clauses[:, column]) for column in (1, 2)])
    lengths = np.bincount(batch.owners, minlength=batch.size)[:, None]
    odds = np.log((tops + _LEAST) / (1 - tops + _LEAST))
    marks = comment_marks(batch, scores.marks)
    # Divided so that no group outweighs another before the fitting has spoken.
    parts = (tops, odds / 4, total, scores.comments / 4, np.log1p(lengths) / 4, marks * 0.3)
    return np.hstack(parts).astype(np.float32)


def decide(batch: Batch, scores: Scores, weights: Weights) -> tuple[list[str], Matrix]:
    """Label every comment; the second answer holds (none, product, service) probabilities."""
    features = comment_features(batch, scores)
    asking = softmax(features @ weights.request.T + weights.request_bias)
    rest = (features @ weights.rest.T + weights.rest_bias).argmax(axis=1)
    kinds = asking.argmax(axis=1)
    labels = [
        ASKING[kind] if kind else REST[other] for kind, other in zip(kinds, rest, strict=True)
    ]
    return labels, asking


def _tops(batch: Batch, column: Matrix) -> Matrix:
    """Give the best scores of each comment's clauses, best first, zeros where there are less."""
    order = np.lexsort((-column, batch.owners))
    owners = batch.owners[order]
    firsts = np.searchsorted(owners, np.arange(batch.size))
    ranks = np.arange(len(order)) - firsts[owners]
    tops = np.zeros((batch.size, _TOP), dtype=np.float32)
    kept = ranks < _TOP
    tops[owners[kept], ranks[kept]] = column[order][kept]
    return tops


def _any(batch: Batch, column: Matrix) -> Matrix:
    """Give the chance that at least one clause asks."""
    misses = np.bincount(
        batch.owners, weights=np.log1p(-np.minimum(column, 0.999)), minlength=batch.size
    )
    return np.asarray(1.0 - np.exp(misses), dtype=np.float32)
