"""Mentions: `@name` in a note tells that colleague of it, with the note itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.models import User

from feedback.models import Comment
from ideas.models import Idea, News
from ideas.services.notices.announcing import announce
from ideas.services.notices.items import Item, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.ledger.services import Actor
    from ideas.models import Note

_BACKEND = "django.contrib.auth.backends.ModelBackend"
# An address such as li@example.com mentions nobody.
_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@\uff20]")
# A name ends where no further letter of its own kind follows: Chinese is written without blanks.
_ENDS = re.compile(r"(?![A-Za-z0-9_]|[.@+-][A-Za-z0-9_])")
_LONGEST_NAME = 150


def announce_mentions(note: Note, *, actor: Actor) -> int:
    """Tell those whom a note names and who may read notes, each once however often it is edited."""
    if not _AT.search(note.text):
        return 0
    readers = User.objects.with_perm("ideas.view_note", backend=_BACKEND).filter(is_staff=True)
    names = {name: pk for pk, name in readers.values_list("pk", "username")}
    users = frozenset(names[name] for name in mentioned(note.text, names=names))
    if not users:
        return 0
    return announce([_item(note, users=users, actor=actor)])


def mentioned(text: str, *, names: Iterable[str]) -> set[str]:
    """Which of these names a text mentions: at each @ the longest one that stands there."""
    known = {name.casefold(): name for name in names}
    found = set()
    for at in _AT.finditer(text):
        rest = text[at.end() : at.end() + _LONGEST_NAME + 1]
        for end in range(min(len(rest), _LONGEST_NAME), 0, -1):
            name = known.get(rest[:end].casefold())
            if name is not None and (not rest[end - 1].isascii() or _ENDS.match(rest, end)):
                found.add(name)
                break
    return found


def _item(note: Note, *, users: frozenset[int], actor: Actor) -> Item:
    # asked anew: an idea just made does not know yet where it stands
    idea = Idea.objects.filter(family=note.idea_id).first() if note.idea_id else None
    row = note.row if idea is None else idea
    where = "feedback_comment" if isinstance(row, Comment) else "ideas_idea"
    return Item(
        news=News.MENTION,
        row=note.pk,
        idea=idea,
        path=page(where, row.pk),
        in_groups=False,
        users=users,
        by=None if actor is None else actor.pk,
        facts={"by": _name(actor), "row": row, "text": note.text},
    )


def _name(actor: Actor) -> str:
    if isinstance(actor, User):
        return actor.get_full_name() or actor.get_username()
    return "?"
