"""Which encoder this installation uses, as the settings say."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from engine.nlp.encoder import Encoder, HttpEncoder, default_encoder
from engine.nlp.wish import WishEncoder
from feedback.models import FanRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@cache
def configured_encoder() -> Encoder:
    """The encoder of the settings: an outside address, or the one in the wheel."""
    return WishEncoder(_base_encoder())


def version_in_use() -> str | None:
    """The version the grouping compares by: that of the newest grouped request; None at first."""
    grouped = FanRequest.objects.filter(grouped_at__isnull=False).order_by("-pk")
    return grouped.values_list("encoder_version", flat=True).first()


def encoder_in_use() -> Encoder:
    """The encoder for new requests: settings that ask for another wait for `manage.py reembed`."""
    return encoder_of(version_in_use()) or configured_encoder()


def encoder_of(version: str | None) -> Encoder | None:
    """The encoder of a version, if this installation has it: the configured one, or the wheel's."""
    known = (configured_encoder(), WishEncoder(default_encoder()))
    return next((encoder for encoder in known if encoder.version == version), None)


def _base_encoder() -> Encoder:
    if not settings.ENCODER_URL:
        return default_encoder()
    return HttpEncoder(
        url=settings.ENCODER_URL,
        model=settings.ENCODER_MODEL,
        key=settings.ENCODER_KEY,
        dimensions=settings.ENCODER_DIMENSIONS,
    )


def as_vector(stored: Sequence[float]) -> NDArray[np.float32]:
    """The array of a stored vector: the database's driver hands out plain numbers."""
    return np.asarray(stored, dtype=np.float32)
