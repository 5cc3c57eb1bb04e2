"""Time the whole way; the last line is JSON.

    make bench [STREAM=FILE.jsonl.gz] [ROWS=200000]
    make bench-full [STREAM=…] [ROWS=…]

Rows hold "text", perhaps "time" and "thread". Works in a database of its own, emptied before and
after, with the embedded servers and two worker processes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.way.arriving import read_to_visible
from benchmarks.way.house import empty, house, workers
from benchmarks.way.large import cost_ratio
from benchmarks.way.plain import plain_rate
from benchmarks.way.run import check, run, stages, windows
from feedback.models import FanRequest
from ideas.models import Cluster, Idea

_ALONE = 5_000
_PLAIN = 600
_SNOW = 1_000
_WARM = 2_000
# rows from here on are not stored by then
_UNSEEN = 60_000


def main() -> None:
    """Read the arguments, run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stream", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--full", action="store_true", help="also at a million stored comments")
    options = parser.parse_args()
    if not options.stream.is_file():
        sys.exit(f"{options.stream} is not there: name a file of comments with STREAM=FILE.jsonl")
    answer = figures(options.stream, rows=options.rows, full=options.full)
    sys.stdout.write(json.dumps(answer) + "\n")


def figures(path: Path, *, rows: int, full: bool) -> dict[str, float | None]:
    """Take all figures, one after the other."""
    visible = ratio = None
    with house():
        print("the straightforward pipeline, two processes", flush=True)
        plain = plain_rate(path, rows=min(_PLAIN, rows))
        empty()
        alone = stages(path, rows=min(_ALONE, rows))
        empty()
        with workers() as supervisor:
            print("the workers load what they need", flush=True)
            run(path, first=0, rows=_WARM, supervisor=supervisor)
            empty()
            whole = run(path, first=0, rows=rows, supervisor=supervisor)
            check()
            tell(windows(), alone)
            if full:
                empty()
                ratio = cost_ratio(path, supervisor=supervisor)
                visible = read_to_visible(path, first=_UNSEEN, supervisor=supervisor)
    snow = times_snownlp(path)
    print(f"straightforward: {plain:.0f} comments a second")
    return {
        "comments_per_second": round(whole.rate, 1),
        "times_straightforward": round(whole.rate / plain, 1),
        "times_snownlp": snow,
        "peak_mib": round(whole.peak_mib),
        "read_to_visible_p95_s": visible,
        "cost_ratio_large_to_small": ratio,
    }


def tell(when: str, alone: dict[str, float]) -> None:
    """Print the stages."""
    print(when)
    for stage, rate in alone.items():
        print(f"{stage} alone, one process: {rate:,.0f} comments a second")
    print(
        f"{FanRequest.objects.count()} requests, {Cluster.objects.count()} clusters, "
        f"{Idea.objects.count()} ideas"
    )


def times_snownlp(path: Path) -> float:
    """How many times as fast as SnowNLP sentiment is, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.snow", str(path), "--rows", str(_SNOW)]
    told = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=True
    ).stdout
    return float(json.loads(told.splitlines()[-1])["times_snownlp"])


if __name__ == "__main__":
    main()
