"""GET /comments: filters, search, order, and what is never shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from feedback.models import Account, ProductLine, Tag
from tests.api import all_pages, make_client
from tests.factories import make_comment, make_fan, make_request, make_thread

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"


def found(**parameters: Any) -> list[int]:
    answer = make_client().get(URL, parameters)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_comment_is_shown_with_its_place_and_labels() -> None:
    account = Account.objects.create(channel="weibo", name="海尔")
    line = ProductLine.objects.create(name="冰箱")
    comment = make_comment(
        account=account,
        thread=make_thread(title="故宫的雪"),
        product_line=line,
        person_label="praise",
        like_count=None,
    )
    comment.tags.add(Tag.objects.create(name="联名"))
    (row,) = make_client().get(URL).json()["results"]
    assert row["account"] == {"id": account.pk, "name": "海尔"}
    assert row["thread"]["title"] == "故宫的雪"
    assert row["product_line"] == {"id": line.pk, "name": "冰箱"}
    assert (row["label"], row["label_by"]) == ("praise", "person")
    assert row["tags"] == ["联名"]
    assert row["like_count"] is None


def test_who_wrote_is_never_shown() -> None:
    fan = make_fan(masked_name="爱***人", key="k" * 64)
    comment = make_comment(
        "出个冰箱", fan=fan, text_raw="回复@小明: 出个冰箱 //@小红: 对", url="https://weibo.com/1/2"
    )
    for url in (URL, f"{URL}/{comment.pk}"):
        answer = make_client().get(url).content.decode()
        assert all(name not in answer for name in ("爱***人", "kkkk", "小明", "小红", "weibo.com"))


@pytest.mark.parametrize("state", ["hidden", "deleted_upstream", "erased"])
def test_words_that_were_taken_down_are_not_shown(state: str) -> None:
    comment = make_comment("出个冰箱吧", state=state)
    make_request(comment)
    answer = make_client().get(f"{URL}/{comment.pk}").json()
    assert (answer["text"], answer["requests"], answer["state"]) == ("", [], state)


def test_our_own_accounts_are_marked() -> None:
    make_comment(fan=make_fan(machine_role="own"))
    (row,) = make_client().get(URL).json()["results"]
    assert row["is_ours"] is True


def test_one_comment_shows_its_requests() -> None:
    comment = make_comment("真好看，求出一个冷宫冰箱")
    request = make_request(comment, span="求出一个冷宫冰箱")
    make_request(comment, span="真好看", retired_at=timezone.now())
    (span,) = make_client().get(f"{URL}/{comment.pk}").json()["requests"]
    assert span["id"] == request.pk
    assert comment.text[span["start"] : span["end"]] == span["text"] == "求出一个冷宫冰箱"


def test_channel_and_label_filter_and_may_be_repeated() -> None:
    weibo = make_comment(channel="weibo", label="praise").pk
    douyin = make_comment(channel="douyin", label="spam").pk
    make_comment(channel="zhihu", label="other")
    assert found(channel="weibo") == [weibo]
    assert found(channel=["weibo", "douyin"]) == [douyin, weibo]
    assert found(label=["spam", "praise"], channel="weibo") == [weibo]


def test_account_filters_by_name() -> None:
    account = Account.objects.create(channel="weibo", name="海尔冰箱")
    comment = make_comment(account=account).pk
    make_comment()
    assert found(account="海尔冰箱") == [comment]


def test_from_includes_and_to_excludes_the_moment_itself() -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    comments = [make_comment(created_at=noon + timedelta(hours=h)).pk for h in (-1, 0, 1)]
    make_comment(created_at=None)
    start, end = "2026-11-20T12:00:00Z", "2026-11-20T21:00:00+08:00"
    assert found(created_from=start, created_to=end) == [comments[1]]


def test_a_bare_date_is_its_beginning_at_home() -> None:
    home = datetime(2026, 11, 19, 16, tzinfo=UTC)
    comment = make_comment(created_at=home).pk
    make_comment(created_at=home - timedelta(seconds=1))
    assert found(created_from="2026-11-20") == [comment]


@pytest.mark.parametrize("time", ["30000-01-01", "2026-13-01", "0", "now", "2026-11-20T25:00"])
def test_a_time_that_is_none_is_400(time: str) -> None:
    assert make_client().get(URL, {"created_from": time}).status_code == 400


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_time_do_no_harm(time: str) -> None:
    assert make_client().get(URL, {"created_from": time}).status_code == 200


def test_received_since_serves_a_client_that_follows() -> None:
    make_comment(received_at=timezone.now() - timedelta(days=1))
    fresh = make_comment().pk
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert found(received_since=since, order="received") == [fresh]


def test_search_finds_words_of_two_characters() -> None:
    fridge = make_comment("求出一个冷宫冰箱").pk
    make_comment("洗衣机什么时候能洗鞋")
    assert found(q="冰箱") == [fridge]
    assert found(q="冰箱 冷宫") == [fridge]
    assert found(q="冰箱 洗鞋") == []
    assert found(q="冰") == [fridge]


@pytest.mark.parametrize("q", ["%", "_", "？！", "\\", "'", "😍", " "])
def test_search_for_marks_does_no_harm(q: str) -> None:
    make_comment("求出一个冷宫冰箱")
    assert make_client().get(URL, {"q": q}).status_code == 200


def test_a_query_too_long_is_400() -> None:
    assert make_client().get(URL, {"q": "冰" * 101}).status_code == 400


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_costs_three_queries(rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        make_comment(thread=make_thread()).tags.add(Tag.objects.get_or_create(name="x")[0])
    client = make_client()
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["results"]) == rows


def test_every_order_lists_every_comment() -> None:
    for _ in range(5):
        make_comment()
    for order in ("received", "-received", "created", "-created"):
        assert len(all_pages(make_client(), f"{URL}?order={order}&limit=2")) == 5


def test_the_machine_s_doubts_come_first_and_people_s_labels_last() -> None:
    sure, doubted, level = (make_comment(machine_confidence=c).pk for c in (0.9, 0.4, 0.9))
    labelled = make_comment(machine_confidence=0.1, person_label="praise").pk
    unread = make_comment(label="", read_at=None).pk
    assert found(order="sureness") == [doubted, level, sure, unread, labelled]
    paged = all_pages(make_client(), f"{URL}?order=sureness&limit=2")
    assert [row["id"] for row in paged] == found(order="sureness")
