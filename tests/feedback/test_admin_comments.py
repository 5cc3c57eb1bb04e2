"""Editors label, tag and place comments on their pages; services do the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin import site
from django.urls import reverse

from engine.ledger.models import Operation
from feedback.models import Comment, FanRequest, ProductLine, Tag
from tests.factories import make_comment, make_request, make_thread

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/feedback/comment/"


def page_of(comment: Comment) -> str:
    return reverse("admin:feedback_comment_change", args=[comment.pk])


def answer(comment: Comment, **values: Any) -> dict[str, Any]:
    """What the browser sends for an untouched page, with these fields changed."""
    line = comment.product_line_id or ""
    sent = {
        "person_label": comment.person_label,
        "initial-person_label": comment.person_label,
        "product_line": line,
        "initial-product_line": line,
        "tags": [tag.pk for tag in comment.tags.all()],
    }
    return {**sent, **values}


def act(client: Client, action: str, comments: list[Comment], **values: Any) -> Any:
    chosen = [comment.pk for comment in comments]
    return client.post(LIST, {"action": action, "_selected_action": chosen, "index": 0, **values})


def test_a_label_set_on_the_page_is_an_operation_of_the_editor(
    client: Client, editor: User
) -> None:
    comment = make_comment(label="other")
    client.force_login(editor)
    client.post(page_of(comment), answer(comment, person_label="product_request"))
    comment.refresh_from_db()
    operation = Operation.objects.get()
    assert (comment.label, comment.read_at) == ("product_request", None)
    assert (operation.kind, operation.actor) == ("comment.label", editor)


def test_product_line_and_tags_set_on_the_page_are_operations(client: Client, editor: User) -> None:
    comment = make_comment()
    line, tag = ProductLine.objects.create(name="冰箱"), Tag.objects.create(name="文创")
    client.force_login(editor)
    client.post(page_of(comment), answer(comment, product_line=line.pk, tags=[tag.pk]))
    comment.refresh_from_db()
    assert comment.product_line == line
    assert list(comment.tags.all()) == [tag]
    kinds = Operation.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["comment.product_line", "comment.tag"]


def test_an_untouched_page_saves_nothing(client: Client, editor: User) -> None:
    comment = make_comment(person_label="praise")
    client.force_login(editor)
    response = client.post(page_of(comment), answer(comment))
    assert response.status_code == 302
    assert not Operation.objects.exists()


def test_a_colleagues_label_is_not_set_back_by_a_page_opened_before(
    client: Client, editor: User
) -> None:
    comment = make_comment(label="other")
    before = answer(comment)
    Comment.objects.filter(pk=comment.pk).update(person_label="complaint")
    line = ProductLine.objects.create(name="冰箱")
    client.force_login(editor)
    client.post(page_of(comment), {**before, "product_line": line.pk})
    comment.refresh_from_db()
    assert (comment.person_label, comment.product_line) == ("complaint", line)


def test_what_the_machine_said_and_the_raw_text_cannot_be_posted(
    client: Client, editor: User
) -> None:
    comment = make_comment("原话", label="other")
    client.force_login(editor)
    forged = {"text_raw": "改过", "text": "改过", "machine_label": "praise", "like_count": 9}
    client.post(page_of(comment), answer(comment, **forged))
    comment.refresh_from_db()
    assert (comment.text_raw, comment.text) == ("原话", "原话")
    assert (comment.machine_label, comment.like_count) == ("other", None)


def test_many_comments_are_labelled_at_once(client: Client, editor: User) -> None:
    comments = [make_comment(label="other") for _ in range(3)]
    client.force_login(editor)
    asked = act(client, "label_as", comments)
    assert asked.status_code == 200
    assert not Operation.objects.exists()
    act(client, "label_as", comments, label="praise", reason="都是表扬", apply="1")
    assert set(Comment.objects.values_list("label", flat=True)) == {"praise"}
    operation = Operation.objects.get()
    assert (operation.actor, operation.reason) == (editor, "都是表扬")
    assert operation.changes.count() == 3


def test_a_label_goes_back_to_the_machine(client: Client, editor: User) -> None:
    comment = make_comment(label="other", person_label="praise")
    client.force_login(editor)
    act(client, "label_as", [comment], label="machine", apply="1")
    comment.refresh_from_db()
    assert (comment.person_label, comment.label) == ("", "other")


def test_all_pages_of_a_filter_are_labelled_at_once(client: Client, editor: User) -> None:
    inside = [make_comment(channel="douyin") for _ in range(3)]
    outside = make_comment(channel="weibo")
    client.force_login(editor)
    client.post(
        f"{LIST}?channel__exact=douyin",
        {
            "action": "label_as",
            "_selected_action": [inside[0].pk],
            "select_across": "1",
            "index": 0,
            "label": "spam",
            "apply": "1",
        },
    )
    labels = dict(Comment.objects.values_list("pk", "label"))
    assert [labels[comment.pk] for comment in inside] == ["spam"] * 3
    assert labels[outside.pk] == "product_request"


def test_tags_are_put_on_and_taken_off_at_once(client: Client, editor: User) -> None:
    old = Tag.objects.create(name="旧")
    comments = [make_comment() for _ in range(2)]
    for comment in comments:
        comment.tags.add(old)
    client.force_login(editor)
    act(client, "set_tags", comments, add="文创， 冰箱", remove=[old.pk], apply="1")
    for comment in comments:
        assert {tag.name for tag in comment.tags.all()} == {"文创", "冰箱"}
    assert Operation.objects.get().kind == "comment.tag"


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("label_as", {"label": "nonsense"}),
        ("set_tags", {"add": "，、 "}),
        ("set_tags", {"add": "很" * 41}),
        ("set_line", {"product_line": "0"}),
    ],
)
def test_a_wrong_answer_is_asked_again_and_changes_nothing(
    client: Client, editor: User, action: str, values: dict[str, str]
) -> None:
    client.force_login(editor)
    response = act(client, action, [make_comment()], apply="1", **values)
    assert response.status_code == 200
    assert "lg-error" in response.content.decode()
    assert not Operation.objects.exists()


def test_a_product_line_is_set_and_taken_back_at_once(client: Client, editor: User) -> None:
    line = ProductLine.objects.create(name="洗衣机")
    comments = [make_comment() for _ in range(2)]
    client.force_login(editor)
    act(client, "set_line", comments, product_line=line.pk, apply="1")
    assert Comment.objects.filter(product_line=line).count() == 2
    act(client, "set_line", comments, product_line="", apply="1")
    assert not Comment.objects.filter(product_line=line).exists()


def test_r_and_d_sees_and_cannot_change(client: Client, rnd: User) -> None:
    comment = make_comment(label="other")
    client.force_login(rnd)
    page = client.get(page_of(comment))
    assert page.status_code == 200
    assert 'name="person_label"' not in page.content.decode()
    sent = client.post(page_of(comment), answer(comment, person_label="praise"))
    act(client, "label_as", [comment], label="praise", apply="1")
    comment.refresh_from_db()
    assert (sent.status_code, comment.label) == (403, "other")


def test_nobody_adds_or_deletes_comments_by_hand(admin_client: Client) -> None:
    comment = make_comment()
    deleting = reverse("admin:feedback_comment_delete", args=[comment.pk])
    assert admin_client.post("/admin/feedback/comment/add/", {}).status_code == 403
    assert admin_client.post(deleting, {"post": "yes"}).status_code == 403
    act(admin_client, "delete_selected", [comment], post="yes")
    assert Comment.objects.filter(pk=comment.pk).exists()
    with pytest.raises(NotImplementedError):
        site.get_model_admin(Comment).delete_queryset(None, Comment.objects.all())


def test_two_character_words_are_found(client: Client, rnd: User) -> None:
    make_comment("求一个能洗鞋的洗衣机")
    make_comment("冰箱真好看")
    client.force_login(rnd)
    found = client.get(LIST, {"q": "洗鞋"}).context["cl"].queryset
    assert [comment.text for comment in found] == ["求一个能洗鞋的洗衣机"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"label": "praise"}, {"表扬"}),
        ({"sureness": "unsure"}, {"没把握"}),
        ({"sureness": "person"}, {"表扬"}),
        ({"channel__exact": "douyin"}, {"抖音的"}),
        ({"created_at_from": "2026-11-02", "created_at_to": "2026-11-02"}, {"第二天深夜"}),
        ({"created_at_from": "gestern", "created_at_to": "9999-12-31"}, None),
    ],
)
def test_filters_narrow_the_list(
    client: Client, rnd: User, query: dict[str, str], expected: set[str] | None
) -> None:
    old = "2025-01-01T00:00:00Z"
    make_comment("表扬", person_label="praise", machine_confidence=0.1, created_at=old)
    make_comment("没把握", machine_confidence=0.4, created_at=old)
    make_comment("抖音的", channel="douyin", machine_confidence=0.9, created_at=old)
    # 23:30 in Shanghai: a filter on naive midnights would lose it
    make_comment("第二天深夜", machine_confidence=0.9, created_at="2026-11-02T15:30:00Z")
    client.force_login(rnd)
    found = {comment.text for comment in client.get(LIST, query).context["cl"].queryset}
    assert found == (expected or {"表扬", "没把握", "抖音的", "第二天深夜"})


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, editor: User, django_assert_num_queries: Any, number: int
) -> None:
    thread = make_thread()
    for _ in range(number):
        make_request(make_comment(thread=thread))
    client.force_login(editor)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)


def test_the_page_tells_requests_thread_and_history(client: Client, editor: User) -> None:
    thread = make_thread(title="故宫的新展")
    comment = make_comment("做个冷宫冰箱吧，求你", thread=thread, parent_external_id="root")
    make_comment("被回复的话", external_id="root", thread=thread)
    make_request(comment, span="冷宫冰箱", why=[{"code": "beg", "detail": "求你"}])
    client.force_login(editor)
    client.post(page_of(comment), answer(comment, person_label="product_request"))
    page = client.get(page_of(comment)).content.decode()
    assert "<mark>冷宫冰箱</mark>" in page
    assert "恳求：“求你”" in page
    assert "被回复的话" in page
    assert "故宫的新展" in page
    assert "标注意图" in page
    assert "产品诉求" in page


def test_a_span_that_no_longer_stands_in_the_text_is_not_marked(client: Client, rnd: User) -> None:
    request = make_request(make_comment("做个冷宫冰箱吧"), span="冷宫冰箱")
    Comment.objects.update(text="改过的文字在这里")
    client.force_login(rnd)
    assert "<mark>" not in client.get(LIST).content.decode()
    detail = reverse("admin:feedback_fanrequest_change", args=[request.pk])
    assert "<mark>" not in client.get(detail).content.decode()
    assert FanRequest.objects.count() == 1


def test_neighbours_with_unknown_likes_do_not_come_first(client: Client, rnd: User) -> None:
    thread = make_thread()
    comment = make_comment("本条", thread=thread)
    make_comment("不知多少赞", thread=thread, like_count=None)
    make_comment("两个赞", thread=thread, like_count=2)
    client.force_login(rnd)
    shown = client.get(page_of(comment)).context["neighbours"]
    assert [other.row.text for other in shown] == ["两个赞", "不知多少赞"]
