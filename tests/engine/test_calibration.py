"""Calibration: tables of confidence, their error, a temperature."""

from __future__ import annotations

import numpy as np
import pytest

from engine.nlp.calibration import calibration_error, fit_temperature, reliability


def test_a_table_tells_mean_confidence_and_share_right_in_each_bin():
    table = reliability([0.05, 0.15, 0.95, 0.91, 1.0], [False, True, True, False, True])
    assert [(row.low, row.high, row.count) for row in table] == [
        (0.0, 0.1, 1),
        (0.1, 0.2, 1),
        (0.9, 1.0, 3),
    ]
    assert table[-1].mean == pytest.approx((0.95 + 0.91 + 1.0) / 3)
    assert table[-1].right == pytest.approx(2 / 3)


def test_the_error_is_nought_where_confidence_is_what_comes_true():
    sure = [0.75] * 4 + [0.25] * 4
    right = [True, True, True, False, True, False, False, False]
    assert calibration_error(reliability(sure, right)) == pytest.approx(0.0)
    assert calibration_error(reliability([1.0] * 4, [False] * 4)) == pytest.approx(1.0)
    assert calibration_error(reliability([], [])) == 0.0


def test_confidences_and_answers_must_be_as_many():
    with pytest.raises(ValueError, match="right"):
        reliability([0.5], [])


def test_the_temperature_of_scores_that_boast_three_times_too_much_is_three():
    random = np.random.default_rng(7)
    honest = random.normal(size=(20_000, 3))
    chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    drawn = (random.random((20_000, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    assert fit_temperature(honest * 3, drawn) == pytest.approx(3.0, rel=0.05)
