"""weibo-crawler's comments: raw API times, names without ids, HTML kept."""

from __future__ import annotations

from datetime import UTC, datetime

from feedback.intake import AuthorData
from tests.feedback.sources.helpers import WEIBO_CRAWLER, make_file, read_all

HEADER = "id,weibo_id,created_at,user_screen_name,text,pic_url,like_count\n"
COLLECTED = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_the_time_of_the_api_is_read():
    comments, refusals = read_all(WEIBO_CRAWLER)
    assert refusals == []
    assert comments[0].created_at == datetime(2026, 11, 20, 1, 30, 15, tzinfo=UTC)


def test_a_relative_time_without_a_collection_time_is_unknown():
    comments, _ = read_all(WEIBO_CRAWLER)
    assert comments[4].created_at is None
    assert comments[4].created_at_precision == "unknown"


def test_a_relative_time_counts_from_the_collection_time():
    comments, _ = read_all(WEIBO_CRAWLER, collected_at=COLLECTED)
    assert comments[4].created_at == datetime(2026, 11, 20, 3, 57, tzinfo=UTC)
    assert comments[4].created_at_precision == "relative"
    assert comments[4].collected_at == COLLECTED


def test_an_author_without_an_id_keeps_the_name():
    comments, _ = read_all(WEIBO_CRAWLER)
    assert comments[0].author == AuthorData(None, "none", "爱吃冻梨的阿福")


def test_likes_not_given_are_unknown_and_given_zero_is_zero():
    comments, _ = read_all(WEIBO_CRAWLER)
    assert [comment.like_count for comment in comments] == [1562, 44, None, 0, None, 1893]


def test_html_is_left_for_the_reading():
    comments, _ = read_all(WEIBO_CRAWLER)
    assert "<img alt=[doge]" in comments[1].text_raw


def test_the_tab_behind_an_id_is_not_part_of_it(tmp_path):
    row = "5230441000000003\t,5230440912345678\t,,阿福,求,,\n"
    comments, _ = read_all(make_file(tmp_path, HEADER + row))
    assert comments[0].external_id == "5230441000000003"
    assert comments[0].thread.external_id == "5230440912345678"


def test_a_header_repeated_in_mid_file_is_no_row(tmp_path):
    row = "{},2,,阿福,求,,\n"
    text = HEADER + row.format(1) + "\ufeff" + HEADER + row.format(3)
    comments, refusals = read_all(make_file(tmp_path, text))
    assert [comment.external_id for comment in comments] == ["1", "3"]
    assert [comment.line for comment in comments] == [2, 4]
    assert refusals == []


def test_a_year_of_30000_is_refused(tmp_path):
    row = "1,2,Fri Nov 20 09:30:15 +0800 30000,阿福,求,,\n1,2,30000-01-01 00:00:00,阿福,求,,\n"
    _, refusals = read_all(make_file(tmp_path, HEADER + row))
    assert [(r.line, r.field) for r in refusals] == [(2, "created_at"), (3, "created_at")]
