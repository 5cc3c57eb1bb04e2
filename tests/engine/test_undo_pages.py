"""An operation's page offers its undo: first what would happen, then the deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from engine.ledger.undone import undone_by
from feedback.services.labelling import label_comments
from ideas.services.editing import edit_idea
from tests.factories import make_comment, make_evidence, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

    from feedback.models import Comment

pytestmark = pytest.mark.django_db
LIST = "/admin/ledger/operation/"


def labelled(actor: User, label: str = "praise") -> tuple[Comment, Operation]:
    comment = make_comment()
    label_comments([comment], label=label, actor=actor)
    return comment, Operation.objects.latest("pk")


def page_of(operation: Operation) -> str:
    return reverse("admin:ledger_operation_change", args=[operation.pk])


def undo_of(operation: Operation) -> str:
    return reverse("admin:ledger_operation_undo", args=[operation.pk])


def test_the_dry_run_shows_the_cells_in_words_and_changes_nothing(
    client: Client, editor: User
) -> None:
    comment, operation = labelled(editor)
    client.force_login(editor)
    assert undo_of(operation) in client.get(page_of(operation)).content.decode()

    body = client.get(undo_of(operation)).content.decode()

    assert "人工意图" in body
    assert "夸奖" in body or "表扬" in body
    assert f"/admin/feedback/comment/{comment.pk}/change/" in body
    comment.refresh_from_db()
    assert comment.person_label == "praise"
    assert Operation.objects.count() == 1


def test_an_undo_keeps_its_reason_and_leads_to_its_own_page(client: Client, editor: User) -> None:
    comment, operation = labelled(editor)
    client.force_login(editor)

    answer = client.post(undo_of(operation), {"reason": "看错了"})

    made = Operation.objects.latest("pk")
    assert answer["Location"] == page_of(made)
    assert (made.reason, made.actor, made.undoes) == ("看错了", editor, operation)
    comment.refresh_from_db()
    assert comment.person_label == ""


def test_conflicts_are_told_with_who_changed_what_since(
    client: Client, editor: User, manager: User
) -> None:
    comment, operation = labelled(editor)
    label_comments([comment], label="complaint", actor=manager)
    later = Operation.objects.latest("pk")
    client.force_login(editor)

    body = client.get(undo_of(operation)).content.decode()
    assert page_of(later) in body
    assert "manager" in body
    assert 'name="reason"' not in body

    answer = client.post(undo_of(operation), {"reason": ""})
    assert answer.status_code == 200
    assert page_of(later) in answer.content.decode()
    comment.refresh_from_db()
    assert comment.person_label == "complaint"
    assert Operation.objects.count() == 2


def test_an_editor_takes_back_only_their_own(client: Client, editor: User, manager: User) -> None:
    comment, operation = labelled(manager)
    client.force_login(editor)
    assert undo_of(operation) not in client.get(page_of(operation)).content.decode()
    assert client.get(undo_of(operation)).status_code == 403
    assert client.post(undo_of(operation), {"reason": ""}).status_code == 403
    comment.refresh_from_db()
    assert comment.person_label == "praise"


def test_a_manager_takes_back_anybodys_and_rnd_nobodys(
    client: Client, editor: User, manager: User, rnd: User
) -> None:
    comment, operation = labelled(editor)
    client.force_login(rnd)
    assert client.post(undo_of(operation), {"reason": ""}).status_code == 403
    client.force_login(manager)
    assert client.post(undo_of(operation), {"reason": ""}).status_code == 302
    comment.refresh_from_db()
    assert comment.person_label == ""


def test_automatic_operations_are_not_an_editors_own(client: Client, editor: User) -> None:
    label_comments([make_comment()], label="praise", actor=None)
    client.force_login(editor)
    assert client.get(undo_of(Operation.objects.get())).status_code == 403


def test_list_page_and_history_tell_what_is_taken_back_and_by_what(
    client: Client, editor: User
) -> None:
    comment, operation = labelled(editor)
    made = undo(operation, actor=editor)
    client.force_login(editor)

    assert page_of(made) in row_of(client, operation)
    body = client.get(page_of(operation)).content.decode()
    assert page_of(made) in body
    assert undo_of(operation) not in body
    assert page_of(operation) in client.get(page_of(made)).content.decode()
    history = client.get(f"/admin/feedback/comment/{comment.pk}/change/").content.decode()
    assert page_of(operation) in history
    assert history.count(page_of(made)) == 2

    undo(made, actor=editor)
    assert page_of(made) not in row_of(client, operation)
    assert undo_of(operation) in client.get(page_of(operation)).content.decode()


def row_of(client: Client, operation: Operation) -> str:
    shown = client.get(LIST).context["cl"]
    (row,) = (row for row in shown.result_list if row.pk == operation.pk)
    return str(shown.model_admin.show_undone(row))


def test_undone_by_knows_chains_of_undos(editor: User) -> None:
    _comment, operation = labelled(editor)
    first = undo(operation, actor=editor)
    assert undone_by([operation.pk]) == {operation.pk: first}
    second = undo(first, actor=editor)
    assert undone_by([operation.pk, first.pk]) == {first.pk: second}
    third = undo(operation, actor=editor)
    assert undone_by([operation.pk, first.pk]) == {operation.pk: third, first.pk: second}
    assert not operation.is_standing()


@pytest.mark.parametrize("number", [3, 30])
def test_a_list_of_undone_operations_asks_a_fixed_number_of_questions(
    client: Client, editor: User, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        undo(labelled(editor)[1], actor=editor)
    client.force_login(editor)
    with django_assert_max_num_queries(10):
        client.get(LIST)


def test_the_dry_run_counts_the_ideas_it_concerns(client: Client, manager: User) -> None:
    idea = make_idea("冷宫冰箱", effective=None)
    make_evidence(idea)
    edit_idea(idea, values={"given_title": "冷宫造型的冰箱"}, actor=manager)
    client.force_login(manager)

    answer = client.get(undo_of(Operation.objects.latest("pk")))

    (effect,) = answer.context["effects"]
    assert effect.title == "冷宫造型的冰箱"
    assert [(before, after) for _name, before, after in effect.numbers] == [("1", "1")] * 3
    assert f"/admin/ideas/idea/{idea.pk}/change/" in answer.content.decode()
    idea.refresh_from_db()
    assert str(idea) == "冷宫造型的冰箱"


def test_rows_that_cells_point_at_are_named(client: Client, manager: User) -> None:
    idea = make_idea()
    edit_idea(idea, values={"owner": manager}, actor=manager)
    client.force_login(manager)
    body = client.get(page_of(Operation.objects.latest("pk"))).content.decode()
    assert "<bdi>manager</bdi>" in body
