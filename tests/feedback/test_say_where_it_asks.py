"""People say where a comment asks: on its page by quoting words, over the API by offsets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import Comment
from feedback.quoting import UnknownWordsError, find_words
from tests.api import PROBLEM, make_client
from tests.factories import make_comment, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
TEXT = "外观好看，出个冷宫冰箱吧\n求求了，出个冷宫冰箱，送货再快点"
WISH = {"start": 7, "end": 11, "kind": "product"}


def page_of(comment: Comment) -> str:
    return reverse("admin:feedback_comment_spans", args=[comment.pk])


def say(client: Client, comment: Comment, **values: Any) -> Any:
    return client.post(page_of(comment), {"kind": "product", **values}, follow=True)


def put(client: Client, comment: Comment | int, body: Any) -> Any:
    pk = comment if isinstance(comment, int) else comment.pk
    url = f"/api/v1/comments/{pk}/spans"
    return client.put(url, data=body, content_type="application/json")


def spans_of(comment: Comment) -> Any:
    return Comment.objects.get(pk=comment.pk).person_spans


def test_words_are_looked_up(client: Client, editor: User) -> None:
    comment = make_comment(TEXT, label="praise")
    client.force_login(editor)
    button = client.get(reverse("admin:feedback_comment_change", args=[comment.pk]))
    assert page_of(comment) in button.content.decode()
    answer = say(client, comment, words=" 送货再快点\r\n", kind="service", reason="漏了")
    start = TEXT.index("送货再快点")
    assert spans_of(comment) == [{"start": start, "end": start + 5, "kind": "service"}]
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.reason) == ("comment.spans", editor, "漏了")
    address = reverse("admin:ledger_operation_undo", args=[operation.pk])
    told = f'已标出评论中的诉求。 <a class="lg-link" href="{address}">'
    assert told in answer.content.decode()


def test_words_over_a_line_break_are_found(client: Client, editor: User) -> None:
    comment = make_comment(TEXT)
    client.force_login(editor)
    say(client, comment, words="冷宫冰箱吧\r\n求求了")
    assert spans_of(comment) == [{"start": 7, "end": 16, "kind": "product"}]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"words": "冷宫冰箱"}, "这些字出现在 2 处"),
        ({"words": "冷宫冰箱", "which": "3"}, "这样的位置只有 2 处。"),
        ({"words": "空调"}, "评论里没有这些字。"),
        ({}, "请划定 1 到 20"),
    ],
)
def test_what_cannot_be_placed_is_refused(
    client: Client, editor: User, values: dict[str, str], told: str
) -> None:
    comment = make_comment(TEXT)
    client.force_login(editor)
    assert told in say(client, comment, **values).content.decode()
    assert not Operation.objects.exists()


def test_ambiguous_words_are_told_with_their_places_in_either_language(
    client: Client, editor: User
) -> None:
    comment = make_comment(TEXT)
    client.force_login(editor)
    client.cookies["django_language"] = "en"
    page = say(client, comment, words="冷宫冰箱").content.decode()
    assert "These words stand at 2 places: 1. …" in page
    assert "好看，出个[冷宫冰箱]吧" in page
    say(client, comment, words="冷宫冰箱", which="2")
    start = TEXT.rindex("冷宫冰箱")
    assert spans_of(comment) == [{"start": start, "end": start + 4, "kind": "product"}]


def test_what_the_machine_found_may_stay_or_go(client: Client, editor: User) -> None:
    comment = make_comment(TEXT)
    make_request(comment, span="送货再快点", kind="service")
    make_request(comment, span="外观好看")
    client.force_login(editor)
    kept = [f"{TEXT.index('送货')}-{len(TEXT)}-service"]
    say(client, comment, kept=kept, words="冷宫冰箱", which="1")
    assert [span["start"] for span in spans_of(comment)] == [7, TEXT.index("送货")]
    overlapping = say(client, comment, kept=["7-11-product"], words="冰箱吧")
    assert overlapping.context["form"].non_field_errors()
    say(client, comment, machine="on")
    assert spans_of(comment) is None


def test_others_may_not(client: Client, rnd: User) -> None:
    comment = make_comment(TEXT)
    client.force_login(rnd)
    assert client.get(page_of(comment)).status_code == 403
    change = client.get(reverse("admin:feedback_comment_change", args=[comment.pk]))
    assert page_of(comment) not in change.content.decode()


def test_a_client_sets_spans_once(editor: User) -> None:
    comment, client = make_comment(TEXT, label="praise"), make_client(acts_for=editor)
    body = {"spans": [{"start": 7, "end": 11}], "reason": "漏了"}
    first, again = put(client, comment, body), put(client, comment, body)
    assert first.status_code == 200, first.content
    told = {"comment": comment.pk, "label": "product_request", "spans": [WISH]}
    assert first.json() == again.json() == told
    assert Operation.objects.get().actor == editor
    assert put(client, comment, {"spans": None}).json()["spans"] is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"spans": []},
        {"spans": [{"start": 11, "end": 7}]},
        {"spans": [{"start": 0, "end": 999}]},
        {"spans": [{"start": 0, "end": 5}, {"start": 4, "end": 8}]},
        {"spans": [{"start": 0, "end": 5, "kind": "praise"}]},
        {"spans": [{"start": -1, "end": 5}]},
        {"spans": [{"start": i, "end": i + 1} for i in range(21)]},
        {"spans": [{"start": 12, "end": 13}]},
    ],
)
def test_spans_that_cannot_stand_are_400(editor: User, body: Any) -> None:
    answer = put(make_client(acts_for=editor), make_comment(TEXT), body)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    assert not Operation.objects.exists()


def test_spans_want_the_scope_and_a_colleague(editor: User, rnd: User) -> None:
    comment, body = make_comment(TEXT), {"spans": [WISH]}
    nobody, reader = make_client(Scope.COMMENTS_WRITE), make_client(Scope.COMMENTS_READ)
    for client in (nobody, reader, make_client(acts_for=rnd)):
        assert put(client, comment, body).status_code == 403
    hidden = make_comment(TEXT, state="hidden")
    for pk in (hidden.pk, 999999):
        assert put(make_client(acts_for=editor), pk, body).status_code == 404
    assert not Operation.objects.exists()


def test_only_the_first_places_are_quoted() -> None:
    with pytest.raises(UnknownWordsError) as refusal:
        find_words("好" * 50, "好")
    assert str(refusal.value).count("[好]") == 5
    assert find_words("啊" * 7, "啊啊", which=3) == (4, 6)
