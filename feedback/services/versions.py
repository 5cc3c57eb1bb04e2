"""Versions of the reader: which one is active, its weights, and going over to another one."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp import reading
from feedback.models import ReaderVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

logger = logging.getLogger(__name__)

# The one version this process has read; others are loaded when the active one changes.
_LOADED: dict[str, reading.Weights] = {}


def active_weights() -> reading.Weights:
    """What comments are read with now: one small query, the weights only when they changed."""
    row = ReaderVersion.objects.active().values_list("name", "parent").first()
    if row is None or (row[1] is None and row[0] != reading.VERSION):
        _activate_shipped()
        return reading.shipped()
    name, parent = row
    return reading.shipped() if parent is None else _taught(name)


def active_version() -> ReaderVersion:
    """The active version's row, without its weights."""
    active_weights()
    return ReaderVersion.objects.light().active().get()


def shipped_version() -> ReaderVersion:
    """The row of the weights that came with this software, made on first need."""
    ReaderVersion.objects.bulk_create([ReaderVersion(name=reading.VERSION)], ignore_conflicts=True)
    return ReaderVersion.objects.light().get(name=reading.VERSION)


@transaction.atomic
def add_version(
    content: bytes, *, taught_by: Sequence[int], figures: Mapping[str, object]
) -> ReaderVersion:
    """Keep weights that people taught; the same weights are the same version."""
    name = reading.unpack_taught(content).version
    made, _is_new = ReaderVersion.objects.light().update_or_create(
        name=name,
        defaults={"taught_by": list(taught_by), "figures": dict(figures)},
        create_defaults={
            "weights": content,
            "parent": shipped_version(),
            "taught_by": list(taught_by),
            "figures": dict(figures),
        },
    )
    return made


@transaction.atomic
def activate_version(version: ReaderVersion, *, actor: Actor, reason: str = "") -> bool:
    """Read with this version from the next batch on; False when it is the active one already.

    Raises:
        UnfitVersionError: The version was made for another software's features.
    """
    _refuse_unfit(version)
    # Locked in one order, so that two people at once wait instead of failing.
    rows = list(ReaderVersion.objects.light().select_for_update().order_by("pk"))
    before = [row for row in rows if row.is_active and row.pk != version.pk]
    if any(row.is_active and row.pk == version.pk for row in rows):
        return False
    changes = [*(Cell(r, "is_active", True, False) for r in before)]
    changes.append(Cell(version, "is_active", False, True))
    _switch(version)
    record_operation("reader.activate", actor=actor, reason=reason, changes=changes)
    return True


class UnfitVersionError(Exception):
    """Weights that today's reader cannot use."""


def _refuse_unfit(version: ReaderVersion) -> None:
    if version.parent_id is None:
        fit = version.name == reading.VERSION
    else:
        content = ReaderVersion.objects.values_list("weights", flat=True).get(pk=version.pk)
        fit = reading.fits(reading.unpack_taught(bytes(content)))
    if not fit:
        message = f"{version.name} was made for another version of this software"
        raise UnfitVersionError(message)


@transaction.atomic
def _activate_shipped() -> None:
    """The software's own act, at the first reading or after an update: no person, no ledger."""
    shipped = shipped_version()
    rows = ReaderVersion.objects.light().select_for_update().order_by("pk")
    if not any(row.is_active and (row.parent_id or row.pk == shipped.pk) for row in rows):
        _switch(shipped)


def _switch(version: ReaderVersion) -> None:
    ReaderVersion.objects.active().update(is_active=False)
    ReaderVersion.objects.filter(pk=version.pk).update(is_active=True, activated_at=timezone.now())


def _taught(name: str) -> reading.Weights:
    if name not in _LOADED:
        content = ReaderVersion.objects.values_list("weights", flat=True).get(name=name)
        weights = reading.unpack_taught(bytes(content))
        if not reading.fits(weights):
            logger.warning("%s does not fit this software: reading with the shipped one", name)
            weights = reading.shipped()
        else:
            # The name its readings carry, also where a release hashes the same weights otherwise.
            weights = replace(weights, version=name)
        _LOADED.clear()
        _LOADED[name] = weights
    return _LOADED[name]
