"""What people may change of comments and readers, told to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ledger.cells import Concern, NamedSet, attributes, register
from feedback.models import Comment, Fan, ReaderVersion
from feedback.services.labelling import read_again
from feedback.services.roles import follow_roles

if TYPE_CHECKING:
    from collections.abc import Collection


def _ask_reader(rows: Collection[int]) -> None:
    """A label put back may ask for other spans."""
    read_again(sorted(rows))


register(
    Concern(
        Comment,
        {
            **attributes(Comment, "person_label", "person_spans", "product_line"),
            "tags": NamedSet(Comment, "tags"),
        },
        after=_ask_reader,
    ),
    Concern(Fan, attributes(Fan, "person_role"), after=follow_roles),
    Concern(ReaderVersion, attributes(ReaderVersion, "is_active")),
)
