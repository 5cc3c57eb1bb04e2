"""Internal notes through the API: for keys with the scope, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.api.models import Scope
from engine.ledger.models import Operation
from ideas.models import Note
from ideas.services.noting import edit_note, take_off_note, write_note
from tests.api import all_pages, make_client, post_json
from tests.factories import make_comment, make_evidence, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
SECRET = "先别回复他"


def way(row: Any) -> str:
    return f"/api/v1/{row._meta.model_name}s/{row.pk}/notes"


def patch(client: Client, note: Note, text: str) -> Any:
    address = f"/api/v1/notes/{note.pk}"
    return client.patch(address, {"text": text}, content_type="application/json")


@pytest.mark.parametrize("make", [make_idea, make_comment])
def test_notes_are_written_read_edited_and_taken_off(editor: User, make: Any) -> None:
    row = make()
    client = make_client(Scope.NOTES_READ, Scope.NOTES_WRITE, acts_for=editor)

    answer = post_json(client, {"text": SECRET}, url=way(row))
    assert answer.status_code == 201, answer.content
    note = Note.objects.get()
    assert (note.row, answer.json()["by"]) == (row, "editor")
    assert all_pages(client, way(row)) == [answer.json()]

    assert patch(client, note, "研发说可以").json()["text"] == "研发说可以"
    assert client.delete(f"/api/v1/notes/{note.pk}").status_code == 204
    assert all_pages(client, way(row)) == []
    assert set(Operation.objects.values_list("kind", "actor")) == {
        ("note.write", editor.pk),
        ("note.edit", editor.pk),
        ("note.take_off", editor.pk),
    }


def test_no_other_scope_opens_notes(editor: User) -> None:
    idea, comment = make_idea(), make_comment()
    notes = [write_note(row, text=SECRET, actor=editor) for row in (idea, comment)]
    others = set(Scope.values) - {Scope.NOTES_READ, Scope.NOTES_WRITE}
    client = make_client(*others, acts_for=editor)
    for row in (idea, comment):
        assert client.get(way(row)).status_code == 403
        assert post_json(client, {"text": "甲"}, url=way(row)).status_code == 403
    for note in notes:
        assert patch(client, note, "乙").status_code == 403
        assert client.delete(f"/api/v1/notes/{note.pk}").status_code == 403
    reader = make_client(Scope.NOTES_READ)
    assert post_json(reader, {"text": "甲"}, url=way(idea)).status_code == 403


def test_no_answer_of_other_endpoints_holds_a_note(editor: User) -> None:
    idea = make_idea()
    evidence = make_evidence(idea)
    comment = evidence.request.comment
    for row in (idea, comment):
        note = write_note(row, text=SECRET, actor=editor)
        edit_note(note, text=f"{SECRET}！", actor=editor)
    take_off_note(note, actor=editor, reason=SECRET)
    client = make_client(*(set(Scope.values) - {Scope.NOTES_READ}), acts_for=editor)
    for address in (
        "/api/v1/ideas",
        f"/api/v1/ideas/{idea.pk}",
        f"/api/v1/ideas/{idea.pk}/history",
        f"/api/v1/ideas/{idea.pk}/evidence",
        "/api/v1/comments",
        f"/api/v1/comments/{comment.pk}",
        "/api/v1/requests",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert SECRET not in str(answer.json())
        assert "note" not in answer.content.decode()


def test_only_who_wrote_a_note_edits_it(editor: User, manager: User, rnd: User) -> None:
    note = write_note(make_idea(), text=SECRET, actor=editor)
    assert patch(make_client(acts_for=manager), note, "改").status_code == 403
    assert make_client(acts_for=rnd).delete(f"/api/v1/notes/{note.pk}").status_code == 403
    note.refresh_from_db()
    assert (note.text, note.is_standing) == (SECRET, True)
    assert make_client(acts_for=manager).delete(f"/api/v1/notes/{note.pk}").status_code == 204


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": " "}, {"text": "长" * 5001}, []])
def test_a_note_that_cannot_be_is_400(editor: User, body: Any) -> None:
    assert post_json(make_client(acts_for=editor), body, url=way(make_idea())).status_code == 400
    assert not Note.objects.exists()


def test_a_note_on_nothing_is_404(editor: User) -> None:
    client = make_client(acts_for=editor)
    for address in ("ideas/1/notes", "comments/1/notes"):
        assert client.get(f"/api/v1/{address}").status_code == 404
        assert post_json(client, {"text": "甲"}, url=f"/api/v1/{address}").status_code == 404
