"""Read old comments again with the active version, newest first; rows say what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from feedback.models import Comment
from feedback.services.reading import (
    decided_in,
    keys_of,
    read_comments,
    renew_requests,
    requests_of,
)
from feedback.services.versions import active_weights

if TYPE_CHECKING:
    from engine.nlp.encoder import Encoder

# Sentiment, fingerprint and search terms do not hang on the version.
_REREAD_FIELDS = ("reader_version", "machine_label", "machine_confidence")


@dataclass(frozen=True, slots=True)
class Reread:
    """What one batch did; the next one goes on below the last comment."""

    comments: int
    relabelled: int
    requests: int
    last: int


def to_reread() -> int:
    """How many comments another version read."""
    return Comment.objects.read_otherwise(active_weights().version).count()


@transaction.atomic
def reread_batch(*, limit: int, encoder: Encoder, below: int | None = None) -> Reread | None:
    """Read the newest comments that another version read; None when there are none below.

    A comment that waits for its first reading, or that somebody holds, is left alone.
    """
    weights = active_weights()
    rows = Comment.objects.read_otherwise(weights.version)
    if below is not None:
        rows = rows.filter(pk__lt=below)
    comments = list(rows.select_related("fan").claimed(limit))
    if not comments:
        return None
    readings = read_comments(
        comments, weights=weights, keys=keys_of(comments), with_sentiment=False
    )
    relabelled = 0
    standing = requests_of(comments)
    decided = decided_in(standing)
    for comment, found in zip(comments, readings, strict=True):
        comment.reader_version = found.version
        # Where a person has spoken the machine keeps what it said before.
        if not comment.person_label and comment.pk not in decided:
            relabelled += comment.machine_label != found.label
            comment.machine_label = found.label
            comment.machine_confidence = found.confidence
    Comment.objects.bulk_update(comments, _REREAD_FIELDS)
    changed = renew_requests(comments, readings, standing=standing, encoder=encoder)
    return Reread(len(comments), relabelled, changed, comments[-1].pk)
