"""Simulate attacks and honest waves; prints two tables of Markdown.

python -m benchmarks.attacks [--sizes 10 100 1000 10000] [--data DIR] [--part P] [--accounts A]

Works in a database of its own, emptied before and after. DIR holds wishes_dev_written.jsonl.
Everything is drawn with fixed seeds: the same figures each time.
"""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management import call_command

from benchmarks.attacks import DATABASE, attack, bought, honest
from benchmarks.attacks.world import make_world
from engine import embedded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from benchmarks.attacks.acts import Found
    from benchmarks.attacks.world import Figures
    from ideas.models import Idea

_SIZES = (10, 100, 1_000, 10_000)


def main() -> None:
    """Read the arguments, run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", choices=["attacks", "honest", "both"], default="both")
    parser.add_argument("--accounts", choices=attack.ACCOUNTS, nargs="+", default=attack.ACCOUNTS)
    options = parser.parse_args()
    with house():
        idea = make_world(thing=bought.THING)
        if options.part != "attacks":
            print_honest(options.data)
        if options.part != "honest":
            print_attacks(idea, sizes=options.sizes, accounts=options.accounts)


@contextmanager
def house() -> Iterator[None]:
    """Lend the servers with an empty database."""
    with embedded.in_use():
        embedded.ensure_database(DATABASE)
        call_command("migrate", verbosity=0)
        call_command("flush", verbosity=0, interactive=False)
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False)
    embedded.stop_if_unused()


def print_honest(data: Path | None) -> None:
    """A row a wave."""
    print("| honest wave | fans | effective | low–high | kept | cases |\n|---|---|---|---|---|---|")
    for name, wave in honest.waves().items():
        print(_honest_row(honest.run(name, wave)), flush=True)
    if data is not None:
        print(_honest_row(honest.run_written(data)), flush=True)
    print()


def print_attacks(idea: Idea, *, sizes: Sequence[int], accounts: Collection[str]) -> None:
    """A row an attack by such accounts, the small ones first."""
    print(
        "| texts | accounts | within | bought | mentions | fans | effective | low–high | rank "
        "| cases | caught | capped | left out | undone |\n" + "|---" * 14 + "|"
    )
    for number in sizes:
        for texts, kind, pace in attack.PLANS:
            if kind not in accounts:
                continue
            plan = attack.Attack(texts, kind, pace, number)
            print(_attack_row(attack.run(plan, idea=idea)), flush=True)


def _honest_row(cost: honest.Cost) -> str:
    row = cost.figures
    return _row(
        cost.name,
        f"{row.fans:,}",
        f"{row.effective:,.1f}",
        _range(row),
        f"{cost.kept:.1%}",
        _cases(cost.cases),
    )


def _attack_row(done: attack.Outcome) -> str:
    plan, row = done.attack, done.bought
    return _row(
        plan.texts,
        plan.accounts,
        plan.pace,
        f"{plan.number:,}",
        f"{row.mentions:,}",
        f"{row.fans:,}",
        f"{done.before.effective:.1f} → {row.effective:,.1f}",
        _range(row),
        f"{done.before.rank} → {row.rank}",
        _cases(done.cases) + (f" ({done.wrong} wrong)" if done.wrong else ""),
        f"{done.caught:.1%}",
        f"{done.capped.effective:,.1f} (rank {done.capped.rank})",
        f"{done.excluded.effective:,.1f} (rank {done.excluded.rank})",
        "as before" if done.is_restored else "NOT as before",
    )


def _range(row: Figures) -> str:
    return f"{row.low:,.1f}–{row.high:,.1f}"


def _cases(cases: Sequence[Found]) -> str:
    return ", ".join(f"{case.kind} {case.accounts:,}" for case in cases) or "none"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
