"""Stored files that no attachment names are swept away after a day, and no others."""

from __future__ import annotations

import io
import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from ideas.models import Attachment
from ideas.models.attachment import random_name
from ideas.services.attaching import take_off_attachment
from tests.files import PDF_BYTES
from tests.ideas.test_attachments import attach, kept

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Real files in a folder of their own."""
    backend = "django.core.files.storage.FileSystemStorage"
    kept_in = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": kept_in}
    return tmp_path


def age(*names: str, days: float) -> None:
    """Let files have been written so long ago."""
    then = time.time() - days * 86_400
    for name in names:
        os.utime(default_storage.path(name), (then, then))


def make_orphan(*, days: float) -> str:
    """A file as it is left by an upload that was broken off."""
    name = default_storage.save(random_name(None, ""), ContentFile(b"left behind"))
    age(name, days=days)
    return name


def sweep(*options: str) -> str:
    out = io.StringIO()
    call_command("sweep_files", *options, stdout=out)
    return out.getvalue()


def test_only_old_files_that_no_row_names_go(folder: Path) -> None:
    standing, taken_off = attach(), attach(content=PDF_BYTES, milestone="document")
    take_off_attachment(taken_off, actor=None)
    named = {standing.file.name, standing.thumbnail.name, taken_off.file.name}
    age(*named, days=9)
    old, young = make_orphan(days=1.1), make_orphan(days=0.9)
    before = kept()
    assert old in sweep("--dry-run")
    assert kept() == before
    assert "1 files deleted" in sweep()
    assert kept() == before - {old}
    assert not (folder / old).exists()
    assert {*named, young} <= kept()


def test_a_row_that_was_never_made_leaves_a_file_to_sweep() -> None:
    before = kept()
    with transaction.atomic():
        row = attach()
        transaction.set_rollback(True)
    left = kept() - before
    assert left == {row.file.name, row.thumbnail.name}
    assert not Attachment.objects.filter(pk=row.pk).exists()
    age(*left, days=2)
    sweep()
    assert kept() == before


def test_an_empty_store_is_swept_too(folder: Path) -> None:
    assert not list(folder.iterdir())
    assert "0 files" in sweep()
