"""Ids are text, exact, and not what a spreadsheet program made of them."""

from __future__ import annotations

import pytest

from feedback.sources import BadRecord, UnknownFormat, read_file
from feedback.sources.ids import clean_id, crawled_id, synthesised_id
from tests.feedback.sources.helpers import FIXTURES, WEIBO_V2_CSV, codes, make_file, read_all


@pytest.mark.parametrize("value", ["5.23044E+15", "5E+15", "#NAME?", "######", "#REF!", "#N/A"])
def test_an_id_ruined_by_excel_is_refused(value):
    with pytest.raises(BadRecord) as refused:
        clean_id(value, field="comment_id")
    assert refused.value.code == "id_ruined"
    assert "Excel" in refused.value.reason


def test_an_id_of_digits_and_one_e_is_not_taken_for_excels():
    assert clean_id("601234567890123456789e12", field="id") == "601234567890123456789e12"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a b", "id_blank"),
        ("a\u3000b", "id_blank"),
        ("a\nb", "id_blank"),
        ("a" * 201, "id_too_long"),
        ("a" * 300, "id_too_long"),
        ("a\0b", "nul"),
        ("a\u200bb", "id_unreadable"),
        ("a\ud83d", "id_unreadable"),
        (5.23e15, "id_number"),
        (1, "id_number"),
        (True, "wrong_type"),
        ({}, "wrong_type"),
    ],
)
def test_what_is_no_id_is_refused(value, code):
    with pytest.raises(BadRecord) as refused:
        clean_id(value, field="external_id")
    assert (refused.value.code, refused.value.field) == (code, "external_id")


@pytest.mark.parametrize("value", [None, "", " \t"])
def test_no_id_is_none(value):
    assert clean_id(value, field="id") is None


def test_the_longest_id_is_taken():
    assert clean_id("a" * 200, field="id") == "a" * 200


def test_a_crawlers_whole_number_is_exact_and_its_float_is_refused():
    assert crawled_id(2**63, field="id") == "9223372036854775808"
    with pytest.raises(BadRecord):
        crawled_id(5.23e15, field="id")


def test_a_made_id_depends_on_every_part_and_its_place():
    made = synthesised_id("jd", "1", "", "", "求")
    assert made == synthesised_id("jd", "1", "", "", "求")
    assert len(made) == 34
    assert made.startswith("h:")
    assert made != synthesised_id("jd", "", "1", "", "求")


def test_a_table_resaved_by_excel_is_refused_with_that_reason():
    with pytest.raises(UnknownFormat, match="without opening it in Excel"):
        read_file(FIXTURES / "awkward/excel_resaved_gbk.csv")


def test_rows_resaved_by_excel_are_refused_one_by_one(tmp_path):
    header, first, second = WEIBO_V2_CSV.read_text("utf-8-sig").splitlines(keepends=True)[:3]
    ruined = first.replace("5230441000000003", "5.23044E+15").replace("😂", "?")
    path = make_file(tmp_path, (header + ruined + second).encode("gb18030"))
    comments, refusals = read_all(path)
    assert codes(refusals) == [(2, "id_ruined")]
    assert [comment.external_id for comment in comments] == ["5230441001234570"]
