"""The past is told right whatever became of the comments since: hidden, shown, read otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from feedback.intake import CommentData
from feedback.models import Comment, StateChange
from feedback.services.receiving import receive_comments
from ideas.services.past import state_at
from ideas.services.structure import attach_cluster, create_idea
from ideas.services.supporting import support_of_ideas
from tests.factories import make_unread
from tests.ideas.test_as_of import Book, read_and_group
from tests.ideas.test_structure import fridges, held

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from ideas.models import Idea

pytestmark = pytest.mark.django_db
WISHES = ("能不能出一款白冰箱？", "能不能出一款白色冰箱？")


def tell(comment: Comment, **values: str) -> None:
    """What its channel says of a comment by now."""
    text = values.pop("text", comment.text_raw)
    item = CommentData(
        channel=comment.channel,
        external_id=comment.external_id,
        text_raw=text,
        collected_at=timezone.now(),
        **values,
    )
    receive_comments([item], secret="test-secret")


def test_what_was_hidden_shown_and_deleted_since_counts_as_it_did() -> None:
    idea, _, (first, second, _) = fridges()
    book = Book()
    book.note()
    book.after(
        lambda: tell(first.comment, state="hidden"),
        lambda: tell(second.comment, state="deleted_upstream"),
        lambda: tell(first.comment, state="visible"),
        lambda: tell(second.comment, state="hidden"),
        lambda: tell(first.comment, state="hidden"),
    )
    book.check()
    assert [page[idea.pk][2].mentions for _, page in book.notes] == [3, 2, 2, 3, 2, 1]
    assert [len(page[idea.pk][1]) for _, page in book.notes] == [3, 2, 1, 2, 2, 1]


def test_a_change_of_state_is_kept_once() -> None:
    _, _, (first, *_) = fridges()
    for state in ("hidden", "hidden", "visible"):
        tell(first.comment, state=state)
    assert list(StateChange.objects.order_by("pk").values_list("comment", "before")) == [
        (first.comment_id, "visible"),
        (first.comment_id, "hidden"),
    ]


def make_read_idea(actor: User) -> tuple[Idea, Comment]:
    for text in WISHES:
        make_unread(text)
    read_and_group()
    comment, idea = Comment.objects.get(text=WISHES[0]), create_idea("白冰箱", actor=actor)
    attach_cluster(comment.requests.get().assignments.get().cluster, to=idea, actor=actor)
    return idea, comment


def test_what_the_machine_called_otherwise_and_back_counts_as_it_did(editor: User) -> None:
    idea, comment = make_read_idea(editor)
    book = Book()
    book.note()
    for text in ("真好看，爱了爱了", WISHES[0], "什么时候发货", WISHES[0]):
        tell(comment, text=text)
        read_and_group()
        book.note()
    asked = [comment.requests.count(), Comment.objects.get(pk=comment.pk).machine_label]
    assert asked == [3, "product_request"]
    full = book.notes[0][1][idea.pk][2].mentions
    counted = [page[idea.pk][2].mentions for _, page in book.notes]
    assert counted == [full, full - 1, full, full - 1, full]
    for when, page in book.notes:
        state = state_at(idea, when=when)
        assert state.evidence == page[idea.pk][1]
        assert state.numbers.mentions == page[idea.pk][2].mentions
        assert state.numbers.effective == page[idea.pk][2].effective


def test_what_asks_no_more_today_counts_where_it_did(editor: User) -> None:
    idea, comment = make_read_idea(editor)
    then, before = timezone.now(), support_of_ideas([idea.pk])[idea.pk].mentions
    asked = tuple(sorted(held(idea)))
    tell(comment, text="真好看，爱了爱了")
    read_and_group()
    assert support_of_ideas([idea.pk])[idea.pk].mentions == before - 1
    state = state_at(idea, when=then)
    assert (state.numbers.mentions, state.evidence) == (before, asked)
