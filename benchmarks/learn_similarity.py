"""Learn the weights of likeness from hand-made groups, and test them on a file left out.

python -m benchmarks.learn_similarity WISHES.jsonl WISHES.jsonl...

Each file in turn is left out: weights and threshold come from the others, the figures from it.
Then all files together give the weights to put into `Policy`. Needs scikit-learn.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.group_quality import Gold, group, print_row, read_gold, scores
from engine.nlp.similarity import DEFAULT, FEATURES, Policy, features

NEAREST = 30
GUARDS = 2
GUARD = -6.0
THRESHOLDS = np.arange(0.16, 0.6, 0.04)
STRENGTH = 3.0
EACH_FILE = 1000.0


def main(paths: list[str]) -> None:
    """Print the test on each file left out, then the weights of all."""
    golds = [read_gold(Path(path)) for path in paths]
    for left_out in golds:
        policy = learn([gold for gold in golds if gold is not left_out])
        print_row(f"left out: {left_out.name}", result(left_out, policy=policy))
    policy = learn(golds)
    for gold in golds:
        print_row(f"learnt from: {gold.name}", result(gold, policy=policy))
    print(dict(zip([*FEATURES, "constant"], policy.weights, strict=True)))


def learn(golds: Sequence[Gold]) -> Policy:
    """Fit the weights, then shift the constant so that the best threshold becomes 0.5."""
    fitted = fit(golds)
    best = max(THRESHOLDS, key=lambda threshold: worth(golds, shifted(fitted, threshold)))
    return shifted(fitted, best)


def fit(golds: Sequence[Gold]) -> Policy:
    """Fit all weights but the guards, each file counting alike."""
    examples = [near_pairs(gold) for gold in golds]
    x = np.vstack([x for x, _ in examples])[:, :-GUARDS]
    y = np.concatenate([y for _, y in examples])
    each = np.concatenate([np.full(len(y), EACH_FILE / len(y)) for _, y in examples])
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(x, y, sample_weight=each)
    weights = (*model.coef_[0], *[GUARD] * GUARDS, model.intercept_[0])
    return replace(DEFAULT, threshold=0.5, weights=tuple(round(float(w), 3) for w in weights))


def near_pairs(gold: Gold) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pair each wish with the nearest before it: the choice that grouping has."""
    vectors = np.stack([wish.vector for wish in gold.wishes])
    rows, same = [], []
    for i in range(1, len(vectors)):
        near = np.argsort(-(vectors[:i] @ vectors[i]), kind="stable")[:NEAREST]
        rows.append(features(gold.wishes[i], [gold.wishes[j] for j in near]))
        same += [float(gold.groups[j] == gold.groups[i]) for j in near]
    return np.vstack(rows), np.array(same)


def shifted(policy: Policy, threshold: float) -> Policy:
    """Move the constant so that a threshold becomes 0.5."""
    constant = policy.weights[-1] - math.log(threshold / (1 - threshold))
    return replace(policy, weights=(*policy.weights[:-1], round(constant, 3)))


def worth(golds: Sequence[Gold], policy: Policy) -> float:
    """Mean of both F1: B-cubed is fair to wishes said once, pairwise to those many asked for."""
    figures = [result(gold, policy=policy) for gold in golds]
    return sum(b_cubed + pairwise for b_cubed, _, _, pairwise in figures) / len(figures)


def result(gold: Gold, *, policy: Policy) -> tuple[float, ...]:
    """Score the grouping of one file under a policy."""
    return scores(gold.groups, group(gold.wishes, policy=policy))


if __name__ == "__main__":
    main(sys.argv[1:])
