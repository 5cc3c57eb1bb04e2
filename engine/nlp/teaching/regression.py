"""Softmax regression with a Gaussian prior centred on weights that are known already."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]

from engine.nlp.asking.clauses import Numbers
from engine.nlp.asking.features import Matrix

_ROUNDS = 60
_NEAR_ENOUGH = {"ftol": 1e-6, "gtol": 1e-4}

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layer:
    """One regression: weights are (classes, inputs), bias is (classes)."""

    weights: Matrix
    bias: Matrix


def adapt_layer(
    layer: Layer,
    inputs: sp.csr_matrix,
    targets: Numbers,
    *,
    strength: float,
    trust: Matrix,
) -> Layer:
    """Move a layer as far as the examples ask, and no weight that no example touches.

    MAP adaptation: Chelba & Acero, "Adaptation of Maximum Entropy Capitalizer: Little Data Can
    Help a Lot", 2004. Strength is the prior's variance.
    """
    if not len(targets):
        return layer
    known = np.asarray(inputs @ layer.weights.T + layer.bias, dtype=np.float64)
    turned = _turned(inputs)
    few = sp.hstack([turned.inputs, np.ones((inputs.shape[0], 1))]).tocsr()
    shape = (len(layer.bias), few.shape[1])
    lesson = _lesson(few, known, targets, strength=strength, trust=trust)
    found = minimize(
        lesson,
        np.zeros(shape).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ROUNDS, **_NEAR_ENOUGH},
    )
    moved = found.x.reshape(shape).astype(np.float32)
    weights = layer.weights.copy()
    shared = len(turned.shared)
    weights[:, turned.shared] += moved[:, :shared]
    weights[:, turned.lone] += moved[:, shared + turned.owners] * turned.parts
    return Layer(weights, layer.bias + moved[:, -1])


@dataclass(frozen=True, slots=True)
class _Turned:
    """Inputs with one column for all that only one example has: the answer is the same.

    The prior is round, so the weights of such columns move in proportion to their values.
    """

    inputs: sp.csr_matrix  # shared columns, then one for each example
    shared: Numbers
    lone: Numbers  # the other columns, their examples, and their parts of these
    owners: Numbers
    parts: Matrix


def _turned(inputs: sp.csr_matrix) -> _Turned:
    entries = inputs.tocoo()
    counts = np.bincount(entries.col, minlength=inputs.shape[1])
    is_lone = (counts[entries.col] == 1) & (entries.data != 0)
    lone, owners, values = (row[is_lone] for row in (entries.col, entries.row, entries.data))
    lengths = np.sqrt(np.bincount(owners, weights=values**2, minlength=inputs.shape[0]))
    shared = np.flatnonzero(counts > 1)
    return _Turned(
        inputs=sp.hstack([inputs.tocsc()[:, shared], sp.diags(lengths)]).tocsr(),
        shared=shared,
        lone=lone,
        owners=owners,
        parts=np.asarray(values / lengths[owners], dtype=np.float32),
    )


def _lesson(
    inputs: sp.csr_matrix, known: Vector, targets: Numbers, *, strength: float, trust: Matrix
) -> Callable[[Vector], tuple[float, Vector]]:
    """Give the surprise at the examples plus the distance from the prior, with its slope."""
    transposed = inputs.T.tocsr()
    rows = np.arange(len(targets))
    weighed = np.asarray(trust, dtype=np.float64) * strength

    def lesson(moved: Vector) -> tuple[float, Vector]:
        table = moved.reshape(known.shape[1], inputs.shape[1])
        scores = known + inputs @ table.T
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        totals = chances.sum(axis=1)
        surprise = float((weighed * (np.log(totals) - scores[rows, targets])).sum())
        chances /= totals[:, None]
        chances[rows, targets] -= 1.0
        slope = (transposed @ (chances * weighed[:, None])).T + table
        return surprise + 0.5 * float(moved @ moved), np.asarray(slope).ravel()

    return lesson
