"""Internal notes on ideas and comments: written, edited and taken off, each act an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from feedback.models import Comment
from ideas.models import Note
from ideas.services.notices.mentioning import announce_mentions

if TYPE_CHECKING:
    from typing import TypeAlias

    from django.contrib.auth.models import AnonymousUser, User

    from ideas.models.note import NotedOn

    Person: TypeAlias = User | AnonymousUser

MOST_CHARACTERS = 5000


@transaction.atomic
def write_note(row: NotedOn, *, text: str, actor: Actor) -> Note:
    """Write a note on an idea or a comment; ValueError where it says nothing or too much.

    Colleagues named by `@name` are told.
    """
    note = Note.objects.create(
        text=_cleaned(text),
        made_by_id=actor.pk if actor is not None else None,
        **{"comment" if isinstance(row, Comment) else "idea": row},
    )
    record_operation("note.write", actor=actor, changes=[Cell(note, "is_standing", False, True)])
    announce_mentions(note, actor=actor)
    return note


@transaction.atomic
def edit_note(note: Note, *, text: str, actor: Actor) -> Note:
    """Say it otherwise; what stood there before stays in the ledger.

    Raises ValueError where the text says nothing or too much, or the note was taken off.
    """
    row = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if not row.is_standing:
        raise ValueError(_("The note was taken off."))
    wanted = _cleaned(text)
    record_operation("note.edit", actor=actor, changes=[Cell(row, "text", row.text, wanted)])
    row.text = wanted
    row.save(update_fields=["text"])
    announce_mentions(row, actor=actor)
    return row


@transaction.atomic
def take_off_note(note: Note, *, actor: Actor, reason: str = "") -> bool:
    """Take a note off; answers whether it was there. An undo brings it back."""
    row = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if not row.is_standing:
        return False
    changes = [Cell(row, "is_standing", True, False)]
    record_operation("note.take_off", actor=actor, reason=reason, changes=changes)
    Note.objects.filter(pk=row.pk).update(is_standing=False)
    return True


def may_edit(note: Note, *, person: Person) -> bool:
    """Whether a colleague may change what a note says: only who wrote it."""
    return note.made_by_id == person.pk and person.has_perm("ideas.change_note")


def may_take_off(note: Note, *, person: Person) -> bool:
    """Whether a colleague may take a note off: who wrote it, and who may take off all."""
    return may_edit(note, person=person) or person.has_perm("ideas.delete_note")


def _cleaned(text: str) -> str:
    cleaned = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not cleaned:
        raise ValueError(_("The note is empty."))
    if len(cleaned) > MOST_CHARACTERS:
        told = _("A note has at most %(number)s characters.")
        raise ValueError(told % {"number": MOST_CHARACTERS})
    return cleaned
