"""Find bursts: raise an alert for each, let it follow while it goes on, end it when it is quiet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from ideas.bursts.rising import (
    QUIET_WINDOW,
    WINDOWS,
    Rise,
    began,
    find_rise,
    has_fans,
    is_quiet,
    stands_out,
)
from ideas.models import BurstAlert, Line
from ideas.services.bursts.counting import LONGEST, Series, Watched, watch_series
from ideas.services.bursts.keeping import add_members, lead_on, members_of, renew
from ideas.services.bursts.live import Piece, live_pieces, times_of_threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

# Any number that nothing else in this database locks.
_ONE_SEARCHER = 0x1E660C
# A rise is no news when so many of its requests are told by alerts already.
_TOLD = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """What one search did to alerts."""

    raised: int
    followed: int
    ended: int


@dataclass(frozen=True, slots=True)
class _Risen:
    series: Series
    rise: Rise
    pieces: list[Piece]

    @property
    def rank(self) -> tuple[bool, float, Series]:
        """Clusters before terms: they say what is wished for; then the clearest."""
        return self.series[0] != Line.CLUSTER, -self.rise.surprise, self.series


@transaction.atomic
def find_bursts(*, now: datetime) -> Found | None:
    """Look at all series that hold enough; None while another worker is at it.

    Only what reached us soon after it was posted is looked at, by the time it was posted: an
    archive raises nothing, whenever it comes in. The number of statements is constant.
    """
    if not _may_search():
        return None
    recent = list(BurstAlert.objects.recent(now - LONGEST).order_by("pk"))
    going_on = lead_on([alert for alert in recent if alert.ended_at is None])
    told = {alert.series: alert.last_at for alert in recent}
    watched = watch_series(now=now, also={alert.series for alert in going_on})
    quiet = {series: seen for series, seen in watched.items() if series not in _series(going_on)}
    rises = _rises(quiet, told=told, now=now)
    pieces = live_pieces({*rises, *_series(going_on)}, since=now - LONGEST)
    members = members_of(recent)
    risen = _risen(rises, pieces=pieces, told=told, now=now)
    raised = BurstAlert.objects.bulk_create(_alerts(risen, known=members.values(), now=now))
    fresh = {
        alert: [
            piece
            for piece in pieces.get(alert.series, ())
            if piece.at >= alert.since and piece.request not in members.get(alert.pk, ())
        ]
        for alert in (*going_on, *raised)
    }
    changed = [alert for alert, more in fresh.items() if more]
    add_members(fresh)
    renew(changed, watched=watched)
    over = [alert.pk for alert in going_on if _is_over(watched.get(alert.series))]
    BurstAlert.objects.filter(pk__in=over).update(ended_at=now)
    return Found(raised=len(raised), followed=len(changed) - len(raised), ended=len(over))


def _series(alerts: Iterable[BurstAlert]) -> set[Series]:
    return {alert.series for alert in alerts}


def _may_search() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_SEARCHER])
        (taken,) = cursor.fetchone()
    return bool(taken)


def _rises(
    watched: Mapping[Series, Watched], *, told: Mapping[Series, datetime], now: datetime
) -> dict[Series, Rise]:
    """Series that rise; where a burst ended lately, only windows behind it are looked at."""
    found = {}
    for series, seen in watched.items():
        counts = {
            window: seen.counts[window]
            for window in WINDOWS
            if series not in told or now - timedelta(minutes=window) >= told[series]
        }
        rise = find_rise(counts, past=seen.past, hours=seen.hours)
        if rise is not None:
            found[series] = rise
    return found


def _risen(
    rises: Mapping[Series, Rise],
    *,
    pieces: Mapping[Series, Sequence[Piece]],
    told: Mapping[Series, datetime],
    now: datetime,
) -> list[_Risen]:
    """Rises that several fans are behind, with the requests they are made of; the best first."""
    found = []
    for series, rise in rises.items():
        ours = [p for p in pieces.get(series, ()) if series not in told or p.at > told[series]]
        times = [piece.at.timestamp() for piece in ours]
        since = began(times, until=now.timestamp(), window=rise.window)
        inside = [piece for piece in ours if since <= piece.at.timestamp()]
        if has_fans(rise, fans=len({piece.voice for piece in inside})):
            found.append(_Risen(series, rise, inside))
    return sorted(_outstanding(found, since=now - LONGEST), key=lambda risen: risen.rank)


def _outstanding(risen: Iterable[_Risen], *, since: datetime) -> list[_Risen]:
    """Without terms that only rise with all else in their thread; a cluster is a wish itself."""
    found = [(one, Counter(p.thread for p in one.pieces if p.thread is not None)) for one in risen]
    threads = {thread for _, tally in found for thread, _ in tally.most_common(1)}
    times = times_of_threads(threads, since=since)
    return [
        one
        for one, tally in found
        if one.series[0] == Line.CLUSTER or _stands_out(one, tally=tally, times=times)
    ]


def _stands_out(
    one: _Risen, *, tally: Counter[int], times: Mapping[int, Sequence[datetime]]
) -> bool:
    largest = max(tally, key=lambda thread: tally[thread], default=0)
    first = min(piece.at for piece in one.pieces)
    around = sum(at >= first for at in times.get(largest, ()))
    return stands_out(one.rise, threads=tally, requests=len(one.pieces), around=around)


def _alerts(
    risen: Iterable[_Risen], *, known: Iterable[set[int]], now: datetime
) -> list[BurstAlert]:
    """An alert for each rise that alerts do not tell already, be they of other series."""
    told, made = set().union(*known), list[BurstAlert]()
    for one in risen:
        requests = {piece.request for piece in one.pieces}
        if len(requests & told) < _TOLD * len(requests):
            told |= requests
            made.append(_alert(one, now=now))
    return made


def _alert(risen: _Risen, *, now: datetime) -> BurstAlert:
    line, key = risen.series
    is_cluster = line == Line.CLUSTER
    times = [piece.at for piece in risen.pieces]
    return BurstAlert(
        line=line,
        cluster_id=int(key) if is_cluster else None,
        term="" if is_cluster else key,
        since=min(times),
        last_at=max(times),
        found_at=now,
        requests=len(risen.pieces),
        fans=len({piece.voice for piece in risen.pieces}),
        expected=risen.rise.expected,
        window=risen.rise.window,
        surprise=min(risen.rise.surprise, 999.0),
        authenticity="unknown",
    )


def _is_over(seen: Watched | None) -> bool:
    if seen is None:
        return True
    return is_quiet(seen.counts[QUIET_WINDOW], expected=seen.expected(QUIET_WINDOW))
