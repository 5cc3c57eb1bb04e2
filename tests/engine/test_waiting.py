"""When to try again, and what quiet hours put off."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.notices.waiting import after_quiet, delay

ZONE = ZoneInfo("Asia/Shanghai")


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_each_wait_is_twice_the_last_up_to_an_hour() -> None:
    assert [delay(n) for n in (1, 2, 3, 4)] == [30, 60, 120, 240]
    assert delay(8) == delay(10) == delay(500) == 3600


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-22T21:59:59", "2026-11-22T21:59:59"),
        ("2026-11-22T22:00:00", "2026-11-23T08:00:00"),
        ("2026-11-22T23:59:59", "2026-11-23T08:00:00"),
        ("2026-11-23T00:00:00", "2026-11-23T08:00:00"),
        ("2026-11-23T07:59:59", "2026-11-23T08:00:00"),
        ("2026-11-23T08:00:00", "2026-11-23T08:00:00"),
        ("2026-12-31T23:00:00", "2027-01-01T08:00:00"),
    ],
)
def test_quiet_hours_may_pass_midnight(moment: str, until: str) -> None:
    asked = here(moment).astimezone(UTC)
    told = after_quiet(asked, quiet_from=time(22), quiet_to=time(8), zone=ZONE)
    assert told == here(until)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-22T11:59:00", "2026-11-22T11:59:00"),
        ("2026-11-22T12:00:00", "2026-11-22T14:00:00"),
        ("2026-11-22T14:00:00", "2026-11-22T14:00:00"),
    ],
)
def test_quiet_hours_may_lie_within_a_day(moment: str, until: str) -> None:
    assert after_quiet(here(moment), quiet_from=time(12), quiet_to=time(14), zone=ZONE) == here(
        until
    )


@pytest.mark.parametrize("hours", [(None, None), (time(9), time(9))])
def test_no_quiet_hours_put_nothing_off(hours: tuple[time | None, time | None]) -> None:
    moment = here("2026-11-22T03:00:00")
    assert after_quiet(moment, quiet_from=hours[0], quiet_to=hours[1], zone=ZONE) == moment
