"""Policies: a threshold belongs to the encoder it was measured with."""

import logging

from engine.nlp.encoder import default_encoder
from engine.nlp.policies import policy_for
from engine.nlp.similarity import DEFAULT
from engine.nlp.wish import WishEncoder


def test_the_encoder_that_ships_is_the_measured_one():
    """A new model file needs a policy of its own: its name changes with its bytes."""
    assert WishEncoder(default_encoder()).version == DEFAULT.version


def test_the_measured_encoder_has_its_own_policy_without_a_word(caplog):
    assert policy_for(DEFAULT.version) == DEFAULT
    assert caplog.records == []


def test_an_unknown_encoder_gets_the_default_under_its_name_and_one_warning(caplog):
    with caplog.at_level(logging.WARNING):
        first, second = policy_for("wish-1/http:new/7"), policy_for("wish-1/http:new/7")
    assert first == second
    assert (first.version, first.threshold) == ("wish-1/http:new/7", DEFAULT.threshold)
    assert len(caplog.records) == 1
    assert "GROUPING_THRESHOLD" in caplog.text


def test_a_threshold_may_be_set(caplog):
    assert policy_for("wish-1/http:other/7", threshold=0.4).threshold == 0.4
    assert policy_for(DEFAULT.version, threshold=0.4).threshold == 0.4
    assert caplog.records == []
