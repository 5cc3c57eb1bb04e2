"""Label, tags and product line of a comment over the API, by the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.api.models import Scope
from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.models import Comment, CommentState, ProductLine, RequestKind, Tag
from feedback.services.spanning import Span, set_spans
from tests.api import PROBLEM, make_client, post_json
from tests.factories import make_comment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"
ACTS = {"label": "complaint", "tags": ["甲"], "product_line": None}


def put(pk: int, what: str, *, actor: User | None, scopes: Any = None, **body: Any) -> Any:
    client = make_client(*(scopes or (Scope.COMMENTS_WRITE,)), acts_for=actor)
    address = f"{URL}/{pk}/{what.replace('_', '-')}"
    return client.put(address, data=body, content_type="application/json")


def take_back(actor: User) -> None:
    client = make_client(Scope.LEDGER_WRITE, acts_for=actor)
    address = f"/api/v1/operations/{Operation.objects.latest('pk').pk}/undo"
    answer = post_json(client, {}, url=address)
    assert answer.status_code == 200, answer.content


def test_a_comment_is_labelled_once_and_the_undo_gives_it_back(editor: User) -> None:
    comment = make_comment()
    for _ in range(2):
        answer = put(comment.pk, "label", actor=editor, label="complaint", reason="在抱怨")
        assert answer.status_code == 200, answer.content
        assert (answer.json()["label"], answer.json()["label_by"]) == ("complaint", "person")
    operation = Operation.objects.get()
    told = (operation.kind, operation.actor, operation.reason)
    assert told == ("comment.label", editor, "在抱怨")
    take_back(editor)
    assert Comment.objects.get().person_label == ""


def test_null_leaves_the_label_to_the_machine_and_ends_a_persons_spans(editor: User) -> None:
    comment = make_comment("求冷宫冰箱")
    set_spans(comment, spans=[Span(1, 5, RequestKind.PRODUCT)], actor=editor)
    answer = put(comment.pk, "label", actor=editor, label=None)
    assert (answer.json()["label"], answer.json()["label_by"]) == ("product_request", "machine")
    comment.refresh_from_db()
    assert (comment.person_label, comment.person_spans, comment.read_at) == ("", None, None)
    undo(Operation.objects.latest("pk"), actor=editor)
    comment.refresh_from_db()
    assert comment.person_spans == [{"start": 1, "end": 5, "kind": "product"}]


def test_tags_take_the_place_of_those_before(editor: User) -> None:
    comment = make_comment()
    for tags in (["冷宫", " 联名  款 "], ["联名 款", "新品"], ["新品", "联名 款", "新品"]):
        answer = put(comment.pk, "tags", actor=editor, tags=tags, reason="展会")
        assert answer.json()["tags"] == sorted({" ".join(tag.split()) for tag in tags})
    assert Operation.objects.count() == 2
    assert Operation.objects.latest("pk").reason == "展会"
    take_back(editor)
    assert set(comment.tags.values_list("name", flat=True)) == {"冷宫", "联名 款"}
    assert put(comment.pk, "tags", actor=editor, tags=[]).json()["tags"] == []


def test_a_product_line_is_named_and_taken_off(editor: User) -> None:
    comment, line = make_comment(), ProductLine.objects.create(name="冰箱")
    for _ in range(2):
        answer = put(comment.pk, "product_line", actor=editor, product_line="冰箱", reason="冰箱")
        assert answer.json()["product_line"] == {"id": line.pk, "name": "冰箱"}
    assert Operation.objects.get().reason == "冰箱"
    take_back(editor)
    assert Comment.objects.get().product_line is None


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("label", {}),
        ("label", {"label": ""}),
        ("label", {"label": "king"}),
        ("label", {"label": "spam\0"}),
        ("label", {"label": "spam", "reason": "长" * 501}),
        ("tags", {}),
        ("tags", {"tags": "冷宫"}),
        ("tags", {"tags": [" "]}),
        ("tags", {"tags": ["冷\0宫"]}),
        ("tags", {"tags": ["\ud800"]}),
        ("tags", {"tags": ["长" * 41]}),
        ("tags", {"tags": [{"name": "冷宫"}]}),
        ("tags", {"tags": [str(number) for number in range(51)]}),
        ("product_line", {}),
        ("product_line", {"product_line": "洗衣机"}),
        ("product_line", {"product_line": "冰\0箱"}),
        ("product_line", {"product_line": {"name": "冰箱"}}),
    ],
)
def test_what_cannot_be_read_is_400(editor: User, what: str, body: dict[str, Any]) -> None:
    answer = put(make_comment().pk, what, actor=editor, **body)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    assert not Operation.objects.exists()
    assert not Tag.objects.exists()


def test_hostile_words_stay_words(editor: User) -> None:
    hostile = "<script>alert(1)</script>'; --"
    answer = put(make_comment().pk, "tags", actor=editor, tags=[hostile], reason=hostile)
    assert answer.json()["tags"] == [hostile]
    assert Operation.objects.get().reason == hostile


@pytest.mark.parametrize("what", ACTS)
def test_what_is_not_there_or_hidden_is_404(editor: User, what: str) -> None:
    hidden = make_comment(state=CommentState.HIDDEN)
    for pk in (10**9, hidden.pk):
        assert put(pk, what, actor=editor, **{what: ACTS[what]}).status_code == 404
    assert not Operation.objects.exists()


@pytest.mark.parametrize("what", ACTS)
def test_it_wants_the_scope_and_a_colleague_who_may(editor: User, rnd: User, what: str) -> None:
    pk, body = make_comment().pk, {what: ACTS[what]}
    assert put(pk, what, actor=rnd, **body).status_code == 403
    assert put(pk, what, actor=None, **body).status_code == 403
    assert put(pk, what, actor=editor, scopes=(Scope.COMMENTS_READ,), **body).status_code == 403
    assert not Operation.objects.exists()
