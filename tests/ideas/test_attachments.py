"""Files of milestones: kept once under random names, taken off and brought back by an undo."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import RefusedError, undo
from engine.uploads.errors import UnfitFileError
from ideas.models import Attachment, Cluster, Idea, Milestone
from ideas.services.attaching import attach_file, take_off_attachment
from ideas.services.structure.creating import create_idea
from tests.factories import make_cluster, make_idea, make_user
from tests.files import PDF_BYTES, archive, docx, picture, upload

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def attach(idea: Idea | None = None, content: bytes = b"", **values: Any) -> Attachment:
    given = {"milestone": Milestone.CONCEPT, "actor": None, **values}
    name = given.pop("name", "概念图.png")
    row, _is_new = attach_file(
        idea or make_idea(), file=upload(content or picture(), name=name), **given
    )
    return row


def kept() -> set[str]:
    """The names of all files in the store."""
    try:
        folders, _files = default_storage.listdir("attachments")
    except FileNotFoundError:
        return set()
    return {
        f"attachments/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"attachments/{folder}")[1]
    }


def test_a_picture_is_kept_with_what_its_content_showed() -> None:
    actor, idea, content = make_user(), make_idea(), picture("JPEG")

    row = attach(idea, content, name="冷宫.png", actor=actor)

    assert (row.name, row.content_type, row.size) == ("冷宫.png.jpg", "image/jpeg", len(content))
    assert row.made_by == actor
    with row.file.open() as file:
        assert file.read() == content
    with row.thumbnail.open() as file:
        assert file.read().startswith(b"RIFF")
    (operation,) = Operation.objects.touching(row)
    assert (operation.kind, operation.actor) == ("attachment.add", actor)


def test_a_document_has_no_small_picture() -> None:
    row = attach(content=docx(), milestone=Milestone.DOCUMENT, name="说明书.docx")
    assert (row.name, row.thumbnail.name) == ("说明书.docx", "")


def test_nothing_of_the_given_name_is_on_the_disk() -> None:
    row = attach(name="../../冷宫.php")
    for name in (row.file.name, row.thumbnail.name):
        assert re.fullmatch(r"attachments/[0-9a-f]{2}/[0-9a-f]{40}", name)


def test_files_in_a_folder_are_closed_to_others(tmp_path: Path, settings: Any) -> None:
    place = {**settings.STORAGES["staticfiles"]}
    options = {
        "location": tmp_path,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        "default": {"BACKEND": backend, "OPTIONS": options},
        "staticfiles": place,
    }
    row = attach()
    found = tmp_path / row.file.name
    assert found.read_bytes() == picture()
    assert found.stat().st_mode & 0o777 == 0o600
    assert found.parent.stat().st_mode & 0o777 == 0o700


def test_the_same_file_again_changes_nothing() -> None:
    idea = make_idea()
    row, before = attach(idea), kept()

    again, is_new = attach_file(idea, file=upload(picture()), milestone="concept", actor=None)

    assert (again, is_new) == (row, False)
    assert kept() == before
    assert Operation.objects.count() == 1
    assert attach(idea, milestone=Milestone.PROTOTYPE) != row


@pytest.mark.parametrize(
    ("content", "milestone", "code"),
    [
        (b"", "document", "empty"),
        (PDF_BYTES, "concept", "not_a_picture"),
        (docx(), "prototype", "not_a_picture"),
        (picture()[:60], "concept", "damaged"),
        (b"<svg onload=alert(1)>", "document", "unknown_type"),
        (archive({"a": "b"}), "document", "archive"),
        (picture() + archive({"a": "b"}), "concept", "two_in_one"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_refused_leaves_nothing(content: bytes, milestone: str, code: str) -> None:
    before = kept()
    with pytest.raises(UnfitFileError) as refused:
        attach_file(make_idea(), file=upload(content), milestone=milestone, actor=None)
    assert refused.value.code == code
    assert kept() == before
    assert not Attachment.objects.exists()


def test_a_file_too_large_is_refused(settings: Any) -> None:
    settings.ATTACHMENT_MOST_BYTES = 50
    with pytest.raises(UnfitFileError) as refused:
        attach()
    assert refused.value.code == "too_large"


def test_a_file_whose_row_cannot_be_made_is_not_kept() -> None:
    before = kept()
    with pytest.raises(ValueError, match="NUL"), transaction.atomic():
        attach(reason="\x00")
    assert not Attachment.objects.exists()
    assert kept() == before


def test_an_attachment_is_taken_off_and_brought_back() -> None:
    actor, row = make_user(), attach()

    assert take_off_attachment(row, actor=actor, reason="画错了")
    assert not take_off_attachment(row, actor=actor)
    assert not Attachment.objects.of(row.idea).exists()

    undo(Operation.objects.get(kind="attachment.take_off"), actor=actor)
    assert list(Attachment.objects.of(row.idea)) == [row]
    assert differences() == []


def test_an_undo_takes_the_file_off() -> None:
    row = attach()
    undo(Operation.objects.get(), actor=make_user())
    assert not Attachment.objects.of(row.idea).exists()


def test_a_file_that_was_attached_anew_keeps_the_old_one_away() -> None:
    idea, actor = make_idea(), make_user()
    take_off_attachment(attach(idea), actor=actor)
    attach(idea)
    with pytest.raises(RefusedError, match="attachment_stands_once_a_milestone"):
        undo(Operation.objects.get(kind="attachment.take_off"), actor=actor)


def test_who_follows_changes_sees_that_the_idea_changed() -> None:
    idea = make_idea()
    before = idea.updated_at
    attach(idea)
    idea.refresh_from_db()
    assert idea.updated_at > before


def test_files_of_an_idea_merged_away_are_shown_at_the_winner() -> None:
    winner, loser = make_idea(), make_idea("冷宫冰柜")
    row = attach(loser)
    Idea.objects.filter(pk=loser.pk).update(merged_into=winner)
    assert list(Attachment.objects.of(winner)) == [row]


def test_the_database_wants_pictures_for_pictures() -> None:
    row = attach(content=PDF_BYTES, milestone=Milestone.DOCUMENT)
    with pytest.raises(IntegrityError, match="attachment_of_a_picture_is_a_picture"):
        Attachment.objects.filter(pk=row.pk).update(milestone=Milestone.CONCEPT)


def test_a_file_keeps_an_idea_from_being_unmade() -> None:
    actor = make_user()
    idea = create_idea("冷宫冰箱", actor=actor)
    row = attach(idea, actor=actor)
    making = Operation.objects.get(kind="idea.create")
    with pytest.raises(RefusedError):
        undo(making, actor=actor)
    take_off_attachment(row, actor=actor)
    undo(making, actor=actor)
    idea.refresh_from_db()
    assert not idea.is_standing


def test_the_machine_leaves_an_idea_with_a_file_as_it_is() -> None:
    cluster = make_cluster(make_idea())
    assert not Cluster.objects.touched().exists()
    row = attach(cluster.idea)
    assert list(Cluster.objects.touched()) == [cluster]
    take_off_attachment(row, actor=None)
    assert not Cluster.objects.touched().exists()
