"""Adapts the shipped weights to lessons: clauses, whole comments, then the decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp  # type: ignore[import-untyped]

from engine.nlp.asking.clauses import Numbers
from engine.nlp.asking.decision import ASKING, REST, comment_features
from engine.nlp.asking.features import Matrix
from engine.nlp.asking.scorer import Weights, score
from engine.nlp.teaching.lessons import PEOPLE, Lesson, as_rows, ballast, deal, group_numbers
from engine.nlp.teaching.regression import Layer, adapt_layer
from engine.nlp.training.fit import Design, design
from engine.nlp.training.rows import Row, clause_kinds

SEED = 20261122
INNER_FOLDS = 3

Used = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strengths:
    """Variances of the priors, and how much a written sentence weighs against a lesson's 1.

    Written sentences ask far more often than people do: in the decision they have less of a say.
    """

    clause: float = 0.3
    comment: float = 0.3
    decision: float = 0.03
    written: float = 1.0
    written_say: float = 0.3


DEFAULT = Strengths()


@dataclass(frozen=True, slots=True)
class _Material:
    rows: list[Row]
    made: Design
    kinds: Numbers
    trust: Matrix
    strengths: Strengths


def adapt(base: Weights, lessons: Sequence[Lesson], *, strengths: Strengths = DEFAULT) -> Weights:
    """Give weights that know the lessons beside all that the base knows; none changes nothing."""
    if not lessons:
        return base
    rows = [*as_rows(lessons, base), *ballast(lessons)]
    made = design([row.text for row in rows], rarity=base.rarity)
    trust = np.array([1.0 if row.file == PEOPLE else strengths.written for row in rows])
    kinds = clause_kinds(rows, made.batch)
    material = _Material(rows, made, kinds, trust.astype(np.float32), strengths)
    features = _held_out_features(base, lessons, material)
    first = _first_stage(base, material, np.ones(len(rows), dtype=bool))
    return _second_stage(first, features, rows, strengths)


def _held_out_features(base: Weights, lessons: Sequence[Lesson], material: _Material) -> Matrix:
    """Describe each lesson by weights that never saw it: the decision must not trust a memory.

    The written sentences are described as the base sees them: they only hold it in its place.
    """
    batch = material.made.batch
    inner = deal(lessons, group_numbers(lessons), folds=INNER_FOLDS, seed=SEED)
    everywhere = np.concatenate([inner, np.full(len(material.rows) - len(lessons), -1)])
    features = comment_features(batch, score(batch, base))
    for number in range(INNER_FOLDS):
        weights = _first_stage(base, material, everywhere != number)
        held_out = everywhere == number
        features[held_out] = comment_features(batch, score(batch, weights))[held_out]
    return features


def _first_stage(base: Weights, material: _Material, used: Used) -> Weights:
    made, strengths = material.made, material.strengths
    in_clauses = used[made.batch.owners]
    ends = np.cumsum([base.own.shape[1], base.before.shape[1], base.after.shape[1]]).tolist()
    clause = adapt_layer(
        Layer(np.hstack([base.own, base.before, base.after, base.marks]), base.bias),
        made.clauses[in_clauses],
        material.kinds[in_clauses],
        strength=strengths.clause,
        trust=material.trust[made.batch.owners][in_clauses],
    )
    own, before, after, marks = np.split(clause.weights, ends, axis=1)
    plain = used & np.array([row.label in REST for row in material.rows])
    comment = adapt_layer(
        Layer(np.hstack([base.comment, base.comment_marks]), base.comment_bias),
        made.comments[plain],
        _rest_targets([row.label for row in material.rows], plain),
        strength=strengths.comment,
        trust=material.trust[plain],
    )
    width = base.comment.shape[1]
    return replace(
        base,
        own=own,
        before=before,
        after=after,
        marks=marks,
        bias=clause.bias,
        comment=comment.weights[:, :width],
        comment_marks=comment.weights[:, width:],
        comment_bias=comment.bias,
    )


def _second_stage(
    weights: Weights, features: Matrix, rows: Sequence[Row], strengths: Strengths
) -> Weights:
    labels = [row.label for row in rows]
    say = [1.0 if row.file == PEOPLE else strengths.written_say for row in rows]
    trust = np.array(say, dtype=np.float32)
    asking = np.array([ASKING.index(label) if label in ASKING else 0 for label in labels])
    inputs = sp.csr_matrix(features)
    request = adapt_layer(
        Layer(weights.request, weights.request_bias),
        inputs,
        asking,
        strength=strengths.decision,
        trust=trust,
    )
    plain = np.array([label in REST for label in labels])
    rest = adapt_layer(
        Layer(weights.rest, weights.rest_bias),
        inputs[plain],
        _rest_targets(labels, plain),
        strength=strengths.decision,
        trust=trust[plain],
    )
    return replace(
        weights,
        request=request.weights,
        request_bias=request.bias,
        rest=rest.weights,
        rest_bias=rest.bias,
    )


def _rest_targets(labels: Sequence[str], plain: Used) -> Numbers:
    picked = [REST.index(label) for label, is_plain in zip(labels, plain, strict=True) if is_plain]
    return np.array(picked, dtype=np.int64)
