"""Run a stream of real comments through the house: import, read, group; print time and ideas.

    .venv/bin/python benchmarks/stream.py STREAM.jsonl.gz [--category 洗衣机] [--rows N]

Rows hold "text", perhaps "category", "time" and "score". They name no author and no id: ids are
made from line numbers, and each distinct text counts as one neutral supporter. Works in a
database of its own on the embedded servers, emptied first, with the real worker.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "engine.settings",
        "LENGGONG_DATABASE": "lenggong_bench",
        "LENGGONG_BROKER_DB": "3",
    }
)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from engine import embedded, serving  # noqa: E402
from engine.celery import app, nudge  # noqa: E402
from engine.processes import Supervisor  # noqa: E402
from feedback.importing import Wanted, import_file  # noqa: E402
from feedback.models import FanRequest  # noqa: E402
from ideas.demo.progress import backlog, wait_for_worker  # noqa: E402
from ideas.models import Cluster, Idea  # noqa: E402
from ideas.services.supporting import support_of_clusters  # noqa: E402


def main() -> None:
    """Import, read, group, and print what came out."""
    options = parsed_options()
    with embedded.in_use():
        embedded.ensure_database("lenggong_bench")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "comments.jsonl"
            rows = write_canonical(options, path)
            run(path, rows=rows, shown=options.ideas)
    embedded.stop_if_unused()


def parsed_options() -> argparse.Namespace:
    """Say what to run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stream", type=Path)
    parser.add_argument("--category")
    parser.add_argument("--rows", type=int, default=None)
    parser.add_argument("--ideas", type=int, default=20)
    return parser.parse_args()


def write_canonical(options: argparse.Namespace, path: Path) -> int:
    """Write the chosen rows as canonical JSONL; answers how many."""
    count = 0
    with gzip.open(options.stream, "rt", encoding="utf-8") as lines, path.open("w") as out:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if options.category and row.get("category") != options.category:
                continue
            if options.rows is not None and count >= options.rows:
                break
            record = {"channel": "other", "kind": "review", "external_id": f"line-{number}"}
            out.write(json.dumps({**record, "text_raw": row["text"]}, ensure_ascii=False) + "\n")
            count += 1
    return count


def run(path: Path, *, rows: int, shown: int) -> None:
    """Time each stage with the real parts."""
    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    app.control.purge()
    seconds = {}
    began = time.monotonic()
    import_file(path, secret=settings.AUTHOR_SECRET, wanted=Wanted(), progress=lambda *_: None)
    seconds["import"] = time.monotonic() - began
    with Supervisor() as supervisor:
        supervisor.start(serving.worker())
        supervisor.start(serving.beat())
        began = time.monotonic()
        nudge("feedback.read_comments")
        nudge("feedback.read_comments")
        while backlog().unread:
            supervisor.check()
            time.sleep(0.5)
        seconds["read"] = time.monotonic() - began
        began = time.monotonic()
        wait_for_worker(out=sys.stdout, check=supervisor.check)
        seconds["group what reading had not overlapped"] = time.monotonic() - began
    report(seconds, rows=rows, shown=shown)


def report(seconds: dict[str, float], *, rows: int, shown: int) -> None:
    """Print the figures and the largest wishes with two quotes each."""
    total = sum(seconds.values())
    for name, value in seconds.items():
        print(f"{name}: {value:.1f} s")
    print(f"{rows} comments in {total:.1f} s: {rows / total:.0f} comments a second")
    current = FanRequest.objects.current()
    for kind in ("product", "service"):
        print(f"{kind} requests: {current.filter(kind=kind).count()}")
    print(f"vague: {current.filter(is_vague=True).count()}; ideas: {Idea.objects.count()}")
    clusters = Cluster.objects.filter(kind="product", size__gt=0)
    support = support_of_clusters(clusters.values_list("pk", flat=True))
    largest = sorted(support, key=lambda pk: (-support[pk].effective, pk))[:shown]
    rows = clusters.select_related("idea").in_bulk(largest)
    for rank, pk in enumerate(largest, 1):
        found, title = support[pk], rows[pk].idea or f"{rows[pk].title} (not an idea yet)"
        fans = "unknown" if found.fans is None else found.fans
        print(
            f"{rank:>2} {title} | mentions {found.mentions}, fans {fans}, "
            f"effective {found.effective:.1f}"
        )
        for quote in rows[pk].assignments.open().order_by("-is_representative", "pk")[:2]:
            print(f"     «{quote.request.text}»")


if __name__ == "__main__":
    main()
