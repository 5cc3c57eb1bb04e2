"""Rows of piece numbers put together for one step."""

from collections.abc import Sequence

from engine.nlp.pieces import Numbers

# Of one batch, padding included.
MOST_PIECES = 2_048


def batches(rows: Sequence[Numbers], *, most: int = MOST_PIECES) -> list[list[int]]:
    """Put rows of like length together, so that little is padded."""
    made: list[list[int]] = []
    for member in sorted(range(len(rows)), key=lambda number: len(rows[number])):
        if made and (len(made[-1]) + 1) * len(rows[member]) <= most:
            made[-1].append(member)
        else:
            made.append([member])
    return made
