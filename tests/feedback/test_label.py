"""What editors say of comments: one or many, each act in the ledger."""

from __future__ import annotations

import pytest

from engine.ledger.models import CellChange, Operation
from feedback.models import Comment, ProductLine
from feedback.services.labelling import label_comments, set_product_line, tag_comments
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


def test_many_comments_are_labelled_as_one_operation(editor):
    comments = [make_comment(str(number)) for number in range(3)]
    assert label_comments(comments, label="spam", actor=editor, reason="刷单") == 3
    operation = Operation.objects.get()
    assert (operation.actor, operation.reason) == (editor, "刷单")
    assert set(operation.changes.values_list("field", "before", "after")) == {
        ("person_label", "", "spam")
    }
    assert set(Comment.objects.values_list("label", flat=True)) == {"spam"}


def test_labelling_what_is_so_already_writes_no_operation(editor):
    comment = make_comment()
    label_comments([comment], label="spam", actor=editor)
    assert label_comments([comment], label="spam", actor=editor) == 0
    assert Operation.objects.count() == 1


def test_an_unknown_label_is_refused(editor):
    with pytest.raises(ValueError, match="not a label"):
        label_comments([make_comment()], label="nonsense", actor=editor)


def test_tags_are_put_on_and_taken_off(editor):
    comment = make_comment()
    tag_comments([comment], add=["冷宫", " 联名 款 "], actor=editor)
    tag_comments([comment], add=["新品"], remove=["冷宫"], actor=editor)
    assert sorted(comment.tags.values_list("name", flat=True)) == ["新品", "联名 款"]
    last = CellChange.objects.order_by("-pk").first()
    assert (last.before, last.after) == (["冷宫", "联名 款"], ["新品", "联名 款"])


def test_tagging_many_comments_takes_as_many_queries_as_tagging_few(
    editor, django_assert_num_queries
):
    few, many = ([make_comment(f"{n}-{m}") for m in range(n)] for n in (2, 40))
    with django_assert_num_queries(12) as queries:
        tag_comments(few, add=["冷宫"], remove=["旧"], actor=editor)
    with django_assert_num_queries(len(queries)):
        tag_comments(many, add=["冷宫"], remove=["旧"], actor=editor)


def test_a_product_line_is_its_own_field(editor):
    line = ProductLine.objects.create(name="冰箱")
    comment = make_comment()
    assert set_product_line([comment], product_line=line, actor=editor) == 1
    assert set_product_line([comment], product_line=line, actor=editor) == 0
    comment.refresh_from_db()
    assert comment.product_line == line
