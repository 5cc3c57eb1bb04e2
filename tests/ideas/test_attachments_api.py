"""Files of milestones through the API: listed, handed in, sent to be saved, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.api.models import Scope
from engine.ledger.models import Operation
from ideas.models import Attachment, Idea
from ideas.services.attaching import attach_file, take_off_attachment
from tests.api import PROBLEM, all_pages, make_client, post_json
from tests.factories import make_idea
from tests.files import PDF_BYTES, archive, picture, upload

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db


def url(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.pk}/attachments"


def hand_in(client: Client, idea: Idea, content: bytes, **values: Any) -> Any:
    file = upload(content, name=values.pop("name", "冷宫.png"))
    return client.post(url(idea), {"milestone": "concept", "file": file, **values})


def make_attachment(idea: Idea, content: bytes = b"", *, milestone: str = "concept") -> Attachment:
    file = upload(content or picture())
    return attach_file(idea, file=file, milestone=milestone, actor=None)[0]


def test_a_file_is_handed_in_listed_and_downloaded(rnd: User) -> None:
    idea, content = make_idea(), picture("JPEG")
    client = make_client(Scope.IDEAS_READ, Scope.IDEAS_WRITE, acts_for=rnd)

    answer = hand_in(client, idea, content, reason="第一版")

    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["name"], told["content_type"], told["by"]) == ("冷宫.png.jpg", "image/jpeg", "rnd")
    assert all_pages(client, url(idea)) == [told]
    operation = Operation.objects.get(kind="attachment.add")
    assert (operation.actor, operation.reason) == (rnd, "第一版")

    file = client.get(told["file_url"])
    assert b"".join(file.streaming_content) == content
    assert file["Content-Disposition"].startswith("attachment; ")
    assert file["X-Content-Type-Options"] == "nosniff"
    small = client.get(told["thumbnail_url"])
    assert small["Content-Type"] == "image/webp"
    assert b"".join(small.streaming_content).startswith(b"RIFF")


def test_the_same_call_twice_is_one_file(rnd: User) -> None:
    client, idea = make_client(acts_for=rnd), make_idea()
    first, again = (hand_in(client, idea, picture()) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (PDF_BYTES, "not_a_picture"),
        (b"<html><script>alert(1)</script>", "unknown_type"),
        (picture()[:70], "damaged"),
        (picture() + archive({"a": "b"}), "two_in_one"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_refused_is_told_why(rnd: User, content: bytes, code: str) -> None:
    answer = hand_in(make_client(acts_for=rnd), make_idea(), content)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("file", code)
    assert error["detail"].replace("…", "").isascii()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("values", [{"milestone": "launch"}, {"milestone": ""}, {"file": "text"}])
def test_a_call_without_file_or_milestone_is_400(rnd: User, values: dict[str, str]) -> None:
    answer = hand_in(make_client(acts_for=rnd), make_idea(), picture(), **values)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] in values


def test_a_body_too_large_is_413(rnd: User, settings: Any) -> None:
    settings.ATTACHMENT_MOST_BYTES = 1000
    answer = hand_in(make_client(acts_for=rnd), make_idea(), b"x" * (2**20 + 2000))
    assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)


def test_json_is_415(rnd: User) -> None:
    answer = post_json(make_client(acts_for=rnd), {}, url=url(make_idea()))
    assert answer.status_code == 415


def test_a_file_is_taken_off(editor: User) -> None:
    idea = make_idea()
    row = make_attachment(idea)
    client = make_client(acts_for=editor)
    way = f"/api/v1/attachments/{row.pk}"
    assert client.delete(way).status_code == 204
    assert all_pages(client, url(idea)) == []
    assert [client.get(f"{way}/{name}").status_code for name in ("file", "thumbnail")] == [404] * 2
    assert client.delete(way).status_code == 404
    assert Operation.objects.filter(kind="attachment.take_off", actor=editor).exists()


def test_a_document_has_no_thumbnail(rnd: User) -> None:
    idea = make_idea()
    row = make_attachment(idea, PDF_BYTES, milestone="document")
    client = make_client(acts_for=rnd)
    assert all_pages(client, url(idea))[0]["thumbnail_url"] is None
    assert client.get(f"/api/v1/attachments/{row.pk}/thumbnail").status_code == 404


def test_scopes_and_the_colleagues_permissions_bound_a_key(rnd: User) -> None:
    idea = make_idea()
    row = make_attachment(idea)
    way = f"/api/v1/attachments/{row.pk}"
    reader = make_client(Scope.IDEAS_READ, acts_for=rnd)
    assert hand_in(reader, idea, picture("GIF")).status_code == 403
    assert reader.delete(way).status_code == 403
    notes = make_client(Scope.NOTES_READ)
    assert [notes.get(address).status_code for address in (url(idea), f"{way}/file")] == [403] * 2

    refused = make_client(acts_for=rnd).delete(way)
    assert refused.status_code == 403
    assert "ideas.delete_attachment" in refused.json()["detail"]
    rnd.is_active = False
    rnd.save()
    assert hand_in(make_client(acts_for=rnd), idea, picture("GIF")).status_code == 403
    assert Attachment.objects.standing().count() == 1


def test_an_idea_merged_away_stands_for_where_it_went(rnd: User) -> None:
    winner, loser = make_idea(), make_idea("冷宫冰柜")
    Idea.objects.filter(pk=loser.pk).update(merged_into=winner)
    client = make_client(acts_for=rnd)
    hand_in(client, loser, picture())
    assert Attachment.objects.get().idea == winner
    assert len(all_pages(client, url(loser))) == 1


@pytest.mark.parametrize("number", [3, 12])
def test_the_list_asks_a_fixed_number_of_questions(
    django_assert_max_num_queries: Any, number: int
) -> None:
    idea = make_idea()
    for edge in range(number):
        make_attachment(idea, picture(size=(10 + edge, 10)))
    client = make_client(Scope.IDEAS_READ)
    with django_assert_max_num_queries(3):
        assert len(client.get(url(idea)).json()["results"]) == number


def test_what_was_taken_off_is_on_no_page(rnd: User) -> None:
    idea = make_idea()
    kept, gone = (make_attachment(idea, picture(form)) for form in ("PNG", "GIF"))
    take_off_attachment(gone, actor=rnd)
    rows = all_pages(make_client(Scope.IDEAS_READ), f"{url(idea)}?limit=1")
    assert [row["id"] for row in rows] == [kept.pk]
