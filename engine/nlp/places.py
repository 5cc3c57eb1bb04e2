"""Where a span of a cleaned text stands in the text as it came."""

from __future__ import annotations

from difflib import SequenceMatcher

# Aligning is quadratic: it is for posts with entities and markup, not for novels.
_LONGEST_ALIGNED = 5_000


def place_in(raw: str, *, cleaned: str, start: int, end: int) -> tuple[int, int]:
    """Offsets into raw of cleaned[start:end]; markup the reader left out may stand between them."""
    at = raw.find(cleaned)
    if at >= 0:
        return at + start, at + end
    span = cleaned[start:end]
    at = raw.find(span)
    if at >= 0:
        return at, at + len(span)
    if len(raw) > _LONGEST_ALIGNED:
        return 0, len(raw)
    return _aligned(raw, cleaned=cleaned, start=start, end=end)


def _aligned(raw: str, *, cleaned: str, start: int, end: int) -> tuple[int, int]:
    blocks = SequenceMatcher(None, cleaned, raw, autojunk=False).get_matching_blocks()
    places = [
        block.b + offset
        for block in blocks
        for offset in range(block.size)
        if start <= block.a + offset < end
    ]
    return (places[0], places[-1] + 1) if places else (0, len(raw))
