"""Files on an idea's page: attached, shown small, sent so that nothing runs, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from ideas.models import Attachment, Idea
from ideas.services.attaching import attach_file, take_off_attachment
from tests.factories import make_idea
from tests.files import PDF_BYTES, archive, picture, upload

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db


def make_attachment(idea: Idea | None = None, **values: Any) -> Attachment:
    content = values.pop("content", picture())
    milestone, name = values.pop("milestone", "concept"), values.pop("name", "概念图.png")
    file = upload(content, name=name)
    return attach_file(idea or make_idea(), file=file, milestone=milestone, actor=None)[0]


def attach(client: Client, idea: Idea, content: bytes, **values: Any) -> Any:
    address = reverse("admin:ideas_idea_attach", args=[idea.pk])
    file = upload(content, name=values.pop("name", "图.png"))
    return client.post(address, {"milestone": "concept", "file": file, **values}, follow=True)


def page_of(idea: Idea) -> str:
    return reverse("admin:ideas_idea_change", args=[idea.pk])


def ways(row: Attachment) -> tuple[str, str, str]:
    names = ("attachment", "thumbnail", "take_off")
    return tuple(reverse(f"admin:ideas_idea_{name}", args=[row.pk]) for name in names)  # type: ignore[return-value]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_attached_and_shown_on_the_page(client: Client, rnd: User) -> None:
    idea = make_idea()
    client.force_login(rnd)
    page = attach(client, idea, picture(), name="冷宫冰箱.png").content.decode()
    row = Attachment.objects.get()
    assert (row.idea, row.made_by, row.milestone) == (idea, rnd, "concept")
    file, small, _take_off = ways(row)
    for words in ("文件已附上", "冷宫冰箱.png", "概念图", file, small):
        assert words in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PDF_BYTES, "用图片展示"),
        (b"<svg onload=alert(1)>", "只接受图片"),
        (picture()[:70], "图片已损坏"),
        (b"", "lg-error"),
        (picture() + archive({"a": "b"}), "既是图片又是压缩包"),
    ],
    ids=["pdf", "svg", "cut", "empty", "polyglot"],
)
def test_a_file_that_is_refused_is_asked_again(
    client: Client, editor: User, content: bytes, words: str
) -> None:
    client.force_login(editor)
    assert words in attach(client, make_idea(), content).content.decode()
    assert not Attachment.objects.exists()


def test_a_body_too_large_is_refused_as_a_whole(
    client: Client, editor: User, settings: Any
) -> None:
    settings.ATTACHMENT_MOST_BYTES = 1000
    client.force_login(editor)
    answer = attach(client, make_idea(), b"x" * (2**20 + 2000))
    assert answer.status_code == 400
    assert not Attachment.objects.exists()


def test_the_same_file_twice_is_said_to_be_there(client: Client, editor: User) -> None:
    idea = make_idea()
    client.force_login(editor)
    attach(client, idea, picture())
    assert "已经附过" in attach(client, idea, picture()).content.decode()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "milestone", "name", "sent_as"),
    [
        (picture(), "concept", "冷宫.png", "filename*=utf-8''%E5%86%B7%E5%AE%AB.png"),
        (PDF_BYTES, "document", "a\u202efdp.exe", 'filename="afdp.exe.pdf"'),
        (
            picture("GIF") + b"<script>alert(1)</script>",
            "concept",
            "x.html",
            'filename="x.html.gif"',
        ),
        (picture(), "concept", 'a"; b=c.png', 'filename="a\\"; b=c.png"'),
    ],
)
def test_a_file_is_sent_to_be_saved_and_never_shown(
    client: Client, rnd: User, content: bytes, milestone: str, name: str, sent_as: str
) -> None:
    row = make_attachment(content=content, milestone=milestone, name=name)
    client.force_login(rnd)
    answer = client.get(ways(row)[0])
    assert body(answer) == content
    assert answer["Content-Disposition"] == f"attachment; {sent_as}"
    assert answer["Content-Type"] == row.content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_only_our_own_small_picture_is_shown(client: Client, rnd: User) -> None:
    row = make_attachment(
        content=picture("GIF", comment=b"<script>") + b"<script>alert(1)</script>"
    )
    client.force_login(rnd)
    answer = client.get(ways(row)[1])
    assert answer["Content-Disposition"] == 'inline; filename="small"'
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    sent = body(answer)
    assert sent.startswith(b"RIFF")
    assert b"script" not in sent


def test_a_document_has_nothing_to_show(client: Client, rnd: User) -> None:
    row = make_attachment(content=PDF_BYTES, milestone="document")
    client.force_login(rnd)
    assert client.get(ways(row)[1]).status_code == 404
    assert ways(row)[1] not in client.get(page_of(row.idea)).content.decode()


def test_a_file_gone_from_the_store_is_not_found(client: Client, rnd: User) -> None:
    row = make_attachment()
    default_storage.delete(row.file.name)
    client.force_login(rnd)
    assert client.get(ways(row)[0]).status_code == 404


def test_an_editor_takes_a_file_off_with_a_reason(client: Client, editor: User) -> None:
    row = make_attachment()
    client.force_login(editor)
    assert "概念图.png" in client.get(ways(row)[2]).content.decode()
    page = client.post(ways(row)[2], {"reason": "画错了", "apply": "1"}, follow=True)
    assert "文件已撤下" in page.content.decode()
    assert "概念图.png" not in page.content.decode().split('id="history"')[0]
    assert client.get(ways(row)[0]).status_code == 404


def test_who_may_not_is_refused_on_every_address(client: Client, rnd: User) -> None:
    row = make_attachment()
    for address in ways(row):
        assert client.get(address).status_code == 302
    client.force_login(rnd)
    assert client.post(ways(row)[2], {"apply": "1"}).status_code == 403
    rnd.groups.clear()
    for address in ways(row)[:2]:
        assert client.get(address).status_code == 403
    assert attach(client, row.idea, picture("JPEG")).status_code == 403
    row.refresh_from_db()
    assert row.is_standing


def test_a_file_taken_off_is_not_sent(client: Client, rnd: User) -> None:
    row = make_attachment()
    take_off_attachment(row, actor=rnd)
    client.force_login(rnd)
    assert [client.get(address).status_code for address in ways(row)[:2]] == [404, 404]


def test_a_hostile_name_is_shown_as_text(client: Client, rnd: User) -> None:
    row = make_attachment(name="<img src=x onerror=alert(1)>.png")
    client.force_login(rnd)
    page = client.get(page_of(row.idea)).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
