"""Approved words of a channel as a file, for who sends them there by hand or by its own tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideas.models import Outreach, OutreachState
from ideas.outreach.table import as_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedback.models import Channel

HEADER = (
    "outreach",
    "idea",
    "title",
    "milestone",
    "channel",
    "fan",
    "first_asker",
    "comment",
    "said",
    "link",
    "draft",
)
MOST_ROWS = 50_000


def export_approved(
    channel: Channel | str, *, idea: int | None = None, milestone: str = ""
) -> bytes:
    """A CSV of what is approved for one channel, the oldest first; fans by their masked names."""
    rows = Outreach.objects.once().filter(state=OutreachState.APPROVED, fan__channel=channel)
    if idea is not None:
        rows = rows.of([idea])
    if milestone:
        rows = rows.filter(milestone=milestone)
    return as_csv(HEADER, _lines(list(rows.told().order_by("pk")[:MOST_ROWS])))


def link_of(row: Outreach) -> str:
    """Where the fan said it: the comment, else the post it stands under; empty if not known."""
    if row.comment is None:
        return ""
    thread = row.comment.thread
    return row.comment.url or (thread.url if thread is not None else "")


def _lines(rows: list[Outreach]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.pk,
            row.idea.root_id,
            row.idea.root,
            row.milestone,
            row.fan.channel,
            row.fan.masked_name,
            "1" if row.is_first_asker else "",
            row.comment_id or "",
            row.comment.text if row.comment is not None else "",
            link_of(row),
            row.draft,
        )
