"""Internal notes on ideas and comments: written, edited, taken off, brought back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from ideas.models import Cluster, Idea, Note
from ideas.services.noting import (
    MOST_CHARACTERS,
    edit_note,
    may_edit,
    may_take_off,
    take_off_note,
    write_note,
)
from tests.factories import make_cluster, make_comment, make_idea, make_user

pytestmark = pytest.mark.django_db


def texts(row: object) -> list[str]:
    return [note.text for note in Note.objects.on(row)]


def test_notes_stand_on_ideas_and_on_comments() -> None:
    actor, idea, comment = make_user(), make_idea(), make_comment()
    write_note(idea, text="等研发回复", actor=actor)
    note = write_note(comment, text="  语气很急\r\n先回他  ", actor=actor)

    assert (texts(idea), texts(comment)) == (["等研发回复"], ["语气很急\n先回他"])
    assert (note.row, note.made_by) == (comment, actor)
    (operation,) = Operation.objects.touching(note)
    assert (operation.kind, operation.actor) == ("note.write", actor)


def test_an_edit_keeps_what_stood_there_and_is_undone() -> None:
    actor = make_user()
    note = write_note(make_idea(), text="甲", actor=actor)
    edit_note(note, text="乙", actor=actor)
    edit_note(note, text="乙", actor=actor)

    (operation,) = Operation.objects.filter(kind="note.edit")
    undo(operation, actor=actor)

    note.refresh_from_db()
    assert note.text == "甲"
    assert differences() == []


def test_a_note_is_taken_off_and_brought_back() -> None:
    actor, idea = make_user(), make_idea()
    note = write_note(idea, text="甲", actor=actor)

    assert take_off_note(note, actor=actor, reason="写错地方")
    assert not take_off_note(note, actor=actor)
    assert texts(idea) == []
    with pytest.raises(ValueError, match=r"taken off|撤下"):
        edit_note(note, text="乙", actor=actor)

    undo(Operation.objects.get(kind="note.take_off"), actor=actor)
    assert texts(idea) == ["甲"]
    assert differences() == []


def test_the_undo_of_writing_takes_a_note_off() -> None:
    idea = make_idea()
    write_note(idea, text="甲", actor=make_user())
    undo(Operation.objects.get(), actor=make_user())
    assert texts(idea) == []


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "长" * (MOST_CHARACTERS + 1)])
def test_a_note_says_something_and_not_too_much(text: str) -> None:
    with pytest.raises(ValueError, match=r"note|备注"):
        write_note(make_idea(), text=text, actor=None)
    assert not Note.objects.exists()


def test_notes_of_an_idea_merged_away_are_shown_at_the_winner() -> None:
    winner, loser = make_idea(), make_idea("冷宫冰柜")
    write_note(loser, text="甲", actor=None)
    Idea.objects.filter(pk=loser.pk).update(merged_into=winner)
    assert texts(winner) == ["甲"]


@pytest.mark.parametrize("on", [(), ("idea", "comment")])
def test_the_database_wants_a_note_on_one_thing(on: tuple[str, ...]) -> None:
    rows = {"idea": make_idea(), "comment": make_comment()}
    with pytest.raises(IntegrityError, match="note_is_on_an_idea_or_a_comment"):
        Note.objects.create(text="甲", **{name: rows[name] for name in on})


def test_only_who_wrote_a_note_edits_it_and_a_manager_takes_off_all(editor, manager, rnd) -> None:
    note = write_note(make_idea(), text="甲", actor=editor)
    people = (editor, manager, rnd)
    assert [may_edit(note, person=person) for person in people] == [True, False, False]
    assert [may_take_off(note, person=person) for person in people] == [True, True, False]


def test_the_machine_leaves_an_idea_with_a_note_as_it_is() -> None:
    cluster = make_cluster(make_idea())
    write_note(make_comment(), text="乙", actor=None)
    assert not Cluster.objects.touched().exists()
    write_note(cluster.idea, text="甲", actor=None)
    assert list(Cluster.objects.touched()) == [cluster]
