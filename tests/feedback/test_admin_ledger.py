"""The ledger's pages tell every change in words and let nobody change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from engine.ledger.models import Operation
from feedback.services.labelling import label_comments
from tests.factories import make_comment

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/ledger/operation/"


def test_an_operation_is_told_in_words(client: Client, editor: User) -> None:
    label_comments([make_comment()], label="praise", actor=editor, reason="<b>表扬</b>")
    client.force_login(editor)
    assert "标注意图" in client.get(LIST).content.decode()
    operation = Operation.objects.get()
    page = client.get(reverse("admin:ledger_operation_change", args=[operation.pk]))
    body = page.content.decode()
    assert "人工意图" in body
    assert "&lt;b&gt;表扬" in body


def test_operations_are_filtered_by_kind(client: Client, editor: User) -> None:
    label_comments([make_comment()], label="praise", actor=editor)
    client.force_login(editor)
    assert client.get(LIST, {"kind": "comment.label"}).context["cl"].result_count == 1
    assert client.get(LIST, {"kind": "idea.status"}).context["cl"].result_count == 0


def test_nobody_edits_the_ledger(admin_client: Client, editor: User) -> None:
    label_comments([make_comment()], label="praise", actor=editor)
    operation = Operation.objects.get()
    page = reverse("admin:ledger_operation_change", args=[operation.pk])
    deleting = reverse("admin:ledger_operation_delete", args=[operation.pk])
    assert admin_client.post(page, {"reason": "x"}).status_code == 403
    assert admin_client.post(deleting, {"post": "yes"}).status_code == 403
    assert admin_client.post(f"{LIST}add/", {}).status_code == 403


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, editor: User, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        label_comments([make_comment()], label="praise", actor=editor)
    client.force_login(editor)
    with django_assert_max_num_queries(8):
        client.get(LIST)
