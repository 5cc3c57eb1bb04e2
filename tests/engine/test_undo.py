"""Undo puts cells back, all or none; the ledger alone tells what they hold, now and before."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from engine.ledger.cells import concern_of
from engine.ledger.models import Operation
from engine.ledger.replaying import differences, replayed, values_at
from engine.ledger.undoing import RefusedError, conflicts_of, rehearse, undo
from feedback.models import Comment, ProductLine, Tag
from feedback.services.labelling import label_comments, set_product_line, tag_comments
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


def newest() -> Operation:
    return Operation.objects.latest("pk")


def test_undo_puts_labels_back() -> None:
    actor, comments = make_user(), [make_comment(), make_comment(person_label="praise")]
    label_comments(comments, label="complaint", actor=actor)

    made = undo(newest(), actor=actor, reason="slip")

    assert [c.person_label for c in Comment.objects.order_by("pk")] == ["", "praise"]
    assert made.undoes is not None
    assert (made.kind, made.reason, made.actor) == ("undo", "slip", actor)


def test_undo_puts_sets_of_tags_back() -> None:
    actor, comment = make_user(), make_comment()
    tag_comments([comment], add=["甲", "乙"], actor=actor)
    tag_comments([comment], add=["丙"], remove=["甲"], actor=actor)

    undo(newest(), actor=actor)

    assert sorted(tag.name for tag in comment.tags.all()) == ["乙", "甲"]


def test_a_tag_that_is_gone_is_made_again() -> None:
    actor, comment = make_user(), make_comment()
    tag_comments([comment], add=["甲"], actor=actor)
    tag_comments([comment], remove=["甲"], add=[], actor=actor)
    Tag.objects.all().delete()

    undo(newest(), actor=actor)

    assert [tag.name for tag in comment.tags.all()] == ["甲"]
    assert differences() == []


def test_any_operation_can_be_undone_not_only_the_last() -> None:
    actor, comment = make_user(), make_comment()
    label_comments([comment], label="praise", actor=actor)
    first = newest()
    tag_comments([comment], add=["甲"], actor=actor)

    undo(first, actor=actor)

    comment.refresh_from_db()
    assert comment.person_label == ""
    assert [tag.name for tag in comment.tags.all()] == ["甲"]


def test_a_cell_changed_since_refuses_the_whole_undo() -> None:
    actor, one, other = make_user(), make_comment(), make_comment()
    label_comments([one, other], label="praise", actor=actor)
    first = newest()
    label_comments([other], label="complaint", actor=actor)

    with pytest.raises(RefusedError) as refused:
        undo(first, actor=actor)

    (conflict,) = refused.value.conflicts
    assert (conflict.change.row, conflict.found) == (other.pk, "complaint")
    assert conflict.since == newest()
    one.refresh_from_db()
    assert one.person_label == "praise"


def test_what_was_done_again_since_is_undone_last_things_first() -> None:
    actor, comment = make_user(), make_comment()
    for label in ("praise", "", "praise"):
        label_comments([comment], label=label, actor=actor)
    first, second, third = Operation.objects.order_by("pk")

    with pytest.raises(RefusedError) as refused:
        undo(first, actor=actor)

    (conflict,) = refused.value.conflicts
    assert (conflict.found, conflict.since) == ("praise", third)
    assert conflicts_of(third) == []
    undone = undo(third, actor=actor)
    assert [row.found for row in conflicts_of(first)] == [""]
    undo(second, actor=actor)
    undo(first, actor=actor)
    comment.refresh_from_db()
    assert comment.person_label == ""
    assert [row.found for row in conflicts_of(undone)] == []


def test_what_was_undone_once_is_not_undone_twice() -> None:
    actor, comment = make_user(), make_comment()
    label_comments([comment], label="praise", actor=actor)
    first = newest()
    undo(first, actor=actor)
    label_comments([comment], label="praise", actor=actor)

    with pytest.raises(RefusedError):
        undo(first, actor=actor)


def test_an_undo_can_be_undone_and_then_the_act_again() -> None:
    actor, comment = make_user(), make_comment()
    label_comments([comment], label="praise", actor=actor)
    first = newest()

    undo(undo(first, actor=actor), actor=actor)

    comment.refresh_from_db()
    assert comment.person_label == "praise"
    undo(first, actor=actor)
    comment.refresh_from_db()
    assert comment.person_label == ""


def test_a_row_that_is_gone_is_a_conflict() -> None:
    actor, comment, line = make_user(), make_comment(), ProductLine.objects.create(name="冰箱")
    set_product_line([comment], product_line=line, actor=actor)
    comment.delete()

    assert [conflict.found for conflict in conflicts_of(newest())] == [None]
    with pytest.raises(RefusedError):
        undo(newest(), actor=actor)


def test_a_value_that_is_gone_refuses_the_undo() -> None:
    actor, comment, line = make_user(), make_comment(), ProductLine.objects.create(name="冰箱")
    set_product_line([comment], product_line=line, actor=actor)
    set_product_line([comment], product_line=None, actor=actor)
    line.delete()

    with pytest.raises(RefusedError):
        undo(newest(), actor=actor)


def test_a_rehearsal_leaves_everything_as_it_was() -> None:
    actor, comment = make_user(), make_comment()
    label_comments([comment], label="praise", actor=actor)
    first, operations = newest(), Operation.objects.count()

    done = rehearse(
        lambda: undo(first, actor=actor),
        look=lambda: Comment.objects.get(pk=comment.pk).person_label,
    )

    assert (done.before, done.after, done.refused) == ("praise", "", None)
    assert Comment.objects.get(pk=comment.pk).person_label == "praise"
    assert Operation.objects.count() == operations


def test_a_rehearsal_tells_why_it_cannot_be() -> None:
    actor, comment = make_user(), make_comment()
    label_comments([comment], label="praise", actor=actor)
    first = newest()
    label_comments([comment], label="complaint", actor=actor)

    done = rehearse(lambda: undo(first, actor=actor), look=lambda: None)

    assert isinstance(done.refused, RefusedError)


def test_the_ledger_tells_what_cells_hold_and_held() -> None:
    actor, comment = make_user(), make_comment()
    concern = concern_of("feedback.comment")
    assert concern is not None
    label_comments([comment], label="praise", actor=actor)
    then = timezone.now()
    label_comments([comment], label="complaint", actor=actor)
    undo(newest(), actor=actor)
    label_comments([comment], label="question", actor=actor)

    assert replayed(concern, "person_label") == {comment.pk: "question"}
    assert values_at(concern, "person_label", rows=[comment.pk], when=then) == {
        comment.pk: "praise"
    }
    assert differences() == []


def test_a_write_past_the_ledger_is_found() -> None:
    actor, comment = make_user(), make_comment()
    label_comments([comment], label="praise", actor=actor)
    Comment.objects.filter(pk=comment.pk).update(person_label="other")

    (found,) = differences()

    assert (found.ledger, found.found) == ("praise", "other")


@pytest.mark.parametrize("table", ["ledger_operation", "ledger_cellchange"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_the_database_refuses_to_rewrite_the_ledger(table: str, act: str) -> None:
    label_comments([make_comment()], label="praise", actor=make_user())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))
