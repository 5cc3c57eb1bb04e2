"""Odd values in every field, many at once: each record is answered, no call breaks."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from feedback.api.serializers import (
    AuthorRecordSerializer,
    CommentRecordSerializer,
    ThreadRecordSerializer,
)
from feedback.models import Comment
from tests.api import all_pages, make_client

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"

# fmt: off
ODD: list[Any] = [
    None, True, 0, -1, 1.5, 2**31, 2**63, 10**39, 1e308, [], {}, [1], {"a": 1},
    "", "\0", "\ud800", "\udc00x", "a" * 201, "名" * 199, "有 空", "\u202e", "\u3000", "😍" * 100,
    "&#0;", "&#xD800;", "\\ud83d", "<script>x</script>", "//@a:b//@c:d", "\uff11\uff12", "²",
    "2026-11-20", "1763644445", 1763644445, "0001-01-01", "9999-12-31T23:59:59+14:00", "2026-02-30",
    "2026-11-20T21:14:05+99:99", "刚刚", "999999天前", "昨天 25:61", "02-29 12:00", "1.2万",
    "5.2E+15", "http://x", "https://" + "x" * 480, "https://[::1", "weibo", "douyin", "a" * 20,
    "erased", "hidden", "reply", "none", "masked", "sha256_16", "second", "person", "nan", "inf",
]
# fmt: on
FIELDS = [*CommentRecordSerializer().fields, "text", "id_synthesised"]
OF_AUTHOR = list(AuthorRecordSerializer().fields)
OF_THREAD = list(ThreadRecordSerializer().fields)
OUTCOMES = {"new", "changed", "duplicate", "refused"}


def odd_record(chance: Random) -> dict[str, Any]:
    def some(names: list[str], most: int) -> dict[str, Any]:
        return {name: chance.choice(ODD) for name in chance.sample(names, chance.randint(0, most))}

    return {
        "channel": chance.choice(["weibo", "douyin"]),
        "external_id": str(chance.randrange(200)),
        "text_raw": "求冰箱",
        "author": some(OF_AUTHOR, 3),
        "thread": {"external_id": f"t{chance.randrange(9)}", **some(OF_THREAD, 1)},
        **some(FIELDS, 3),
    }


@pytest.mark.parametrize("seed", range(5))
def test_every_record_is_answered_and_what_was_taken_can_be_read(seed: int) -> None:
    client, chance = make_client(), Random(seed)
    for _ in range(3):
        records = [odd_record(chance) for _ in range(100)]
        answer = client.post(URL, json.dumps(records), content_type="application/json")
        assert answer.status_code == 200, answer.content
        assert [r["index"] for r in answer.json()["results"]] == list(range(100))
        assert {r["outcome"] for r in answer.json()["results"]} <= OUTCOMES
    assert len(all_pages(client, f"{URL}?order=created&limit=100")) == Comment.objects.count() > 0


@pytest.mark.parametrize("path", ["comments", "requests", "ideas"])
def test_odd_values_of_parameters_break_no_list(path: str) -> None:
    client = make_client()
    told = client.get(f"/api/v1/{path}?nobody=1").json()["detail"]
    names = told.partition("there are: ")[2].rstrip(".").split(", ")
    assert "limit" in names
    for name in names:
        for value in [v for v in ODD if isinstance(v, str | int | float)]:
            text = str(value).encode("utf-8", "replace").decode()
            answer = client.get(f"/api/v1/{path}", {name: text})
            assert answer.status_code in {200, 400}, (name, value)
