"""Sweep the store of attachments: a file whose row was never made is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db.models import Q

from ideas.models import Attachment
from ideas.models.attachment import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


def sweep_files(*, before: datetime, dry_run: bool = False) -> list[str]:
    """Delete stored files, last written before this time, that no attachment names.

    Files taken off stay, as an undo brings them back. `before` must lie further back than any
    upload takes, for a file is stored before its row is there. Answers the names.
    """
    gone: list[str] = []
    for folder in _folders():
        named = _named_in(folder)
        unnamed = [name for name in _files_in(folder) if name not in named]
        gone += [name for name in unnamed if default_storage.get_modified_time(name) < before]
    if not dry_run:
        for name in gone:
            default_storage.delete(name)
    return gone


def _folders() -> Iterator[str]:
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    yield from (f"{FOLDER}/{name}" for name in sorted(folders))


def _files_in(folder: str) -> Iterator[str]:
    _folders, files = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(files))


def _named_in(folder: str) -> set[str]:
    start = f"{folder}/"
    rows = Attachment.objects.filter(Q(file__startswith=start) | Q(thumbnail__startswith=start))
    return {name for pair in rows.values_list("file", "thumbnail") for name in pair}
