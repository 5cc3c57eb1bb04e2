"""POST /comments: each record is taken or refused by itself, nothing is lost, nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from engine.api.models import Scope
from engine.celery import app
from feedback.models import Comment, Fan, Thread
from tests.api import PROBLEM, make_client, post_json

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"
WISH = "求你们出一个冷宫形状的冰箱吧"


def record(**values: Any) -> dict[str, Any]:
    return {"channel": "weibo", "external_id": "5230441234567890", "text_raw": WISH, **values}


def hand_in(*records: Any) -> dict[str, Any]:
    answer = post_json(make_client(Scope.COMMENTS_WRITE), list(records))
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_new_comment_is_stored_and_its_id_told() -> None:
    answer = hand_in(record())
    comment = Comment.objects.get()
    assert answer == {
        "results": [{"index": 0, "outcome": "new", "id": comment.pk}],
        "new": 1,
        "changed": 0,
        "duplicate": 0,
        "refused": 0,
    }
    assert comment.text_raw == WISH


def test_the_same_call_twice_changes_nothing() -> None:
    first = hand_in(record(), record(external_id="2"))
    again = hand_in(record(), record(external_id="2"))
    assert again["duplicate"] == 2
    assert [r["id"] for r in again["results"]] == [r["id"] for r in first["results"]]
    assert Comment.objects.count() == 2


def test_a_comment_that_changed_is_taken_over() -> None:
    hand_in(record(like_count=1))
    assert hand_in(record(like_count=9))["changed"] == 1
    assert Comment.objects.get().like_count == 9


def test_an_object_that_names_comments_is_taken_too() -> None:
    answer = post_json(make_client(), {"comments": [record()]})
    assert answer.json()["new"] == 1


def test_duplicates_within_one_call_are_one_comment() -> None:
    answer = hand_in(record(), record(), record(external_id="2"))
    assert [r["outcome"] for r in answer["results"]] == ["new", "duplicate", "new"]
    assert answer["results"][0]["id"] == answer["results"][1]["id"]
    assert Comment.objects.count() == 2


def test_the_author_is_kept_only_as_a_hash_and_a_mask() -> None:
    hand_in(record(author={"external_id": "1234567890", "display_name": "爱吃剩菜的人"}))
    fan = Fan.objects.get()
    assert fan.masked_name == "爱***人"
    assert "1234567890" not in f"{fan.key}{fan.name_key}"


BAD = [
    ({"external_id": "有 空格"}, "id_blank", "external_id"),
    ({"external_id": "x" * 300}, "id_too_long", "external_id"),
    ({"external_id": 5230441234567890}, "id_number", "external_id"),
    ({"external_id": "5.23044E+15"}, "id_ruined", "external_id"),
    ({"text_raw": "求\0冰箱"}, "nul", "text_raw"),
    ({"text_raw": None}, "missing_field", "text_raw"),
    ({"text_raw": 5}, "wrong_type", "text_raw"),
    ({"text_raw": ["求"]}, "wrong_type", "text_raw"),
    ({"text_raw": "求" * 100_001}, "text_too_long", "text_raw"),
    ({"channel": None}, "missing_field", "channel"),
    ({"channel": "微博"}, "bad_value", "channel"),
    ({"channel": "a" * 30}, "bad_value", "channel"),
    ({"created_at": "30000-01-01T00:00:00+08:00"}, "time_out_of_range", "created_at"),
    ({"created_at": 884541351600}, "time_out_of_range", "created_at"),
    ({"created_at": "yesterday"}, "time_unreadable", "created_at"),
    ({"created_at": []}, "wrong_type", "created_at"),
    ({"like_count": "many"}, "wrong_type", "like_count"),
    ({"like_count": -1}, "bad_value", "like_count"),
    ({"like_count": 2**63}, "count_out_of_range", "like_count"),
    ({"rating": 10**30}, "bad_value", "rating"),
    ({"author": "someone"}, "wrong_type", "author"),
    ({"author": {"external_id": "a\nb"}}, "id_blank", "author.external_id"),
    ({"thread": {"external_id": {}}}, "wrong_type", "thread.external_id"),
    ({"url": "javascript:alert(1)"}, "bad_url", "url"),
    ({"url": "https://example.com/" + "x" * 600}, "bad_url", "url"),
    ({"url": "https://example.com/\ud800"}, "bad_url", "url"),
    ({"kind": "shout"}, "bad_value", "kind"),
    ({"channel": "pigeon"}, "unknown_channel", "channel"),
    ({"state": "erased"}, "bad_value", "state"),
]


@pytest.mark.parametrize(("values", "code", "field"), BAD)
def test_a_bad_record_is_refused_by_name_and_costs_only_itself(
    values: dict[str, Any], code: str, field: str
) -> None:
    answer = hand_in(record(external_id="1"), record(**values), record(external_id="3"))
    assert (answer["new"], answer["refused"]) == (2, 1)
    refused = answer["results"][1]
    assert (refused["code"], refused["field"]) == (code, field)
    assert refused["reason"].isascii()
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("value", [None, 1, "text", [], True, [[]]])
def test_a_record_that_is_no_object_is_refused(value: Any) -> None:
    answer = hand_in(value, record())
    assert (answer["new"], answer["results"][0]["code"]) == (1, "json_not_object")


GOOD = [
    {"text_raw": "😍😍😍"},
    {"text_raw": ""},
    {"text_raw": "half an emoji \ud83d"},
    {"external_id": None},
    {"author": None, "thread": None, "created_at": None, "like_count": None},
    {"author": {}, "thread": {}},
    {"unknown_key": {"deep": [[[]]]}},
    {"created_at": 1763644445, "collected_at": "2026-11-21T09:00:00+08:00"},
    {"thread": {"external_id": "t", "title": "长" * 900}},
    {"author": {"display_name": "\u202e名字"}},
    {"account": "海尔"},
]


@pytest.mark.parametrize("values", GOOD)
def test_an_odd_record_is_taken(values: dict[str, Any]) -> None:
    assert hand_in(record(**values))["new"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1,",
        b"[{]",
        b'[{"rating": NaN}]',
        b'[{"rating": Infinity}]',
        b'[{"rating": 1e999}]',
        b'[{"like_count": ' + b"9" * 5000 + b"}]",
        b'[{"channel": "weibo", "channel": "douyin"}]',
        b"[" * 100_000,
        b'[{"a":' * 50_000,
        "[\u4f60".encode("gb18030"),
        b"\xff\xfe[\x00]\x00",
        b'"weibo"',
        b"null",
        b"{}",
        b'{"comments": {}}',
    ],
)
def test_a_body_that_cannot_be_read_is_refused_whole(body: bytes) -> None:
    answer = make_client().post(URL, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["detail"]
    assert not Comment.objects.exists()


def test_a_byte_order_mark_does_no_harm() -> None:
    body = b"\xef\xbb\xbf" + json.dumps([record()]).encode()
    answer = make_client().post(URL, body, content_type="application/json")
    assert answer.json()["new"] == 1


def test_an_empty_call_is_answered_with_nothing() -> None:
    assert hand_in()["results"] == []


def test_a_thousand_comments_fit_in_one_call() -> None:
    answer = hand_in(*(record(external_id=str(number)) for number in range(1000)))
    assert answer["new"] == 1000


def test_a_thousand_and_one_are_413_and_none_is_stored() -> None:
    answer = post_json(make_client(), [record(external_id=str(n)) for n in range(1001)])
    assert answer.status_code == 413
    assert "1001" in answer.json()["detail"]
    assert not Comment.objects.exists()


def test_ten_megabytes_in_one_text_are_refused_as_one_record() -> None:
    records = [record(text_raw="冰" * (10 * 2**20 // 3)), record(external_id="2")]
    body = json.dumps(records, ensure_ascii=False).encode()
    answer = make_client().post(URL, body, content_type="application/json")
    assert [r.get("code") for r in answer.json()["results"]] == ["text_too_long", None]


def test_a_body_beyond_the_limit_is_413() -> None:
    body = b'["' + b"x" * (21 * 2**20) + b'"]'
    answer = make_client().post(URL, body, content_type="application/json")
    assert answer.status_code == 413
    assert answer["Content-Type"] == PROBLEM


def test_the_number_of_queries_does_not_grow_with_the_comments(
    django_assert_max_num_queries: Any,
) -> None:
    client = make_client()
    for count in (3, 300):
        body = [
            record(external_id=f"{count}-{n}", author={"external_id": f"{count}-{n}"})
            for n in range(count)
        ]
        with django_assert_max_num_queries(15):
            assert post_json(client, body).json()["new"] == count


def test_comments_are_stored_while_the_broker_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    assert hand_in(record())["new"] == 1
    assert "broker away" in caplog.text
    assert Comment.objects.unread().count() == 1


def test_one_thread_id_on_two_channels_is_two_threads() -> None:
    thread = {"external_id": "1", "title": "故宫的雪"}
    hand_in(record(thread=thread), record(channel="douyin", thread={"external_id": "2"}))
    answer = hand_in(
        record(external_id="a", channel="douyin", thread=thread),
        record(external_id="b", thread={"external_id": "2"}),
    )
    assert answer["new"] == 2
    assert Thread.objects.count() == 4


def test_nothing_is_left_open_in_the_database() -> None:
    hand_in(record(), record(text_raw=5))
    assert not connection.needs_rollback
