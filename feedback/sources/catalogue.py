"""Every format we know, in the order in which a file is compared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.sources import canonical, canonical_csv, mediacrawler, nghuyong, weibo_crawler
from feedback.sources.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection

    from feedback.sources.formats import SourceFormat

FORMATS: tuple[SourceFormat, ...] = (
    *canonical.FORMATS,
    *canonical_csv.FORMATS,
    *mediacrawler.FORMATS,
    *nghuyong.FORMATS,
    *weibo_crawler.FORMATS,
)


def formats() -> list[str]:
    """Name the formats that comments can be read from."""
    return [known.name for known in FORMATS if known.build is not None]


def format_named(name: str) -> SourceFormat:
    """Find a format by the name a person gives."""
    for known in FORMATS:
        if known.name == name and known.build is not None:
            return known
    raise SourceError("format_unknown", name)


def format_of(keys: Collection[str], *, container: str) -> SourceFormat | None:
    """Find the first format that these keys betray; comments go before posts."""
    fitting = [known for known in FORMATS if known.fits(keys, container=container)]
    return min(fitting, key=lambda known: known.build is None, default=None)
