"""Keyset paging: complete, without repetition, also while rows arrive and over empty columns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api import all_pages, make_client
from tests.factories import make_comment, make_idea

pytestmark = pytest.mark.django_db
COMMENTS = "/api/v1/comments"
IDEAS = "/api/v1/ideas"


def ids(rows: list) -> list[int]:
    return [row["id"] for row in rows]


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    made = [make_comment().pk for _ in range(7)]
    assert ids(all_pages(make_client(), f"{COMMENTS}?limit=3")) == made[::-1]


def test_the_last_page_has_no_next_even_when_it_is_full() -> None:
    for _ in range(4):
        make_comment()
    client = make_client()
    first = client.get(f"{COMMENTS}?limit=2").json()
    last = client.get(COMMENTS, {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert len(last["results"]) == 2
    assert (last["next"], last["next_cursor"]) == (None, None)


def test_an_empty_list_is_one_empty_page() -> None:
    assert make_client().get(COMMENTS).json() == {"results": [], "next": None, "next_cursor": None}


def test_rows_that_arrive_meanwhile_shift_nothing() -> None:
    made = [make_comment().pk for _ in range(4)]
    client = make_client()
    first = client.get(f"{COMMENTS}?limit=2").json()
    make_comment()
    rest = all_pages(client, first["next"])
    assert ids(first["results"]) + ids(rest) == made[::-1]


@pytest.mark.parametrize("order", ["created", "-created"])
def test_rows_without_a_time_come_last_both_ways(order: str) -> None:
    now = timezone.now()
    early = make_comment(created_at=now - timedelta(days=1)).pk
    nulls = [make_comment(created_at=None).pk for _ in range(3)]
    late = make_comment(created_at=now).pk
    found = ids(all_pages(make_client(), f"{COMMENTS}?order={order}&limit=1"))
    if order == "created":
        assert found == [early, late, *nulls]
    else:
        assert found == [late, early, *nulls[::-1]]


@pytest.mark.parametrize("order", ["effective", "-effective"])
def test_floats_that_differ_in_the_last_digit_or_not_at_all_are_paged(order: str) -> None:
    values = [0.1 + 0.2, 0.3, 0.3, 1e-9, 1e22, None, 0.0, None]
    made = {make_idea(effective=value).pk: value for value in values}
    found = ids(all_pages(make_client(), f"{IDEAS}?order={order}&limit=1"))
    sign = 1 if order == "effective" else -1
    expected = sorted(made, key=lambda pk: (made[pk] is None, sign * (made[pk] or 0.0), pk))
    assert found == expected


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1e2", "9" * 5000, "²"])
def test_a_limit_out_of_bounds_is_400(limit: str) -> None:
    answer = make_client().get(COMMENTS, {"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "limit"


def test_two_hundred_rows_fit_a_page() -> None:
    assert make_client().get(f"{COMMENTS}?limit=200").status_code == 200


@pytest.mark.parametrize("cursor", ["x", "W10:abc:def", "\x00", "€", "a" * 5000])
def test_a_cursor_we_did_not_make_is_400(cursor: str) -> None:
    answer = make_client().get(COMMENTS, {"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_a_cursor_of_another_order_or_list_is_400() -> None:
    for _ in range(2):
        make_comment()
    client = make_client()
    cursor = client.get(f"{COMMENTS}?limit=1").json()["next_cursor"]
    assert client.get(COMMENTS, {"cursor": cursor, "order": "created"}).status_code == 400
    assert client.get("/api/v1/requests", {"cursor": cursor}).status_code == 400


def test_an_unknown_order_is_400_and_the_known_ones_are_told() -> None:
    answer = make_client().get(f"{IDEAS}?order=fans")
    assert answer.status_code == 400
    assert "-effective" in answer.json()["detail"]


def test_next_keeps_the_filters() -> None:
    for channel in ("weibo", "douyin", "weibo", "weibo"):
        make_comment(channel=channel)
    found = all_pages(make_client(), f"{COMMENTS}?channel=weibo&limit=2")
    assert [row["channel"] for row in found] == ["weibo"] * 3
