"""Thread titles out of the file of posts that MediaCrawler writes beside its comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.sources.containers import Container, open_file
from feedback.sources.errors import SourceError
from feedback.sources.fields import clean_title
from feedback.sources.ids import crawled_id
from feedback.sources.mediacrawler import THREAD_KEYS
from feedback.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from feedback.sources.formats import SourceFormat

_LONGEST = 100
_MOST = 50_000


def titles_beside(path: Path, known: SourceFormat) -> dict[str, str]:
    """Map thread ids to titles; a missing or damaged file of posts only means no titles."""
    posts = path.with_name(path.name.replace("_comments_", "_contents_"))
    if not known.name.startswith("mediacrawler.") or posts == path or not posts.is_file():
        return {}
    found: dict[str, str] = {}
    try:
        with open_file(posts) as file:
            for row in Container(file):
                if isinstance(row, Row) and len(found) < _MOST:
                    found.update(_title_of(row.values))
    except SourceError:
        return found
    return found


def _title_of(post: Mapping[str, object]) -> dict[str, str]:
    thread_id = next((post[key] for key in THREAD_KEYS if post.get(key)), None)
    text = next((post[key] for key in ("title", "desc", "content") if post.get(key)), None)
    try:
        post_id = crawled_id(thread_id, field="thread")
        title = clean_title(text, field="title")[:_LONGEST]
    except SourceError:
        return {}
    return {post_id: title} if post_id and title else {}
