"""Store the threads that comments stand under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.models import Thread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedback.intake import CommentData, ThreadData

Key = tuple[str, str]


def store_threads(items: Iterable[CommentData]) -> dict[Key, Thread]:
    """Make the threads that are missing; answers (channel, external id) → thread."""
    wanted: dict[Key, ThreadData] = {
        (item.channel, item.thread.external_id): item.thread
        for item in items
        if item.thread is not None and item.thread.external_id
    }
    if not wanted:
        return {}
    found = _found(wanted)
    Thread.objects.bulk_create(
        [
            Thread(
                channel=channel, external_id=external_id, title=data.title[:300], url=data.url[:500]
            )
            for (channel, external_id), data in sorted(wanted.items(), key=lambda pair: pair[0])
            if (channel, external_id) not in found
        ],
        ignore_conflicts=True,
    )
    _fill_titles(found, wanted)
    return _found(wanted)


def _found(wanted: Iterable[Key]) -> dict[Key, Thread]:
    keys = set(wanted)
    rows = Thread.objects.filter(
        channel__in={channel for channel, _ in keys}, external_id__in={eid for _, eid in keys}
    )
    return {key: row for row in rows if (key := (row.channel, row.external_id)) in keys}


def _fill_titles(found: dict[Key, Thread], wanted: dict[Key, ThreadData]) -> None:
    untitled = [row for key, row in found.items() if not row.title and wanted[key].title]
    for row in untitled:
        row.title = wanted[row.channel, row.external_id].title[:300]
    Thread.objects.bulk_update(untitled, ["title"])
