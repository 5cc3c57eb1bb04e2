"""Cut a batch of comments into clauses and remember where each one stood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.nlp.characters import level

# What is read of one comment: longer ones are essays or attacks, and time must stay linear.
LONGEST_READ = 2_000
_EDGE = "\x00"
_HAN = "\u3400-\u9fff"
_CLAUSE = re.compile(
    rf"(?:[^\s,。!?;~…\x00.]|[.](?=\d)|(?<=\d),(?=\d)|(?<=[a-z0-9])[ \t]+(?=[a-z0-9])|[.](?=[a-z])"
    rf"|(?<=[{_HAN}])[ ](?=[a-z0-9])|(?<=[a-z0-9])[ ](?=[{_HAN}]))+"
)

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Comments written one after the other in one levelled text, and their clauses."""

    joined: str
    offsets: Numbers  # where each comment starts in joined
    starts: Numbers  # of each clause, in joined
    ends: Numbers
    owners: Numbers  # the comment each clause belongs to

    @property
    def size(self) -> int:
        """Say how many comments there are."""
        return len(self.offsets)


def split(texts: Sequence[str]) -> Batch:
    """Cut texts into clauses; clause offsets less the comment's offset point into the text."""
    parts = [level(text[:LONGEST_READ].replace(_EDGE, " ")) for text in texts]
    lengths = np.array([len(part) + 1 for part in parts], dtype=np.int64)
    offsets = np.concatenate(([1], 1 + np.cumsum(lengths)))[:-1]
    joined = _EDGE + "".join(part + _EDGE for part in parts) + _EDGE
    found = [match.span() for match in _CLAUSE.finditer(joined)]
    bounds = np.array(found, dtype=np.int64).reshape(-1, 2)
    starts, ends = bounds[:, 0], bounds[:, 1]
    owners = np.searchsorted(offsets, starts, side="right") - 1
    return Batch(joined=joined, offsets=offsets, starts=starts, ends=ends, owners=owners)
