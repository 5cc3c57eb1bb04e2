"""Replay a stream through the search: what production does, an event at a time, in memory."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from benchmarks.bursts.stream import Event
from ideas.bursts.expecting import (
    Past,
    hours_in,
    hours_weighed,
    own_shape,
    shape_of_day,
    volume_factor,
    weight_at,
)
from ideas.bursts.rising import (
    FEWEST_REQUESTS,
    FLOORS,
    QUIET_WINDOW,
    WINDOWS,
    Rise,
    began,
    find_rise,
    has_fans,
    is_quiet,
    stands_out,
)

ZONE = ZoneInfo("Asia/Shanghai")
LONGEST = WINDOWS[-1] * 60
_HOUR = 3600.0
# Shanghai's seconds east of Greenwich
_EAST = 8 * 3600
_TOLD = 0.5

# "thread" or "term", and which
Series = tuple[str, str]


@dataclass(slots=True)
class Alarm:
    """A burst as the search told it; `events` are places in the stream."""

    series: Series
    found_at: float
    rise: Rise
    events: set[int]
    at_once: frozenset[int]
    last_at: float
    is_over: bool = False


@dataclass(slots=True)
class _State:
    """One series: its last hours by event, its past by hour of the day.

    The past is kept as it weighs at the end of the stream's first hour: to weigh it at another
    time is one multiplication. What lies before `left` has left the longest window.
    """

    times: list[float] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    left: int = 0
    by_hour: dict[int, float] = field(default_factory=dict)
    total: float = 0.0
    alarm: Alarm | None = None
    shape: list[float] = field(default_factory=list)
    shaped_at: float = -math.inf

    def add(self, now: float, place: int) -> None:
        """Take an event in."""
        self.times.append(now)
        self.places.append(place)

    def forget(self, now: float, *, began: float) -> None:
        """Let what left the longest window become past."""
        while self.left < len(self.times) and self.times[self.left] <= now - LONGEST:
            at = self.times[self.left]
            self.left += 1
            hour = int(at + _EAST) % 86400 // 3600
            weight = weight_at((began - at) / _HOUR)
            self.by_hour[hour] = self.by_hour.get(hour, 0.0) + weight
            self.total += weight

    def past_at(self, now: float, *, began: float) -> dict[int, float]:
        """The past by hour of the day, weighed by its age now."""
        fade = weight_at((now - began) / _HOUR)
        return {hour: number * fade for hour, number in self.by_hour.items()}

    def count(self, now: float, window: int) -> int:
        """How many a trailing window holds."""
        return len(self.times) - bisect_right(self.times, now - window * 60, self.left)


class Replay:
    """Takes events in order of time and keeps the alarms they raise."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.alarms: list[Alarm] = []
        self._events = events
        self._states: dict[Series, _State] = defaultdict(_State)
        self._all = _State()
        self._began = events[0].at
        self._rate = 0.0
        self._recent: dict[str, list[Alarm]] = defaultdict(list)

    def run(self) -> list[Alarm]:
        """Replay everything."""
        for place, event in enumerate(self._events):
            self._all.forget(event.at, began=self._began)
            self._all.add(event.at, place)
            risen = [
                rise
                for series in (("thread", event.thread), *(("term", t) for t in event.terms))
                if (rise := self._take(series, event.at, place)) is not None
            ]
            self._tell(risen, now=event.at)
        return self.alarms

    def _take(self, series: Series, now: float, place: int) -> tuple[Series, Rise] | None:
        state = self._states[series]
        state.forget(now, began=self._began)
        alarm = state.alarm
        if alarm is not None and not alarm.is_over:
            alarm.is_over = self._is_quiet(state, now)
        state.add(now, place)
        if alarm is not None and not alarm.is_over:
            alarm.events.add(place)
            alarm.last_at = now
            return None
        if len(state.times) - state.left < FEWEST_REQUESTS:
            return None
        rise = self._rise(state, now)
        return None if rise is None else (series, rise)

    def _rise(self, state: _State, now: float) -> Rise | None:
        last = state.alarm.last_at if state.alarm is not None else -math.inf
        counts = {w: state.count(now, w) for w in WINDOWS if now - w * 60 >= last}
        if not any(count >= FLOORS[window][0] for window, count in counts.items()):
            return None
        past, hours = self._expected(state, now)
        return find_rise(counts, past=past, hours=hours)

    def _is_quiet(self, state: _State, now: float) -> bool:
        past, hours = self._expected(state, now)
        expected = past.rate * hours[QUIET_WINDOW]
        return is_quiet(state.count(now, QUIET_WINDOW), expected=expected)

    def _expected(self, state: _State, now: float) -> tuple[Past, dict[int, float]]:
        known = hours_weighed((now - LONGEST - self._began) / _HOUR)
        fade = weight_at((now - self._began) / _HOUR)
        past, local = Past(state.total * fade, known), _local(now)
        common = self._common_shape(now, known=known)
        if now - state.shaped_at > _HOUR:
            by_hour = state.past_at(now, began=self._began)
            state.shape = own_shape(by_hour, past=past, shape=common)
            state.shaped_at = now
        others = self._all.count(now, QUIET_WINDOW) - state.count(now, QUIET_WINDOW)
        expected = self._rate * hours_in(QUIET_WINDOW, until=local, shape=common)
        volume = volume_factor(others, expected=expected)
        return past, {w: hours_in(w, until=local, shape=state.shape) * volume for w in WINDOWS}

    def _common_shape(self, now: float, *, known: float) -> list[float]:
        if now - self._all.shaped_at > _HOUR:
            by_hour = self._all.past_at(now, began=self._began)
            self._all.shape = shape_of_day([by_hour.get(hour, 0.0) for hour in range(24)])
            self._all.shaped_at = now
            self._rate = Past(sum(by_hour.values()), known).rate
        return self._all.shape

    def _tell(self, risen: Iterable[tuple[Series, Rise]], *, now: float) -> None:
        """Raise what several voices are behind and no alarm of the last hours tells already.

        A thread is no wish: an alarm of a thread does not tell that of a term.
        """
        for series, rise in sorted(risen, key=lambda one: (-one[1].surprise, one[0])):
            state = self._states[series]
            inside = self._inside(state, rise, now=now)
            voices = {self._events[place].voice for place in inside}
            lately = self._lately(now, line=series[0])
            if not has_fans(rise, fans=len(voices)) or _is_told(inside, lately):
                continue
            if series[0] == "term" and not self._stands_out(rise, inside):
                continue
            state.alarm = Alarm(series, now, rise, inside, frozenset(inside), now)
            self.alarms.append(state.alarm)
            lately.append(state.alarm)

    def _stands_out(self, rise: Rise, inside: set[int]) -> bool:
        threads = Counter(self._events[place].thread for place in inside)
        thread, _ = threads.most_common(1)[0]
        since = self._events[min(inside)].at
        times = self._states["thread", thread].times
        around = len(times) - bisect_left(times, since)
        return stands_out(rise, threads=threads, requests=len(inside), around=around)

    def _inside(self, state: _State, rise: Rise, *, now: float) -> set[int]:
        last = state.alarm.last_at if state.alarm is not None else -math.inf
        first = max(state.left, bisect_right(state.times, last))
        since = began(state.times[first:], until=now, window=rise.window)
        return set(state.places[bisect_left(state.times, since, state.left) :])

    def _lately(self, now: float, *, line: str) -> list[Alarm]:
        self._recent[line] = [a for a in self._recent[line] if a.last_at > now - LONGEST]
        return self._recent[line]


def _is_told(events: set[int], alarms: Iterable[Alarm]) -> bool:
    told = set().union(*(events & alarm.events for alarm in alarms))
    return len(told) >= _TOLD * len(events)


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at, tz=ZONE)
