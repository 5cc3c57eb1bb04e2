"""Move all vectors to another encoder while readers and grouping go on with the old ones."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from engine.nlp.encoder import EncoderError
from feedback.encoding import encoder_of, version_in_use
from feedback.models import FanRequest
from ideas.models import Cluster, NextVector
from ideas.services.locking import wait_to_write
from ideas.services.repairing import recount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from engine.nlp.encoder import Encoder

logger = logging.getLogger(__name__)

# Any number that nothing else in this database locks.
_ONE_AT_A_TIME = 0x1E660A
# So many may be encoded while the grouping waits.
_FEW = 64

_SWITCH = """
UPDATE feedback_fanrequest request
SET embedding = next.embedding, encoder_version = next.version
FROM ideas_nextvector next
WHERE next.request_id = request.id AND next.version = %s
"""


class ReembeddingError(RuntimeError):
    """A re-embedding that cannot run; the message says why."""


@contextmanager
def only_one() -> Iterator[None]:
    """Keep a second re-embedding from running; raises ReembeddingError while one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        (taken,) = cursor.fetchone()
    if not taken:
        message = "another re-embedding is under way"
        raise ReembeddingError(message)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def to_prepare(version: str) -> QuerySet[FanRequest]:
    """Requests that still lack a vector of this version; the queue of a re-embedding."""
    prepared = NextVector.objects.filter(request=OuterRef("pk"), version=version)
    return (
        FanRequest.objects.filter(embedding__isnull=False)
        .exclude(encoder_version=version)
        .filter(~Exists(prepared))
        .order_by("pk")
    )


def prepare_batch(encoder: Encoder, *, limit: int) -> int:
    """Lay vectors of the new encoder beside the old ones; answers how many.

    Each batch is kept: a run that was stopped goes on where it was.
    """
    rows = list(to_prepare(encoder.version).values_list("pk", "text")[:limit])
    vectors = encoder.encode([text for _, text in rows])
    NextVector.objects.bulk_create(
        [
            NextVector(request_id=pk, version=encoder.version, embedding=vector)
            for (pk, _), vector in zip(rows, vectors, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["request"],
        update_fields=["version", "embedding"],
    )
    return len(rows)


@transaction.atomic
def switch(encoder: Encoder) -> bool:
    """Let everything be compared by the new vectors from now on; False while many still lack one.

    One transaction under the grouping lock: no batch ever sees vectors of both.
    """
    wait_to_write()
    if to_prepare(encoder.version)[: _FEW + 1].count() > _FEW:
        return False
    prepare_batch(encoder, limit=_FEW)
    with connection.cursor() as cursor:
        cursor.execute(_SWITCH, [encoder.version])
    filled = Cluster.objects.filter(size__gt=0).exclude(encoder_version=encoder.version)
    ids = list(filled.values_list("pk", flat=True))
    recount(ids)
    Cluster.objects.filter(pk__in=ids).update(encoder_version=encoder.version)
    NextVector.objects.all().delete()
    return True


def embed_strangers(*, limit: int) -> int:
    """Encode waiting requests that a reader with other settings left; answers how many.

    Only a process that has the encoder in use can; others leave them waiting.
    """
    version = version_in_use()
    if version is None:
        return 0
    rows = list(FanRequest.objects.to_group().exclude(encoder_version=version)[:limit])
    encoder = encoder_of(version)
    if rows and encoder is None:
        logger.warning("new requests wait: run manage.py reembed, %s is no longer here", version)
    if not rows or encoder is None:
        return 0
    try:
        vectors = encoder.encode([row.text for row in rows])
    except EncoderError as error:
        logger.warning("requests of other encoders wait: %s", error)
        return 0
    for row, vector in zip(rows, vectors, strict=True):
        row.embedding, row.encoder_version = vector, encoder.version
    FanRequest.objects.bulk_update(rows, ["embedding", "encoder_version"], batch_size=500)
    return len(rows)
