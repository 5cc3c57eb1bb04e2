"""The trained model: loads its weights and scores clauses and comments with numpy alone."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.nlp.asking import grammar
from engine.nlp.asking.clauses import Batch, Numbers
from engine.nlp.asking.features import (
    LONGEST_BESIDE,
    Matrix,
    beside,
    borrow,
    clause_marks,
    comment_marks,
    grams,
)

SHIPPED = Path(__file__).parents[1] / "models" / "asking.npz"
BESIDE_WEIGHT = 0.7
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Weights:
    """Every number that training found; arrays are (classes, buckets) or (classes, marks)."""

    own: Matrix
    before: Matrix
    after: Matrix
    marks: Matrix
    bias: Matrix
    comment: Matrix
    comment_marks: Matrix
    comment_bias: Matrix
    request: Matrix
    request_bias: Matrix
    rest: Matrix
    rest_bias: Matrix
    version: str = "untrained"


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model thinks of a batch before anything is decided."""

    marks: Matrix  # clauses x patterns
    clauses: Matrix  # clauses x (none, product, service), probabilities
    comments: Matrix  # comments x (complaint, question, praise, other), raw scores


def load(path: Path = SHIPPED) -> Weights:
    """Read the shipped weights; the version follows from the file's bytes."""
    content = path.read_bytes()
    digest = hashlib.blake2b(content, digest_size=4).hexdigest()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        named = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Weights(version=f"asking-{digest}", **named)


def score(batch: Batch, weights: Weights) -> Scores:
    """Score every clause and comment of a batch."""
    marks = grammar.mark(batch)
    clauses, comments = _gram_scores(batch, weights)
    clauses += clause_marks(batch, marks) @ weights.marks.T + weights.bias
    comments += comment_marks(batch, marks) @ weights.comment_marks.T + weights.comment_bias
    return Scores(marks=marks, clauses=softmax(clauses), comments=comments)


def softmax(scores: Matrix) -> Matrix:
    """Turn rows of raw scores into probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _gram_scores(batch: Batch, weights: Weights) -> tuple[Matrix, Matrix]:
    count = len(batch.starts)
    own = np.zeros((count, len(weights.own)), dtype=np.float32)
    before, after = np.zeros_like(own), np.zeros_like(own)
    comments = np.zeros((count, len(weights.comment)), dtype=np.float32)
    total = np.zeros(count, dtype=np.float32)
    near = np.zeros(count, dtype=np.float32)
    for found in grams(batch):
        own += _sums(weights.own, found.owners, found.buckets, count)
        comments += _sums(weights.comment, found.owners, found.buckets, count)
        total += np.bincount(found.owners, minlength=count)
        if found.length <= LONGEST_BESIDE:
            before += _sums(weights.before, found.owners, found.buckets, count)
            after += _sums(weights.after, found.owners, found.buckets, count)
            near += np.bincount(found.owners, minlength=count)
    to_left, to_right = beside(batch)
    scale = BESIDE_WEIGHT / np.sqrt(np.maximum(near, 1.0))[:, None]
    clauses = own / np.sqrt(np.maximum(total, 1.0))[:, None]
    clauses += borrow(before * scale, to_left) + borrow(after * scale, to_right)
    return clauses, _per_comment(batch, comments, total)


def _sums(weights: Matrix, owners: Numbers, buckets: Numbers, count: int) -> Matrix:
    columns = [np.bincount(owners, weights=row[buckets], minlength=count) for row in weights]
    return np.stack(columns, axis=1).astype(np.float32)


def _per_comment(batch: Batch, scores: Matrix, totals: Matrix) -> Matrix:
    summed = np.zeros((batch.size, scores.shape[1]), dtype=np.float32)
    np.add.at(summed, batch.owners, scores)
    lengths = np.bincount(batch.owners, weights=totals, minlength=batch.size)
    return np.asarray(summed / np.sqrt(np.maximum(lengths, 1.0))[:, None], dtype=np.float32)
