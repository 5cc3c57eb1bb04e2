"""How attachments are sent: the one place where a kept file leaves, for pages and API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from engine.uploads.pictures import THUMBNAIL_TYPE
from engine.uploads.sending import download, inline_picture

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile
    from django.http import FileResponse

    from ideas.models import Attachment


def send_file(attachment: Attachment) -> FileResponse:
    """The file as it was handed in, to be saved and never shown; Http404 where it is gone."""
    name, kind = attachment.name, attachment.content_type
    return download(_opened(attachment.file), name=name, kind=kind)


def send_thumbnail(attachment: Attachment) -> FileResponse:
    """Our own small picture of it, to be shown; Http404 where it has none."""
    return inline_picture(_opened(attachment.thumbnail), kind=THUMBNAIL_TYPE)


def _opened(file: FieldFile) -> FieldFile:
    if not file:
        raise Http404(_("There is no such file."))
    try:
        file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("There is no such file.")) from error
    return file
