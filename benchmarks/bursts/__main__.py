"""Measure the search for bursts on the real times of zh_stream_weibo.

python -m benchmarks.bursts --data DIR [--rows N] [--times 20] [--seed 1] [--show 50] [--part both]

Every comment stands for a request: the neural reader would take days for all of them. Series are
threads (as clusters are: what belongs together by itself) and terms, chosen of a comment's first 60
characters as production chooses those of a wish. Prints the alarms of the stream alone, then
those of bursts planted into it. Production looks every 15 seconds and after each batch, this
after each comment: add up to 15 seconds to the times. --show prints alarms to be read.
"""

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.bursts.planted import BOUGHT, HONEST, SIZES, Plant, plant_into
from benchmarks.bursts.replay import ZONE, Alarm, Replay
from benchmarks.bursts.stream import Event, read_stream
from ideas.bursts.authenticity import Voice, judge_voices

_RIGHT = {HONEST: "organic", BOUGHT: "coordinated"}
_READ = 1000


def main() -> None:
    """Replay the stream as it is, then with bursts planted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--part", choices=["stream", "planted", "both"], default="both")
    arguments = parser.parse_args()
    stream = read_stream(arguments.data, rows=arguments.rows)
    if arguments.part != "planted":
        started = time.perf_counter()
        alarms = Replay(stream).run()
        print_stream(stream, alarms, seconds=time.perf_counter() - started)
        show(stream, alarms, number=arguments.show, seed=arguments.seed)
    if arguments.part != "stream":
        events, plants = plant_into(stream, times=arguments.times, seed=arguments.seed)
        print_planted(events, Replay(events).run(), plants)


def print_stream(stream: Sequence[Event], alarms: Sequence[Alarm], *, seconds: float) -> None:
    """How many alarms a day the stream alone raises."""
    days = {_day(event.at) for event in stream}
    by_day: dict[str, int] = defaultdict(int)
    for alarm in alarms:
        by_day[_day(alarm.found_at)] += 1
    counts = sorted(by_day.get(day, 0) for day in days)
    threads = sum(alarm.series[0] == "thread" for alarm in alarms)
    print(f"{len(stream):,} comments, {len({e.thread for e in stream}):,} threads,", end=" ")
    print(f"{len(days):,} days with comments; {len(stream) / seconds:,.0f} comments a second")
    print(f"{len(alarms):,} alarms, {threads:,} of threads, {len(alarms) - threads:,} of terms")
    print(f"a day: mean {len(alarms) / len(days):.2f}, median {counts[len(counts) // 2]},", end=" ")
    print(f"p95 {counts[int(len(counts) * 0.95)]}, most {counts[-1]}")
    print(f"of 1,000 comments: {1000 * len(alarms) / len(stream):.2f}")
    print("verdicts:", dict(_tallied(judge(stream, alarm.events) for alarm in alarms)))


def print_planted(
    events: Sequence[Event], alarms: Sequence[Alarm], plants: dict[int, Plant]
) -> None:
    """What became of the planted bursts."""
    found = told(events, alarms)
    print(
        "\n| kind | requests | found | to detect, s: median | p95 | requests seen: median | p95",
        end="",
    )
    print(" | verdict right at once | in the end |\n|---|---|---|---|---|---|---|---|---|")
    for kind in (HONEST, BOUGHT):
        for size in SIZES:
            rows = [p for p in plants.values() if (p.kind, p.size) == (kind, size)]
            print(_row(kind, size, rows, found=found, events=events))
    others = [alarm for alarm in alarms if not _plant_of(events, alarm.at_once)]
    print(f"\nalarms that are of no planted burst: {len(others):,}")
    twice = sum(len(rows) - 1 for rows in found.values())
    print(f"alarms of a planted burst beside its first: {twice} of {len(plants)} bursts")


def _row(
    kind: str,
    size: int,
    rows: Sequence[Plant],
    *,
    found: dict[int, list[Alarm]],
    events: Sequence[Event],
) -> str:
    first = {row.number: found[row.number][0] for row in rows if row.number in found}
    if not first:
        return f"| {kind} | {size} | 0 of {len(rows)} |" + " |" * 6
    times = {row.number: _times(events, row) for row in rows}
    waits = [alarm.found_at - times[number][0] for number, alarm in first.items()]
    seen = [sum(at <= a.found_at for at in times[number]) for number, a in first.items()]
    once = sum(judge(events, alarm.at_once) == _RIGHT[kind] for alarm in first.values())
    end = sum(judge(events, alarm.events) == _RIGHT[kind] for alarm in first.values())
    return (
        f"| {kind} | {size:,} | {len(first)} of {len(rows)} | {statistics.median(waits):,.0f} "
        f"| {_p95(waits):,.0f} | {statistics.median(seen):.0f} | {_p95(seen):.0f} "
        f"| {once} of {len(first)} | {end} of {len(first)} |"
    )


def told(events: Sequence[Event], alarms: Sequence[Alarm]) -> dict[int, list[Alarm]]:
    """The alarms of each planted burst, the first first."""
    found: dict[int, list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        plant = _plant_of(events, alarm.at_once)
        if plant:
            found[plant].append(alarm)
    return found


def judge(events: Sequence[Event], places: set[int] | frozenset[int]) -> str:
    """The verdict on an alarm as production would give it."""
    chosen = sorted(places)[:: max(1, len(places) // _READ)]
    return judge_voices([_voice(events[place]) for place in chosen]).verdict


def show(stream: Sequence[Event], alarms: Sequence[Alarm], *, number: int, seed: int) -> None:
    """Print some alarms with a few of their texts."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for alarm in sorted(chance.sample(alarms, min(number, len(alarms))), key=lambda a: a.found_at):
        line, key = alarm.series
        rise = alarm.rise
        print(
            f"\n{_day(alarm.found_at)} {line} {key}: {rise.requests} in {rise.window} min,", end=" "
        )
        print(f"{rise.expected:.2f} expected, {len(alarm.events)} in all,", end=" ")
        print(judge(stream, alarm.events))
        places = sorted(alarm.at_once)
        for place in places[:: max(1, len(places) // 6)][:7]:
            print("   ", stream[place].text[:70].replace("\n", " "))


def _voice(event: Event) -> Voice:
    return Voice(
        text=event.text,
        fan=event.fan,
        signals=event.signals,
        thread=event.thread,
        was_here=False,
        in_case=False,
    )


def _plant_of(events: Sequence[Event], places: frozenset[int]) -> int:
    """The planted burst that at least half of the events are of, or 0."""
    tally = _tallied(events[place].plant for place in places)
    plant, number = max(tally.items(), key=lambda pair: pair[1])
    return plant if number * 2 >= len(places) else 0


def _times(events: Sequence[Event], plant: Plant) -> list[float]:
    return [event.at for event in events if event.plant == plant.number]


def _tallied(values: object) -> dict:  # type: ignore[type-arg]
    found: dict = defaultdict(int)  # type: ignore[type-arg]
    for value in values:  # type: ignore[attr-defined]
        found[value] += 1
    return found


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, tz=ZONE).date().isoformat()


if __name__ == "__main__":
    main()
