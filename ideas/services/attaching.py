"""Attach files to ideas and take them off; a file once kept is never changed nor deleted."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from engine.uploads.contents import PICTURES, content_type
from engine.uploads.errors import UnfitFileError
from engine.uploads.names import safe_name
from engine.uploads.pictures import thumbnail_of
from ideas.models import Attachment, Idea, Milestone
from ideas.models.attachment import random_name
from ideas.services.clocks import settle_clocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.core.files import File

_SHOWN_AS_PICTURES = frozenset({Milestone.CONCEPT, Milestone.PROTOTYPE})


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file showed: its type, a name that fits it, size in bytes, sum, small picture."""

    content_type: str
    name: str
    size: int
    sha256: str
    thumbnail: bytes


def attach_file(
    idea: Idea, *, file: File[bytes], milestone: Milestone | str, actor: Actor, reason: str = ""
) -> tuple[Attachment, bool]:
    """Keep a file for a milestone; the same content again changes nothing. Answers (row, is new).

    Raises UnfitFileError where the content may not be attached, ValueError for an unknown
    milestone.
    """
    if milestone not in Milestone.values:
        message = f"not a milestone: {milestone}"
        raise ValueError(message)
    found = inspect(file, milestone=Milestone(milestone))
    place = {"idea": idea, "milestone": str(milestone), "sha256": found.sha256}
    if (before := Attachment.objects.standing().filter(**place).first()) is not None:
        return before, False
    with ExitStack() as unkept:
        # the storage may be far away: no row is locked meanwhile
        values = {
            "file": _keep(file, unkept),
            "thumbnail": _keep(ContentFile(found.thumbnail), unkept) if found.thumbnail else "",
            "name": found.name,
            "content_type": found.content_type,
            "size": found.size,
            "made_by_id": actor.pk if actor is not None else None,
        }
        row, is_new = _record(place, values=values, actor=actor, reason=reason)
        if is_new:
            unkept.pop_all()
    return row, is_new


@transaction.atomic
def take_off_attachment(attachment: Attachment, *, actor: Actor, reason: str = "") -> bool:
    """Take an attachment off its idea; the file stays, so that an undo brings it back."""
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if not row.is_standing:
        return False
    changes = [Cell(row, "is_standing", True, False)]
    record_operation("attachment.take_off", actor=actor, reason=reason, changes=changes)
    Attachment.objects.filter(pk=row.pk).update(is_standing=False)
    note_changes([row.pk])
    return True


def inspect(file: File[bytes], *, milestone: Milestone) -> Inspected:
    """Look into a file before it is kept; UnfitFileError says what is wrong with it."""
    size = file.size
    if size > settings.ATTACHMENT_MOST_BYTES:
        text = _("The file is larger than %(number)s MB.")
        most = settings.ATTACHMENT_MOST_BYTES // 2**20
        raise UnfitFileError(text % {"number": most}, code="too_large")
    stream: IO[bytes] = file.open()
    kind = content_type(stream)
    if kind not in PICTURES and milestone in _SHOWN_AS_PICTURES:
        raise UnfitFileError(_("This milestone is shown by a picture."), code="not_a_picture")
    most_pixels = settings.ATTACHMENT_MOST_PIXELS
    small = thumbnail_of(stream, kind=kind, most_pixels=most_pixels) if kind in PICTURES else b""
    return Inspected(
        content_type=kind,
        name=safe_name(file.name or "", kind=kind),
        size=size,
        sha256=_sum_of(file),
        thumbnail=small,
    )


def note_changes(attachments: Iterable[int]) -> None:
    """Let clocks, and those who follow changes, see that the ideas of these files changed."""
    rows = Attachment.objects.filter(pk__in=list(attachments))
    pairs = list(rows.values_list("idea", "idea__root"))
    # locks all of them, in the order in which merges do
    settle_clocks({idea for pair in pairs for idea in pair})
    roots = {root for _idea, root in pairs}
    Idea.objects.filter(pk__in=roots).update(updated_at=timezone.now())


@transaction.atomic
def _record(
    place: Mapping[str, Any], *, values: Mapping[str, Any], actor: Actor, reason: str
) -> tuple[Attachment, bool]:
    row, is_new = Attachment.objects.get_or_create(**place, is_standing=True, defaults=values)
    if is_new:
        changes = [Cell(row, "is_standing", False, True)]
        record_operation("attachment.add", actor=actor, reason=reason, changes=changes)
        note_changes([row.pk])
    return row, is_new


def _keep(file: File[bytes], unkept: ExitStack) -> str:
    """Store a file under a random name, to be deleted again unless the row is made."""
    file.seek(0)
    name = default_storage.save(random_name(None, ""), file)
    unkept.callback(default_storage.delete, name)
    return name


def _sum_of(file: File[bytes]) -> str:
    found = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
