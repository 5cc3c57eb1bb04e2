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
from engine.nlp.asking.scorer import (
    BESIDE_WEIGHT,
    OWN_WEIGHT,
    Scores,
    Weights,
    score,
    softmax,
)
from engine.nlp.training.rows import FILES, Row, clause_kinds, fold_numbers

INNER_FOLDS = 5
SEED = 20261122
CLAUSE_STRENGTH = 0.5
COMMENT_STRENGTH = 0.5
DECISION_STRENGTH = 1.0
WRITTEN_WEIGHT = 2.0
# Written sentences ask far more often than people do: in the decision they have less of a say.
WRITTEN_SAY = 0.3
_BUCKETS = 1 << BITS
_ROUNDS = 200
_LEANINGS = (-0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2)


@dataclass(frozen=True, slots=True)
class Design:
    """The same numbers the scorer adds up, written as sparse matrices for the fitting."""

    batch: Batch
    clauses: sp.csr_matrix
    comments: sp.csr_matrix
    rarity: Matrix


def design(texts: Sequence[str], *, rarity: Matrix | None = None) -> Design:
    """Write texts as the matrices that logistic regression is fitted on.

    The rarity of buckets is counted in these texts unless it is known already.
    """
    batch = split(texts)
    marks = grammar.mark(batch)
    own, near = _counts(batch, longest=None), _counts(batch, longest=LONGEST_BESIDE)
    rarity = _rarity(own) if rarity is None else rarity
    left, right = (_pick(_scaled(near, near, BESIDE_WEIGHT), rows) for rows in beside(batch))
    rare, squares = own @ sp.diags(rarity), own @ sp.diags(rarity**2)
    numbers = range(len(batch.owners))
    ones = np.ones(len(batch.owners), dtype=np.float32)
    whole = sp.csr_matrix((ones, (batch.owners, numbers)), shape=(batch.size, len(numbers)))
    tall = sp.csr_matrix(clause_marks(batch, marks))
    clauses = sp.hstack([_scaled(rare, squares, OWN_WEIGHT), left, right, tall])
    wide = _scaled(whole @ rare, whole @ squares, OWN_WEIGHT)
    comments = sp.hstack([wide, sp.csr_matrix(comment_marks(batch, marks))])
    return Design(batch, clauses.tocsr(), comments.tocsr(), rarity)


@dataclass(frozen=True, slots=True)
class Quick:
    """What the quick stage thinks of the rows that taught it, each held out while it learnt."""

    batch: Batch
    scores: Scores
    asking: Matrix  # comments x (none, product, service), chances


def fit(rows: Sequence[Row]) -> Weights:
    """Train the quick stage on the rows given."""
    return fit_and_hold_out(rows)[0]


def fit_and_hold_out(rows: Sequence[Row]) -> tuple[Weights, Quick]:
    """Train the quick stage, and tell what it thinks of rows it was not taught."""
    made = design([row.text for row in rows])
    kinds = clause_kinds(rows, made.batch)
    inner = fold_numbers(rows, folds=INNER_FOLDS, seed=SEED)
    held_out = _held_out_scores(rows, made, kinds, inner)
    everything = np.ones(len(rows), dtype=bool)
    weights = _first_stage(rows, made, kinds, everything)
    features = comment_features(made.batch, held_out)
    weights = _second_stage(rows, features, weights)
    asking = softmax(features @ weights.request.T + weights.request_bias)
    return weights, Quick(made.batch, held_out, asking)


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
    trust = _trust(rows, written=WRITTEN_WEIGHT)
    clause, bias = regress(
        made.clauses[in_clauses],
        kinds[in_clauses],
        classes=3,
        strength=CLAUSE_STRENGTH,
        trust=trust[made.batch.owners][in_clauses],
    )
    plain = used & np.array([row.label in REST for row in rows])
    targets = np.array([REST.index(row.label) for row in np.array(rows, dtype=object)[plain]])
    comment, comment_bias = regress(
        made.comments[plain],
        targets,
        classes=len(REST),
        strength=COMMENT_STRENGTH,
        trust=trust[plain],
    )
    ends = [_BUCKETS, 2 * _BUCKETS, 3 * _BUCKETS]
    own, before, after, marks = np.split(clause, ends, axis=1)
    none = np.zeros((0, 0), dtype=np.float32)
    return Weights(
        rarity=made.rarity,
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
    """Learn to decide from held-out scores, then lean towards asking as far as F1 gains."""
    labels = [row.label for row in rows]
    asking = np.array([ASKING.index(label) if label in ASKING else 0 for label in labels])
    trust = _trust(rows, written=WRITTEN_SAY)
    request, request_bias = regress(
        features, asking, classes=len(ASKING), strength=DECISION_STRENGTH, trust=trust
    )
    scores = features @ request.T + request_bias
    # Written sentences ask far more often than people do: they must not set the balance.
    real = np.array([row.file in FILES for row in rows])
    request_bias = request_bias + lean(scores[real], asking[real])
    plain = np.array([label in REST for label in labels])
    targets = np.array([REST.index(label) for label in labels if label in REST])
    rest, rest_bias = regress(
        features[plain], targets, classes=len(REST), strength=DECISION_STRENGTH, trust=trust[plain]
    )
    return replace(
        weights, request=request, request_bias=request_bias, rest=rest, rest_bias=rest_bias
    )


def lean(scores: Matrix, asking: Numbers) -> Matrix:
    """Find what to add to the request classes so that their F1 is best."""
    added = np.zeros(len(ASKING), dtype=np.float32)
    for kind in (1, 2, 1):
        trials = []
        for step in _LEANINGS:
            tried = added.copy()
            tried[kind] = step
            hits = (scores + tried).argmax(axis=1) == kind
            found = (
                2 * (hits & (asking == kind)).sum() / max(1, hits.sum() + (asking == kind).sum())
            )
            trials.append((float(found), step))
        added[kind] = max(trials)[1]
    return added


def _trust(rows: Sequence[Row], *, written: float) -> Matrix:
    """Weigh the few sentences written for posts against thousands of reviews."""
    return np.array(
        [written if row.file.startswith("written") else 1.0 for row in rows], dtype=np.float32
    )


def regress(
    inputs: sp.csr_matrix | Matrix,
    targets: Numbers,
    *,
    classes: int,
    strength: float,
    trust: Matrix,
) -> tuple[Matrix, Matrix]:
    """Fit one softmax regression; a class without an example gets no weight at all."""
    model = LogisticRegression(C=strength, max_iter=_ROUNDS, tol=1e-3)
    model.fit(inputs, targets, sample_weight=trust)
    weights = np.zeros((classes, inputs.shape[1]), dtype=np.float32)
    bias = np.full(classes, -20.0, dtype=np.float32)
    weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weights, bias


def _counts(batch: Batch, *, longest: int | None) -> sp.csr_matrix:
    found = [g for g in grams(batch) if longest is None or g.length <= longest]
    owners = np.concatenate([g.owners for g in found])
    buckets = np.concatenate([g.buckets for g in found])
    ones = np.ones(len(owners), dtype=np.float32)
    counts = sp.csr_matrix((ones, (owners, buckets)), shape=(len(batch.starts), _BUCKETS))
    counts.sum_duplicates()
    return counts


def _rarity(counts: sp.csr_matrix) -> Matrix:
    """Weigh what few clauses hold above what most hold."""
    held = np.bincount(counts.indices, minlength=_BUCKETS)
    rarity = np.log((1.0 + counts.shape[0]) / (1.0 + held)) * (held > 0)
    return np.asarray(rarity, dtype=np.float16).astype(np.float32)


def _scaled(rows: sp.csr_matrix, squares: sp.csr_matrix, weight: float) -> sp.csr_matrix:
    totals = np.maximum(np.asarray(squares.sum(axis=1)).ravel(), 1e-6)
    return (sp.diags((weight / np.sqrt(totals)).astype(np.float32)) @ rows).tocsr()


def _pick(rows: sp.csr_matrix, indices: Numbers) -> sp.csr_matrix:
    known = sp.diags((indices >= 0).astype(np.float32))
    return (known @ rows[np.maximum(indices, 0)]).tocsr()
