"""check_ledger finds what was written past the ledger, and says so by its status."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from engine.ledger.models import CellChange, Operation
from feedback.models import Comment
from feedback.services.labelling import label_comments
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


def test_a_ledger_that_agrees_is_told_with_its_size() -> None:
    label_comments([make_comment()], label="praise", actor=make_user())
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue() == "1 operations with 1 changed cells: all agree.\n"


def test_a_cell_written_past_the_ledger_is_printed_and_fails() -> None:
    comment = make_comment()
    label_comments([comment], label="praise", actor=make_user())
    Comment.objects.filter(pk=comment.pk).update(person_label="other")
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_ledger", stdout=out)
    assert failed.value.returncode == 1
    told = f'feedback.comment:{comment.pk}.person_label: the ledger says "praise", found "other"'
    assert out.getvalue() == f"{told}\n"


def test_a_change_that_begins_elsewhere_is_printed_and_fails() -> None:
    comment, actor = make_comment(), make_user()
    label_comments([comment], label="praise", actor=actor)
    gap = Operation.objects.create(kind="comment.label", actor=actor)
    CellChange.objects.create(
        operation=gap,
        model="feedback.comment",
        row=comment.pk,
        field="person_label",
        before="complaint",
        after="praise",
    )
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_ledger", stdout=out)
    assert f"person_label @{gap.pk}" in out.getvalue()
