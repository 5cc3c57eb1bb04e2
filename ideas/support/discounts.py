"""Every discount between fans and effective, as rows with a reason and figures.

Each row says how much would count (`of`) and how much does (`counted`). Fans, plus accounts left
out, plus distinct nameless texts of each wording, less all differences, is effective.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ideas.support.counting import Parts
    from ideas.support.formula import Summed

OWN, COMPANY, COPYCAT = "own", "company", "copycat"
CASE, YOUNG_ACCOUNTS = "case", "young_accounts"
SAME_TEXT, NEAR_TEXT = "same_text", "near_text"
REASONS = (SAME_TEXT, NEAR_TEXT, YOUNG_ACCOUNTS, CASE, OWN, COMPANY, COPYCAT)

_TEXT_SHOWN = 80
# A page or an answer shows so many wordings; what the others lose is told in one row a reason.
_MOST = 100
_SMALLEST = 0.00005

Row = dict[str, Any]


def list_discounts(parts: Parts, counted: Summed) -> list[Row]:
    """List what makes effective less than fans, the greatest loss of each reason first."""
    return [
        *_of_wordings(parts, counted),
        *_of_accounts(parts),
        *_of_cases(parts, counted),
        *(
            {"reason": role, "fans": parts.left_out[role], "of": parts.left_out[role], "counted": 0}
            for role in sorted(parts.left_out)
        ),
    ]


def _of_wordings(parts: Parts, counted: Summed) -> list[Row]:
    found: list[Row] = []
    for place, wording in enumerate(parts.wordings):
        weight, counts = counted.wordings[place]
        of = weight + len(wording.nameless)
        if of - counts > _SMALLEST:
            row: Row = {
                "reason": SAME_TEXT if len(wording.texts) == 1 else NEAR_TEXT,
                "text": wording.text[:_TEXT_SHOWN],
                "texts": len(wording.texts),
                "fans": len(wording.fans),
                "nameless": len(wording.nameless),
            }
            found.append(row | _figures(of, counts))
    found.sort(key=lambda row: (row["counted"] - row["of"], row["text"]))
    return [*found[:_MOST], *_together(found[_MOST:])]


def _together(rows: Iterable[Row]) -> list[Row]:
    """One row a reason for many wordings."""
    sums: dict[str, Counter[str]] = {}
    for row in rows:
        told = sums.setdefault(row["reason"], Counter())
        told["wordings"] += 1
        for name in ("texts", "fans", "nameless", "of", "counted"):
            told[name] += row[name]
    return [
        {"reason": reason, **told, **_figures(told["of"], told["counted"])}
        for reason, told in sorted(sums.items())
    ]


def _of_accounts(parts: Parts) -> list[Row]:
    weights = [parts.weights[fan] for wording in parts.wordings for fan in wording.fans]
    light = [weight for weight in weights if weight.counted < 1]
    if not light:
        return []
    signals = sorted({signal for weight in light for signal in weight.signals})
    counts = sum(weight.counted for weight in light)
    row = {"reason": YOUNG_ACCOUNTS, "fans": len(light), "signals": signals}
    return [row | _figures(len(light), counts)]


def _of_cases(parts: Parts, counted: Summed) -> list[Row]:
    """What persons decided: left out, and capped."""
    out = Counter(parts.excluded.values())
    here = {fan for wording in parts.wordings for fan in wording.fans}
    figures = {case: (float(number), 0.0) for case, number in out.items()} | counted.cases
    return [
        {
            "reason": CASE,
            "case": case,
            "kind": parts.cases[case].kind,
            "outcome": parts.cases[case].outcome,
            "fans": out[case] or len(parts.cases[case].fans & here),
        }
        | _figures(*figures[case])
        for case in sorted(figures)
    ]


def _figures(of: float, counted: float) -> Row:
    return {"of": round(of, 4), "counted": round(counted, 4)}
