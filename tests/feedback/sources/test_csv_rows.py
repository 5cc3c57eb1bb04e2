"""Tables: cells that do not fit the header, broken quotation marks, other delimiters."""

from __future__ import annotations

import pytest

from tests.feedback.sources.helpers import MEDIACRAWLER, codes, make_file, read_all

HEADER = "channel,external_id,text\n"


def _ids(comments):
    return [comment.external_id for comment in comments]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    text = (HEADER + 'weibo,1,"冷宫;冰箱|朱红"\n').replace(",", delimiter)
    path = make_file(tmp_path, ("\ufeff" + text).replace("\n", "\r\n"))
    assert [comment.text_raw for comment in read_all(path)[0]] == ["冷宫;冰箱|朱红"]


def test_a_row_with_other_cells_than_the_header_is_refused(tmp_path):
    path = make_file(tmp_path, HEADER + "weibo,1,a,b\nweibo,2\nweibo,3,c\n")
    comments, refusals = read_all(path)
    assert _ids(comments) == ["3"]
    assert codes(refusals) == [(2, "row_ragged"), (3, "row_ragged")]
    assert refusals[0].excerpt == "weibo,1,a,b"


def test_a_ragged_row_over_several_lines_is_refused_once(tmp_path):
    comments, refusals = read_all(make_file(tmp_path, HEADER + 'weibo,1,"a\nb\nc",d\nweibo,2,b\n'))
    assert _ids(comments) == ["2"]
    assert codes(refusals) == [(2, "row_ragged")]


def test_rows_between_two_stray_quotation_marks_are_not_lost(tmp_path):
    comments, refusals = read_all(
        make_file(tmp_path, HEADER + 'weibo,1,"a\nweibo,2,b\nweibo,3",c\nweibo,4,d\n')
    )
    assert _ids(comments) == ["2", '3"', "4"]
    assert codes(refusals) == [(2, "row_ragged")]


def test_a_quotation_mark_never_closed_costs_one_row(tmp_path):
    path = make_file(tmp_path, HEADER + 'weibo,1,"冷宫\nweibo,2,b\nweibo,3,c\n')
    comments, refusals = read_all(path)
    assert _ids(comments) == ["2", "3"]
    assert codes(refusals) == [(2, "row_broken")]


def test_a_quotation_mark_never_closed_in_a_long_file_costs_one_row(tmp_path):
    rows = "".join(f"weibo,{n},求\n" for n in range(2, 1000))
    comments, refusals = read_all(make_file(tmp_path, HEADER + 'weibo,1,"冷宫\n' + rows))
    assert len(comments) == 998
    assert codes(refusals) == [(2, "row_broken")]


def test_a_line_break_inside_a_cell_is_kept():
    comments, _ = read_all(MEDIACRAWLER / "v1/bili/csv/search_comments_2026-06-20.csv")
    assert comments[2].text_raw.count("\n") == 2


def test_line_numbers_count_lines_and_not_rows(tmp_path):
    path = make_file(tmp_path, HEADER + 'weibo,1,"a\nb\nc"\n\nweibo,2,d\n')
    assert [comment.line for comment in read_all(path)[0]] == [2, 6]


def test_a_row_of_10_mb_is_refused_alone(tmp_path):
    path = make_file(tmp_path, HEADER + "weibo,1," + "a" * 10_000_000 + "\nweibo,2,b\n")
    comments, refusals = read_all(path)
    assert _ids(comments) == ["2"]
    assert codes(refusals) == [(2, "line_too_long")]


def test_a_nul_in_a_cell_is_refused_alone(tmp_path):
    path = make_file(tmp_path, HEADER + "weibo,1,a\0b\nweibo,2,b\n")
    comments, refusals = read_all(path)
    assert _ids(comments) == ["2"]
    assert codes(refusals) == [(2, "nul")]


def test_a_cell_beyond_every_limit_is_refused(tmp_path):
    path = make_file(tmp_path, HEADER + "weibo,1," + "a" * 120_000 + "\nweibo,2,b\n")
    comments, refusals = read_all(path)
    assert _ids(comments) == ["2"]
    assert codes(refusals) == [(2, "text_too_long")]


def test_of_two_columns_with_one_name_the_first_counts(tmp_path):
    path = make_file(tmp_path, "channel,text,\uff54ext\nweibo,first,second\n")
    assert read_all(path)[0][0].text_raw == "first"
