"""Evidence as a reader wants it: the quote, where it was said, and why it belongs here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedback.admin.html import excerpt, outside_link
from feedback.admin.labels import fan_name, when
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster
from ideas.why_words import lost_words, moved_words, pinned_words, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from feedback.models import Comment

_WIDTH = 280


@dataclass(frozen=True, slots=True)
class Near:
    """A span that was already there, and how alike it is."""

    text: str
    similarity: str


@dataclass(frozen=True, slots=True)
class Why:
    """The stored reasons of an assignment; empty parts were not stored."""

    nearest: tuple[Near, ...]
    terms: tuple[str, ...]
    threshold: str
    version: str
    runner_up: str
    runner_up_similarity: str
    runner_up_quote: str
    lost: tuple[str, ...]
    said: tuple[str, ...]
    founded: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One request of the evidence."""

    request: int
    comment: Comment
    text: SafeString
    fan: SafeString
    time: str
    address: SafeString | str
    similarity: str
    why: Why


# A request, where the machine put it if it did, and the pin by which a person did.
Row = tuple[FanRequest, Assignment | None, int | None]


def pieces(rows: Iterable[Row]) -> list[Piece]:
    """Show these requests; runner-up clusters are named in one query."""
    shown = list(rows)
    titles = _titles(whys := [_stored(assignment) for _request, assignment, _pin in shown])
    return [_piece(row, why=why, titles=titles) for row, why in zip(shown, whys, strict=True)]


def _piece(row: Row, *, why: dict[str, Any], titles: dict[int, str]) -> Piece:
    request, assignment, pin = row
    comment = request.comment
    stands = comment.text[request.start : request.end] == request.text
    return Piece(
        request=request.pk,
        comment=comment,
        text=excerpt(
            comment.text if stands else request.text,
            spans=[(request.start, request.end)] if stands else [(0, len(request.text))],
            width=_WIDTH,
        ),
        fan=fan_name(comment),
        time=when(comment),
        address=outside_link(comment.url) if comment.url else "",
        similarity=_number(assignment.similarity if assignment is not None else None),
        why=_why(why, pin=pin, titles=titles),
    )


def _stored(assignment: Assignment | None) -> dict[str, Any]:
    why = assignment.why if assignment is not None else None
    return why if isinstance(why, dict) else {}


def _why(why: dict[str, Any], *, pin: int | None, titles: dict[int, str]) -> Why:
    runner_up = why.get("runner_up") or {}
    cluster = runner_up.get("cluster")
    return Why(
        nearest=tuple(
            Near(str(near.get("text", "")), _number(near.get("similarity")))
            for near in why.get("nearest") or ()
            if isinstance(near, dict)
        ),
        terms=tuple(str(term) for term in why.get("shared_terms") or ()),
        threshold=_number(why.get("threshold")),
        version=str(why.get("version", "")),
        runner_up=titles.get(cluster, f"#{cluster}") if isinstance(cluster, int) else "",
        runner_up_similarity=_number(runner_up.get("similarity")),
        runner_up_quote=str((runner_up.get("quote") or {}).get("text", "")),
        lost=lost_words(runner_up.get("lost") or ()),
        said=(
            *pinned_words(pin),
            *verdict_words(why.get("verdict")),
            *moved_words(why.get("moved")),
        ),
        founded=why.get("joined") is False,
    )


def _titles(whys: Iterable[dict[str, Any]]) -> dict[int, str]:
    wanted = {
        runner_up["cluster"]
        for why in whys
        if isinstance(runner_up := why.get("runner_up"), dict)
        if isinstance(runner_up.get("cluster"), int)
    }
    found = Cluster.objects.filter(pk__in=wanted).only("title")
    return {cluster.pk: str(cluster) for cluster in found}


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else ""
