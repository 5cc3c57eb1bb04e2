"""`@name` in a note tells that colleague, once, whoever may read notes."""

from __future__ import annotations

from typing import Any

import pytest

from ideas.models import Notice
from ideas.services.notices.mentioning import mentioned
from ideas.services.notices.sending import send_notices
from ideas.services.noting import edit_note, take_off_note, write_note
from tests.factories import make_comment, make_idea
from tests.notices import make_colleague, make_preference, make_robot

NAMES = ["li", "li.na", "王明", "王明月", "Anna", "wang@haier.example", "a_b"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@li 请看", {"li"}),
        ("请@li看一下", {"li"}),
        ("@li", {"li"}),
        ("@li, @Anna!", {"li", "Anna"}),
        ("@anna", {"Anna"}),
        ("@li.na 和 @li.", {"li.na", "li"}),
        ("@王明请看", {"王明"}),
        ("@王明月请看", {"王明月"}),
        ("\uff20王明 请看", {"王明"}),
        ("@wang@haier.example 请看", {"wang@haier.example"}),
        ("@lina", set()),
        ("@li_x", set()),
        ("@li.nab", set()),
        ("li@li.example", set()),
        ("@@li", {"li"}),
        ("@ li", set()),
        ("@" * 3000, set()),
        ("@" + "王" * 500, set()),
        ("", set()),
    ],
)
def test_names_are_found_as_people_write_them(text: str, found: set[str]) -> None:
    assert mentioned(text, names=NAMES) == found


pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_a_note_on_an_idea_tells_who_is_named_and_shows_the_note() -> None:
    writer, named = make_colleague("writer", last_name="王"), make_colleague("named")
    make_robot()
    idea = make_idea()
    write_note(idea, text="@named @writer @nobody 模具要多久？", actor=writer)
    row = Notice.objects.get()
    assert (row.user, row.idea) == (named, idea)
    assert row.subject == "王提到了你：冷宫冰箱"
    assert "模具要多久" in row.text
    assert row.path.endswith(f"/ideas/idea/{idea.pk}/change/")


@pytestmark_db
def test_a_note_on_a_comment_leads_to_the_comment() -> None:
    named, comment = make_colleague("named"), make_comment()
    write_note(comment, text="@named", actor=make_colleague())
    assert Notice.objects.get(user=named).path.endswith(f"/feedback/comment/{comment.pk}/change/")


@pytestmark_db
def test_editing_tells_only_who_was_not_named_before() -> None:
    writer = make_colleague("writer")
    make_colleague("one")
    make_colleague("two")
    note = write_note(make_idea(), text="@one", actor=writer)
    edit_note(note, text="@one 快", actor=writer)
    assert Notice.objects.count() == 1
    edit_note(note, text="@one @two 快", actor=writer)
    edit_note(note, text="@two", actor=writer)
    assert sorted(Notice.objects.values_list("user__username", flat=True)) == ["one", "two"]


@pytestmark_db
def test_who_may_read_no_notes_or_wants_no_mentions_is_not_told() -> None:
    outsider, deaf = make_colleague("outsider"), make_colleague("deaf")
    outsider.groups.clear()
    make_preference(deaf, events=["burst"])
    write_note(make_idea(), text="@outsider @deaf", actor=make_colleague())
    assert not Notice.objects.exists()


@pytestmark_db
def test_a_note_taken_off_is_not_sent_any_more(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    writer = make_colleague()
    make_colleague("named")
    note = write_note(make_idea(), text="@named", actor=writer)
    take_off_note(note, actor=writer)
    assert send_notices() == 0
    assert Notice.objects.get().error == "stale"


@pytestmark_db
@pytest.mark.parametrize("number", [1, 20])
def test_mentions_cost_the_same_for_any_number(number: int, django_assert_num_queries: Any) -> None:
    names = [make_colleague(f"n{place}").username for place in range(number)]
    writer, idea = make_colleague(), make_idea()
    text = " ".join(f"@{name}" for name in names)
    with django_assert_num_queries(17):
        write_note(idea, text=text, actor=writer)
    assert Notice.objects.count() == number
