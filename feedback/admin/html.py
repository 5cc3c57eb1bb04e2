"""Pieces of HTML that several pages share; whatever fans wrote is escaped here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

Span = tuple[int, int]

_WIDTH = 120
_BEFORE = 24


def marked(text: str, *, spans: Iterable[Span] = ()) -> SafeString:
    """The whole text, asking spans in <mark>."""
    return _wrapped(_pieces(text, spans=_merged(spans, length=len(text))))


def excerpt(text: str, *, spans: Iterable[Span] = (), width: int = _WIDTH) -> SafeString:
    """A short stretch of the text around its first asking span."""
    merged = _merged(spans, length=len(text))
    first = max(0, merged[0][0] - _BEFORE) if merged and merged[0][1] > width else 0
    last = min(len(text), first + width)
    inside = [(max(start, first) - first, min(end, last) - first) for start, end in merged]
    pieces = _pieces(text[first:last], spans=[span for span in inside if span[1] > span[0]])
    before = "…" if first else ""
    after = "…" if last < len(text) else ""
    return _wrapped(f"{before}{pieces}{after}")


def chip(text: object, *, tone: str = "plain", title: object = "") -> SafeString:
    """A small coloured word."""
    return format_html('<span class="lg-chip lg-{}" title="{}">{}</span>', tone, title or "", text)


def outside_link(url: str, *, text: object = "") -> SafeString:
    """A link to a channel; anything but a web address is shown as text only."""
    shown = text or url
    if not is_web_address(url):
        return format_html("<bdi>{}</bdi>", shown)
    return format_html(
        '<a class="lg-link" href="{}" target="_blank" rel="noopener noreferrer nofollow">'
        "<bdi>{}</bdi></a>",
        url,
        shown,
    )


def is_web_address(url: str) -> bool:
    """Whether a browser may follow it: `javascript:` and friends may not."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def _pieces(text: str, *, spans: Iterable[Span]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*pieces, escape(text[at:])])


def _wrapped(pieces: str) -> SafeString:
    # <bdi> keeps a text of right-to-left marks from turning the page around it
    return mark_safe(f'<bdi class="lg-said">{pieces}</bdi>')  # noqa: S308 - escaped piece by piece


def _merged(spans: Iterable[Span], *, length: int) -> list[Span]:
    """Spans in order, inside the text, none touching another."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        first, last = max(0, start), min(end, length)
        if last <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
