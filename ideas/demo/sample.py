"""The sample of the repo: what it says of us, its files, and the ideas expected of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback.importing import Report, Wanted, import_file
from feedback.models import Account, LexiconEntry, ProductLine
from ideas.models import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).resolve().parents[2] / "feedback" / "sample"
BRAND = "极光电器"


@dataclass(frozen=True, slots=True)
class Expected:
    """A wish that enough fans of the sample ask for; `required` where the demo insists on it."""

    wish: str
    title: str
    comments: frozenset[str]
    required: bool


def prepare_brand() -> None:
    """Make the rows people would edit: our accounts, product lines, the brand's words."""
    about = json.loads((SAMPLE / "brand.json").read_text(encoding="utf-8"))
    lines = {name: ProductLine.objects.get_or_create(name=name)[0] for name in about["lines"]}
    for account in about["accounts"]:
        Account.objects.get_or_create(
            channel=account["channel"],
            name=account["name"],
            defaults={"external_id": account.get("external_id", "")},
        )
    for entry in about["lexicon"]:
        LexiconEntry.objects.get_or_create(
            word=entry["word"],
            defaults={
                "meaning": entry["meaning"],
                "product_line": lines.get(entry.get("line", "")),
            },
        )


def import_sample(*, secret: str) -> Iterator[tuple[Path, Report]]:
    """Take in every file of the sample through the door that all imports use."""
    for path in sample_files():
        yield path, import_file(path, secret=secret, wanted=Wanted(), progress=lambda *_: None)


def sample_files() -> list[Path]:
    """The comment files of the sample, in a fixed order."""
    return sorted(
        path for path in SAMPLE.glob("*/*") if path.is_file() and "_contents_" not in path.name
    )


def expected_ideas() -> list[Expected]:
    """The wishes that enough fans of the sample ask for."""
    gold = json.loads((SAMPLE / "wishes.json").read_text(encoding="utf-8"))
    return [
        Expected(
            wish["wish"],
            wish["title_zh"],
            frozenset(wish["comments"]),
            required=not wish.get("not_found_yet", False),
        )
        for wish in gold["wishes"]
        if wish["expected_idea"]
    ]


def missing_ideas() -> list[Expected]:
    """Expected wishes that no idea stands for: none whose evidence is mostly of that wish."""
    wish_of = {comment: wish.wish for wish in expected_ideas() for comment in wish.comments}
    votes: dict[int, Counter[str]] = {}
    for idea, comment in _evidence():
        votes.setdefault(idea, Counter())[wish_of.get(comment, "")] += 1
    found = {counted.most_common(1)[0][0] for counted in votes.values()}
    return [wish for wish in expected_ideas() if wish.wish not in found]


def _evidence() -> Iterator[tuple[int, str]]:
    rows: Any = Evidence.objects.standing().values_list(
        "idea", "request__comment__channel", "request__comment__external_id"
    )
    for idea, channel, external_id in rows:
        yield idea, f"{channel}:{external_id}"
