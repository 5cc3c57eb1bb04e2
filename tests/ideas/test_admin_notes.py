"""Internal notes on the pages of ideas and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ideas.models import Note
from ideas.services.noting import edit_note, take_off_note, write_note
from tests.factories import make_comment, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db


def note_ways(note: Note) -> list[str]:
    return [reverse(f"admin:ideas_note_{name}", args=[note.pk]) for name in ("edit", "take_off")]


def page_of(row: Any) -> str:
    app = row._meta.app_label
    return reverse(f"admin:{app}_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize(("kind", "make"), [("idea", make_idea), ("comment", make_comment)])
def test_a_note_is_written_edited_and_taken_off_on_the_page(
    client: Client, editor: User, kind: str, make: Any
) -> None:
    row = make()
    address = reverse("admin:ideas_note_write", args=[kind, row.pk])
    client.force_login(editor)
    assert address in client.get(page_of(row)).content.decode()

    page = client.post(address, {"text": "先问研发"}, follow=True).content.decode()
    note = Note.objects.get()
    assert (note.row, note.made_by) == (row, editor)
    for words in ("先问研发", *note_ways(note)):
        assert words in page

    edit, take_off = note_ways(note)
    assert "先问研发" in client.get(edit).content.decode()
    client.post(edit, {"text": "研发说可以"})
    assert "研发说可以" in client.get(page_of(row)).content.decode()

    client.post(take_off, {"reason": "", "apply": "1"})
    assert "研发说可以" not in client.get(page_of(row)).content.decode().split('id="history"')[0]


@pytest.mark.parametrize("text", ["", "  ", "长" * 5001, "a\x00b"])
def test_a_note_that_cannot_be_is_asked_again(client: Client, editor: User, text: str) -> None:
    client.force_login(editor)
    address = reverse("admin:ideas_note_write", args=["idea", make_idea().pk])
    assert "lg-error" in client.post(address, {"text": text}).content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize("kind", ["fan", "idea"])
def test_a_note_needs_something_that_is_there(client: Client, editor: User, kind: str) -> None:
    client.force_login(editor)
    address = reverse("admin:ideas_note_write", args=[kind, 12345])
    assert client.post(address, {"text": "甲"}).status_code == 404


def test_hostile_notes_are_shown_as_text(client: Client, manager: User) -> None:
    script = "<script>alert(1)</script>\u202e{{ 7|add:7 }}"
    rows = (make_idea(), make_comment())
    for row in rows:
        write_note(row, text=script, actor=manager)
    client.force_login(manager)
    for address in (*map(page_of, rows), "/admin/ideas/note/", "/admin/ledger/operation/"):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
    assert "{{ 7|add:7 }}" in client.get(page_of(rows[0])).content.decode()


def test_others_notes_are_read_and_not_edited(client: Client, editor: User, rnd: User) -> None:
    idea = make_idea()
    note = write_note(idea, text="先问研发", actor=editor)
    client.force_login(rnd)
    page = client.get(page_of(idea)).content.decode()
    assert "先问研发" in page
    for address in note_ways(note):
        assert address not in page
        assert client.post(address, {"text": "改了", "apply": "1"}).status_code == 403
    note.refresh_from_db()
    assert (note.text, note.is_standing) == ("先问研发", True)


def test_who_may_not_see_notes_sees_none(client: Client, editor: User, rnd: User) -> None:
    idea, comment = make_idea(), make_comment()
    for row in (idea, comment):
        write_note(row, text="先问研发", actor=editor)
    group = rnd.groups.get()
    group.permissions.remove(*group.permissions.filter(content_type__model="note"))
    client.force_login(rnd)
    for row in (idea, comment):
        assert "先问研发" not in client.get(page_of(row)).content.decode()
        kind = row._meta.model_name
        address = reverse("admin:ideas_note_write", args=[kind, row.pk])
        assert client.get(address).status_code == 403
    assert client.get("/admin/ideas/note/").status_code == 403


@pytest.mark.parametrize("number", [3, 20])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, editor: User, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        write_note(make_idea(), text="甲", actor=editor)
        write_note(make_comment(), text="乙", actor=editor)
    client.force_login(editor)
    with django_assert_max_num_queries(7):
        assert "乙" in client.get("/admin/ideas/note/").content.decode()


def test_the_history_of_an_idea_tells_of_its_notes_to_who_may_see_them(
    client: Client, editor: User, rnd: User
) -> None:
    idea = make_idea()
    note = write_note(idea, text="先问研发", actor=editor)
    edit_note(note, text="研发说可以", actor=editor)
    take_off_note(note, actor=editor, reason="过时了")
    client.force_login(editor)
    history = client.get(page_of(idea)).content.decode().split('id="history"')[1]
    for words in (
        "写下内部备注",
        "修改内部备注",
        "撤下内部备注",
        "先问研发",
        "研发说可以",
        "过时了",
    ):
        assert words in history
    group = rnd.groups.get()
    group.permissions.remove(*group.permissions.filter(content_type__model="note"))
    client.force_login(rnd)
    page = client.get(page_of(idea)).content.decode()
    assert "先问研发" not in page
    assert "过时了" not in page
