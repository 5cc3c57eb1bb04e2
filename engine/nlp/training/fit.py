"""Fits the clause model, the comment model and the decision, each on what the other left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression

from engine.nlp.asking import grammar
from engine.nlp.asking.clauses import Batch, Numbers, split
from engine.nlp.asking.decision import ASKING, REST, comment_features
from engine.nlp.asking.features import (
    BITS,
    LONGEST_BESIDE,
    Matrix,
    beside,
    clause_marks,
    comment_marks,
    grams,
)
from engine.nlp.asking.scorer import BESIDE_WEIGHT, Scores, Weights, score
from engine.nlp.training.rows import Row, clause_kinds, fold_numbers

INNER_FOLDS = 4
SEED = 20261122
CLAUSE_STRENGTH = 2.0
COMMENT_STRENGTH = 4.0
DECISION_STRENGTH = 1.0
_BUCKETS = 1 << BITS


@dataclass(frozen=True, slots=True)
class Design:
    """The same numbers the scorer adds up, written as sparse matrices for the fitting."""

    batch: Batch
    clauses: sp.csr_matrix
    comments: sp.csr_matrix
    marks: int  # columns of clause marks at the end of clauses


def design(texts: Sequence[str]) -> Design:
    """Write texts as the matrices that logistic regression is fitted on."""
    batch = split(texts)
    marks = grammar.mark(batch)
    own, near = _counts(batch, longest=None), _counts(batch, longest=LONGEST_BESIDE)
    left, right = (_pick(_scaled(near, near) * BESIDE_WEIGHT, rows) for rows in beside(batch))
    tall = sp.csr_matrix(
        (np.ones(len(batch.owners), dtype=np.float32), (batch.owners, range(len(batch.owners)))),
        shape=(batch.size, len(batch.owners)),
    )
    whole = (tall @ own).tocsr()
    beside_marks = clause_marks(batch, marks)
    clauses = sp.hstack([_scaled(own, own), left, right, sp.csr_matrix(beside_marks)])
    comments = sp.hstack([_scaled(whole, whole), sp.csr_matrix(comment_marks(batch, marks))])
    return Design(batch, clauses.tocsr(), comments.tocsr(), beside_marks.shape[1])


def fit(rows: Sequence[Row]) -> Weights:
    """Train everything on the rows given."""
    made = design([row.text for row in rows])
    kinds = clause_kinds(rows, made.batch)
    inner = fold_numbers(rows, folds=INNER_FOLDS, seed=SEED)
    held_out = _held_out_scores(rows, made, kinds, inner)
    everything = np.ones(len(rows), dtype=bool)
    weights = _first_stage(rows, made, kinds, everything)
    return _second_stage(rows, comment_features(made.batch, held_out), weights)


def _held_out_scores(rows: Sequence[Row], made: Design, kinds: Numbers, inner: Numbers) -> Scores:
    """Score each row by a model that never saw it: the decision must not trust a memory."""
    parts: list[Scores] = []
    for number in range(INNER_FOLDS):
        weights = _first_stage(rows, made, kinds, inner != number)
        parts.append(score(made.batch, weights))
    fold_of_clause = inner[made.batch.owners]
    clauses, comments = parts[0].clauses.copy(), parts[0].comments.copy()
    for number, part in enumerate(parts):
        clauses[fold_of_clause == number] = part.clauses[fold_of_clause == number]
        comments[inner == number] = part.comments[inner == number]
    return Scores(marks=parts[0].marks, clauses=clauses, comments=comments)


def _first_stage(
    rows: Sequence[Row],
    made: Design,
    kinds: Numbers,
    used: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Weights:
    in_clauses = used[made.batch.owners]
    clause, bias = _regress(made.clauses[in_clauses], kinds[in_clauses], 3, CLAUSE_STRENGTH)
    plain = used & np.array([row.label in REST for row in rows])
    targets = np.array([REST.index(row.label) for row in np.array(rows, dtype=object)[plain]])
    comment, comment_bias = _regress(made.comments[plain], targets, len(REST), COMMENT_STRENGTH)
    ends = [_BUCKETS, 2 * _BUCKETS, 3 * _BUCKETS]
    own, before, after, marks = np.split(clause, ends, axis=1)
    none = np.zeros((0, 0), dtype=np.float32)
    return Weights(
        own=own,
        before=before,
        after=after,
        marks=marks,
        bias=bias,
        comment=comment[:, :_BUCKETS],
        comment_marks=comment[:, _BUCKETS:],
        comment_bias=comment_bias,
        request=none,
        request_bias=none,
        rest=none,
        rest_bias=none,
    )


def _second_stage(rows: Sequence[Row], features: Matrix, weights: Weights) -> Weights:
    labels = [row.label for row in rows]
    asking = np.array([ASKING.index(label) if label in ASKING else 0 for label in labels])
    request, request_bias = _regress(features, asking, len(ASKING), DECISION_STRENGTH)
    plain = np.array([label in REST for label in labels])
    targets = np.array([REST.index(label) for label in labels if label in REST])
    rest, rest_bias = _regress(features[plain], targets, len(REST), DECISION_STRENGTH)
    return replace(
        weights, request=request, request_bias=request_bias, rest=rest, rest_bias=rest_bias
    )


def _regress(
    inputs: sp.csr_matrix | Matrix, targets: Numbers, classes: int, strength: float
) -> tuple[Matrix, Matrix]:
    """Fit one softmax regression; a class without an example gets no weight at all."""
    model = LogisticRegression(C=strength, max_iter=80, tol=1e-3).fit(inputs, targets)
    weights = np.zeros((classes, inputs.shape[1]), dtype=np.float32)
    bias = np.full(classes, -20.0, dtype=np.float32)
    weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weights, bias


def _counts(batch: Batch, *, longest: int | None) -> sp.csr_matrix:
    found = [g for g in grams(batch) if longest is None or g.length <= longest]
    owners = np.concatenate([g.owners for g in found])
    buckets = np.concatenate([g.buckets for g in found])
    ones = np.ones(len(owners), dtype=np.float32)
    return sp.csr_matrix((ones, (owners, buckets)), shape=(len(batch.starts), _BUCKETS))


def _scaled(rows: sp.csr_matrix, counts: sp.csr_matrix) -> sp.csr_matrix:
    totals = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)
    return (sp.diags((1.0 / np.sqrt(totals)).astype(np.float32)) @ rows).tocsr()


def _pick(rows: sp.csr_matrix, indices: Numbers) -> sp.csr_matrix:
    known = sp.diags((indices >= 0).astype(np.float32))
    return (known @ rows[np.maximum(indices, 0)]).tocsr()
