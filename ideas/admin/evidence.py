"""Evidence as a reader wants it: the quote, where it was said, and why it belongs here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedback.admin.html import excerpt, outside_link
from feedback.admin.labels import fan_name, when
from ideas.models import Assignment, Cluster
from ideas.why_words import lost_words, moved_words, verdict_words

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

    assignment: Assignment
    comment: Comment
    text: SafeString
    fan: SafeString
    time: str
    address: SafeString | str
    similarity: str
    why: Why


def pieces(assignments: Iterable[Assignment]) -> list[Piece]:
    """Show these assignments; runner-up clusters are named in one query."""
    rows = list(assignments)
    titles = _titles(rows)
    return [_piece(row, titles=titles) for row in rows]


def _piece(row: Assignment, *, titles: dict[int, str]) -> Piece:
    request, comment = row.request, row.request.comment
    stands = comment.text[request.start : request.end] == request.text
    return Piece(
        assignment=row,
        comment=comment,
        text=excerpt(
            comment.text if stands else request.text,
            spans=[(request.start, request.end)] if stands else [(0, len(request.text))],
            width=_WIDTH,
        ),
        fan=fan_name(comment),
        time=when(comment),
        address=outside_link(comment.url) if comment.url else "",
        similarity=_number(row.similarity),
        why=_why(row.why if isinstance(row.why, dict) else {}, titles=titles),
    )


def _why(why: dict[str, Any], *, titles: dict[int, str]) -> Why:
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
        said=(*verdict_words(why.get("verdict")), *moved_words(why.get("moved"))),
        founded=why.get("joined") is False,
    )


def _titles(rows: Iterable[Assignment]) -> dict[int, str]:
    wanted = {
        runner_up["cluster"]
        for row in rows
        if isinstance(row.why, dict) and isinstance(runner_up := row.why.get("runner_up"), dict)
        if isinstance(runner_up.get("cluster"), int)
    }
    found = Cluster.objects.filter(pk__in=wanted).only("title")
    return {cluster.pk: str(cluster) for cluster in found}


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else ""
