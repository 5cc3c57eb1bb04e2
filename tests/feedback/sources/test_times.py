"""Times in every spelling that sources use; unknown is None and never now."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.sources import BadRecord
from feedback.sources.times import BEIJING, parse_time
from tests.feedback.sources.helpers import FIXTURES

TABLE = list(csv.DictReader((FIXTURES / "awkward/timestamps.csv").read_text().splitlines()))
COLLECTED = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
UNITS = {"epoch_s": "s", "epoch_ms": "ms", "epoch_us": "us"}
ZONES = {"UTC": UTC, "Asia/Shanghai": BEIJING, "": BEIJING}


def _parse(row, *, unit):
    return parse_time(
        row["value"],
        unit=unit,
        zone=ZONES[row["assume_tz"]],
        collected_at=datetime.fromisoformat(row["collected_at"]),
    )


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["value"] or "empty")
def test_every_spelling_gives_its_utc(row):
    for unit in {UNITS.get(row["unit_or_style"], "auto"), "auto"}:
        if row["expected_utc"] == "REJECT":
            with pytest.raises(BadRecord) as refused:
                _parse(row, unit=unit)
            assert refused.value.code == "time_lossy"
        elif row["expected_utc"] == "NULL":
            assert _parse(row, unit=unit).at is None
        else:
            expected = datetime.fromisoformat(row["expected_utc"])
            assert _parse(row, unit=unit).at == expected


@pytest.mark.parametrize(
    "value", ["3分钟前", "2小时前", "刚刚", "今天 09:30", "昨天 09:30", "11-20"]
)
def test_without_a_collection_time_what_counts_from_it_is_unknown(value):
    parsed = parse_time(value)
    assert (parsed.at, parsed.precision) == (None, "unknown")


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("2026-11-20 09:30:15", "second"),
        ("2026/11/20 9:30", "minute"),
        ("2026年11月20日", "day"),
        ("11-20", "day"),
        ("3分钟前", "relative"),
        ("今天 09:30", "relative"),
        ("46346", "day"),
        ("", "unknown"),
    ],
)
def test_the_precision_is_what_the_source_gave(value, precision):
    assert parse_time(value, collected_at=COLLECTED).precision == precision


@pytest.mark.parametrize(
    "value",
    [
        "30000-01-01",
        "30000-01-01T00:00:00Z",
        884541340800,
        884541340800000,
        "1989-12-31",
        1,
        10**24,
    ],
)
def test_a_time_beyond_all_reason_is_refused(value):
    with pytest.raises(BadRecord) as refused:
        parse_time(value, unit="s", field="create_time")
    assert (refused.value.code, refused.value.field) == ("time_out_of_range", "create_time")


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026-11-20 25:00", "上周五", "Fri Foo 20 09:30:15 +0800 2026", "12:30"]
)
def test_a_time_that_is_none_is_refused(value):
    with pytest.raises(BadRecord) as refused:
        parse_time(value)
    assert refused.value.code == "time_unreadable"


@pytest.mark.parametrize("value", ["######", "#NAME?"])
def test_what_a_spreadsheet_left_is_refused(value):
    with pytest.raises(BadRecord) as refused:
        parse_time(value)
    assert refused.value.code == "id_ruined"


@pytest.mark.parametrize("value", [True, [], {}, b"2026"])
def test_another_type_is_refused(value):
    with pytest.raises(BadRecord) as refused:
        parse_time(value)
    assert refused.value.code == "wrong_type"


def test_a_comment_newer_than_its_collection_is_refused():
    with pytest.raises(BadRecord) as refused:
        parse_time("2026-11-23 09:30", collected_at=COLLECTED)
    assert refused.value.code == "time_after_collection"


def test_a_comment_a_day_newer_is_taken_for_another_zone():
    assert parse_time("2026-11-21 09:30", collected_at=COLLECTED).at is not None


def test_a_day_without_a_year_lies_in_the_year_before_the_collection():
    january = datetime(2026, 1, 3, tzinfo=UTC)
    assert parse_time("12-31", collected_at=january).at == datetime(2025, 12, 30, 16, tzinfo=UTC)


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.none(), st.booleans()))
def test_anything_is_read_or_refused(value):
    try:
        parsed = parse_time(value, collected_at=COLLECTED)
    except BadRecord:
        return
    assert parsed.at is None or 1990 <= parsed.at.year < 2101
