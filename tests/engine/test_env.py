"""Reading settings from the environment."""

import pytest

from engine.env import (
    BadSetting,
    env_bool,
    env_float,
    env_int,
    env_list,
    env_str,
    env_url,
    require_together,
)


@pytest.mark.parametrize("word", ["1", "true", "TRUE", "yes", " on "])
def test_a_switch_reads_words_for_yes(monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)
    assert env_bool("DEBUG", default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "off"])
def test_a_switch_reads_words_for_no(monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)
    assert env_bool("DEBUG", default=True) is False


def test_a_doubtful_switch_is_refused_in_words(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(BadSetting, match="DEBUG must be one of 1/0/true/false, not 'maybe'"):
        env_bool("DEBUG", default=False)


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_value_counts_as_unset(monkeypatch, value):
    monkeypatch.setenv("LIMIT", value)
    assert env_bool("LIMIT", default=True) is True
    assert env_int("LIMIT", default=7) == 7
    assert env_float("LIMIT", default=1.5) == 1.5
    assert env_list("LIMIT", default=["a"]) == ["a"]
    assert env_str("LIMIT", default="x") == "x"


def test_a_text_without_default_must_be_set(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(BadSetting, match="SECRET_KEY must be set"):
        env_str("SECRET_KEY")


@pytest.mark.parametrize("value", ["ten", "1.5", "0x10"])
def test_a_whole_number_is_demanded(monkeypatch, value):
    monkeypatch.setenv("LIMIT", value)
    with pytest.raises(BadSetting, match="LIMIT must be a whole number"):
        env_int("LIMIT", default=1)


def test_a_number_keeps_its_bounds(monkeypatch):
    monkeypatch.setenv("PORT", "70000")
    with pytest.raises(BadSetting, match="PORT must be between 1 and 65535, not 70000"):
        env_int("PORT", default=8000, least=1, most=65535)
    with pytest.raises(BadSetting, match="at most 10"):
        env_int("PORT", default=8000, most=10)
    monkeypatch.setenv("PORT", "0")
    with pytest.raises(BadSetting, match="at least 1"):
        env_int("PORT", default=8000, least=1)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "many"])
def test_a_number_is_finite(monkeypatch, value):
    monkeypatch.setenv("RADIUS", value)
    with pytest.raises(BadSetting, match="RADIUS must be a number"):
        env_float("RADIUS", default=0.5)


def test_a_list_drops_blanks_and_empty_parts(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, ,b.example,")
    assert env_list("ALLOWED_HOSTS", default=[]) == ["a.example", "b.example"]


def test_a_url_of_a_known_scheme_is_taken(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db.example:5432/x")
    assert env_url("DATABASE_URL", schemes=["postgres"]) == "postgres://u:p@db.example:5432/x"


@pytest.mark.parametrize("value", ["mysql://u:hidden@h/x", "hidden", "postgres://u:hidden@h:no/x"])
def test_a_bad_url_is_refused_without_quoting_its_password(monkeypatch, value):
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(BadSetting, match="DATABASE_URL must be a URL") as refusal:
        env_url("DATABASE_URL", schemes=["postgres", "postgresql"])
    assert "hidden" not in str(refusal.value)


def test_one_setting_can_demand_another(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    require_together("DATABASE_URL", "SECRET_KEY")
    monkeypatch.setenv("DATABASE_URL", "postgres://h/x")
    with pytest.raises(BadSetting, match="SECRET_KEY must be set when DATABASE_URL is"):
        require_together("DATABASE_URL", "SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY", "k")
    require_together("DATABASE_URL", "SECRET_KEY")
