"""Look at claimed notices once more: what is settled, unwanted, too late or too early stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ideas.models import Dropped, News, Notice, NoticeState
from ideas.services.notices.hearing import person_ears, robot_ears
from ideas.services.notices.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.services.notices.hearing import Ear

# News of yesterday are no news.
_KEPT = timedelta(days=1)
_CHANGED = ("state", "error", "attempts", "due_at", "next_try_at")


def sift(claimed: Sequence[Notice], *, now: datetime) -> list[Notice]:
    """Those that may go now; of the others it is written down what became of them.

    In a constant number of queries, however many were claimed.
    """
    if not claimed:
        return []
    ears = _ears(claimed)
    alive = _alive(claimed)
    put_off = [row for row in claimed if not _may_go(row, ears=ears, alive=alive, now=now)]
    Notice.objects.bulk_update(put_off, _CHANGED)
    kept = {row.pk for row in put_off}
    return [row for row in claimed if row.pk not in kept]


def _may_go(
    row: Notice, *, ears: dict[tuple[int | None, int | None], Ear], alive: set[int], now: datetime
) -> bool:
    ear = ears.get((row.user_id, row.robot_id))
    if row.pk not in alive:
        _end(row, state=NoticeState.DROPPED, why=Dropped.STALE)
    elif ear is None or not ear.wants(row.announcement.news):
        _end(row, state=NoticeState.DROPPED, why=Dropped.OFF)
    elif ear.user is not None and not ear.email:
        row.state = NoticeState.LISTED
    elif now - row.due_at > _KEPT:
        _end(row, state=NoticeState.FAILED, why=Dropped.LATE)
    elif (later := ear.after_quiet(now)) > now:
        # the hours were set, or began, while it waited: that is no failed attempt
        row.attempts -= 1
        row.due_at = row.next_try_at = later
    else:
        return True
    return False


def _end(row: Notice, *, state: NoticeState, why: Dropped) -> None:
    # what went wrong before tells more than that it went on for a day
    row.state, row.error = state, row.error if why == Dropped.LATE and row.error else why


def _ears(claimed: Sequence[Notice]) -> dict[tuple[int | None, int | None], Ear]:
    users = {row.user_id for row in claimed if row.user_id is not None}
    robots = {row.robot_id for row in claimed if row.robot_id is not None}
    found = [*person_ears(users=users), *robot_ears(robots=robots)]
    return {(ear.user, ear.robot): ear for ear in found}


def _alive(claimed: Sequence[Notice]) -> set[int]:
    """The notices whose news still hold, such as a clock that nobody stopped meanwhile."""
    alive = set()
    for news in {row.announcement.news for row in claimed}:
        rows = [row for row in claimed if row.announcement.news == news]
        source = SOURCES.get(News(news))
        if source is None:
            alive |= {row.pk for row in rows}
            continue
        asked = {row.announcement.row for row in rows}
        there = set(source.rows().filter(pk__in=asked).values_list("pk", flat=True))
        alive |= {row.pk for row in rows if row.announcement.row in there}
    return alive
