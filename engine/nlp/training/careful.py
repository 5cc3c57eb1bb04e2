"""Fits what decides on top of the network, from readings neither stage had been taught."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.nlp.asking import careful
from engine.nlp.asking.careful import CarefulWeights
from engine.nlp.asking.clauses import Numbers
from engine.nlp.asking.decision import ASKING, REST
from engine.nlp.asking.features import Matrix
from engine.nlp.calibration import fit_temperature
from engine.nlp.training.fit import Quick, lean, regress
from engine.nlp.training.rows import FILES, Row, clause_kinds

CLAUSE_STRENGTH = 1.0
DECISION_STRENGTH = 0.1
# Rows below this chance teach the careful stage nothing: it will not see their like.
TAUGHT_FROM = 0.01
# Of what the careful stage accepts, the quick stage must have let through this share.
LEAST_RECALL = 0.993
_GATES = np.arange(0.01, 0.2, 0.005)


def fit_careful(rows: Sequence[Row], quick: Quick, *, run: careful.Run) -> CarefulWeights:
    """Train the careful decision on real rows; run answers for each without having learnt it."""
    batch, asking = quick.batch, quick.asking
    real = np.array([row.file in FILES for row in rows])
    chosen = np.flatnonzero(real & (asking[:, 1:].sum(axis=1) >= TAUGHT_FROM))
    considered = careful.consider(batch, chosen, run=run)
    kinds = clause_kinds(rows, batch)[considered.clauses]
    plain = np.ones(len(kinds), dtype=np.float32)
    clause, clause_bias = regress(
        careful.clause_features(quick.scores, considered),
        kinds,
        classes=3,
        strength=CLAUSE_STRENGTH,
        trust=plain,
    )
    untaught = _untaught(clause, clause_bias)
    believed = careful.believe(batch, quick.scores, considered, untaught)
    found = careful.features(batch, believed, considered, asking=asking)
    return _decision([rows[number] for number in chosen.tolist()], found, untaught, asking[chosen])


def _decision(
    rows: Sequence[Row], found: Matrix, weights: CarefulWeights, asking: Matrix
) -> CarefulWeights:
    labels = [row.label for row in rows]
    kinds = np.array([ASKING.index(label) if label in ASKING else 0 for label in labels])
    trust = np.ones(len(rows), dtype=np.float32)
    request, bias = regress(
        found, kinds, classes=len(ASKING), strength=DECISION_STRENGTH, trust=trust
    )
    raw = found @ request.T + bias
    steepness = 1 / fit_temperature(raw.astype(np.float64), kinds)
    bias = bias + lean(raw, kinds)
    rest, rest_bias = _rest(labels, found)
    accepted = (found @ request.T + bias).argmax(axis=1) > 0
    return replace(
        weights,
        gate=np.array([_gate(asking[:, 1:].sum(axis=1), accepted)], dtype=np.float32),
        request=request,
        request_bias=bias,
        rest=rest,
        rest_bias=rest_bias,
        steepness=np.array([steepness], dtype=np.float32),
    )


def _rest(labels: Sequence[str], found: Matrix) -> tuple[Matrix, Matrix]:
    plain = np.array([label in REST for label in labels])
    targets = np.array([REST.index(label) for label in labels if label in REST])
    trust = np.ones(len(targets), dtype=np.float32)
    return regress(
        found[plain], targets, classes=len(REST), strength=DECISION_STRENGTH, trust=trust
    )


def _gate(chances: Matrix, accepted: Numbers) -> float:
    """Find the highest gate that keeps nearly all that the careful stage accepts."""
    kept = [gate for gate in _GATES if (chances[accepted] >= gate).mean() >= LEAST_RECALL]
    return float(max(kept, default=TAUGHT_FROM))


def _untaught(clause: Matrix, clause_bias: Matrix) -> CarefulWeights:
    none = np.zeros((0, 0), dtype=np.float32)
    return CarefulWeights(none, clause, clause_bias, none, none, none, none, none)
