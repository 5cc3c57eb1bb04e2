"""The invented sample: what it promises to everybody who shows or measures with it."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from feedback.intake import CommentData
from feedback.sources import read_file

SAMPLE = Path(__file__).resolve().parents[2] / "feedback" / "sample"
REQUESTS = {"product_request", "service_request"}
FILES = {
    "mediacrawler.weibo": (
        "weibo/search_comments_2026-11-18.jsonl",
        "weibo/search_comments_2026-11-19.jsonl",
        "weibo/detail_comments_2026-06-18.csv",
    ),
    "mediacrawler.xiaohongshu": ("xhs/search_comments_2026-11-18.json",),
    "mediacrawler.douyin": ("douyin/detail_comments_2026-11-20.csv",),
    "mediacrawler.bilibili": ("bili/detail_comments_2026-11-20.jsonl",),
    "weibo_crawler.weibo": ("极光电器/极光电器_comments.csv",),
    "canonical.": ("canonical/comments.jsonl", "canonical/comments.csv"),
}
PATHS = [path for paths in FILES.values() for path in paths]


class SampleRow(NamedTuple):
    """One record of a file, as plain as the tests need it."""

    path: str
    key: str
    text: str
    fan: str


def read_records(path: Path) -> list[dict[str, object]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return list(csv.DictReader(text.splitlines(keepends=True)))
    if path.suffix == ".json":
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines()]


def make_row(path: str, kind: str, record: dict[str, object]) -> SampleRow:
    channel = str(record.get("channel") or kind.split(".")[1])
    name = "external_id" if kind == "canonical." else "id" if "id" in record else "comment_id"
    text = next(record[key] for key in ("text_raw", "text", "content") if key in record)
    nested = record.get("author")
    author = nested["external_id"] if isinstance(nested, dict) else None
    names = ("creator_hash", "user_id", "user_screen_name", "author_external_id")
    fan = author or next((record[key] for key in names if record.get(key)), "")
    return SampleRow(path, f"{channel}:{record[name]}", str(text), f"{channel}:{fan}")


@cache
def sample_rows() -> list[SampleRow]:
    return [
        make_row(path, kind, record)
        for kind, paths in FILES.items()
        for path in paths
        for record in read_records(SAMPLE / path)
    ]


@cache
def texts() -> dict[str, str]:
    return {row.key: row.text for row in sample_rows()}


@cache
def gold() -> dict[str, object]:
    return json.loads((SAMPLE / "wishes.json").read_text(encoding="utf-8"))


def wishes(*, expected: bool) -> list[dict[str, object]]:
    return [wish for wish in gold()["wishes"] if wish["expected_idea"] is expected]


def wordings(wish: dict[str, object]) -> set[str]:
    return {re.sub(r"\W", "", texts()[key]) for key in wish["comments"]}


def fans(wish: dict[str, object]) -> set[str]:
    asking = set(wish["comments"])
    return {row.fan for row in sample_rows() if row.key in asking}


def test_there_are_enough_comments_in_enough_formats() -> None:
    assert len(texts()) >= 600
    assert {Path(path).suffix for path in PATHS} == {".csv", ".json", ".jsonl"}
    assert len({row.key.partition(":")[0] for row in sample_rows()}) >= 6


def test_both_generations_of_mediacrawler_are_there() -> None:
    keys = [set(read_records(SAMPLE / path)[0]) for path in PATHS]
    assert sum("creator_hash" in found for found in keys) >= 2
    assert sum({"user_id", "avatar"} <= found for found in keys) >= 3


def test_every_file_of_comments_is_in_this_list() -> None:
    found = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*comments*")}
    assert found == set(PATHS)


def test_every_wish_to_expect_has_many_wordings_of_different_fans() -> None:
    assert len(wishes(expected=True)) >= 26
    for wish in wishes(expected=True):
        assert len(wordings(wish)) >= 6, wish["wish"]
        assert len(fans(wish)) >= 6, wish["wish"]


def test_the_main_story_is_asked_for_most() -> None:
    main = next(wish for wish in wishes(expected=True) if wish["wish"] == "lenggong-fridge")
    assert len(wordings(main)) >= 35
    assert len({key.partition(":")[0] for key in main["comments"]}) >= 4


def test_a_wish_of_one_or_two_fans_is_not_expected_as_an_idea() -> None:
    assert wishes(expected=False)
    for wish in wishes(expected=False):
        assert len(fans(wish)) < 3, wish["wish"]


def test_most_comments_are_not_requests() -> None:
    counts = Counter(gold()["labels"].values())
    requests = sum(counts[label] for label in REQUESTS)
    assert requests <= 0.4 * counts.total()
    assert min(counts.values()) >= 20
    assert counts["service_request"] >= 30


def test_gold_labels_each_comment_and_nothing_else() -> None:
    assert set(gold()["labels"]) == set(texts())


def test_the_comments_of_a_wish_are_labelled_as_product_requests() -> None:
    named = [key for wish in gold()["wishes"] for key in wish["comments"]]
    labels = gold()["labels"]
    assert {labels[key] for key in named} == {"product_request"}
    assert {key for key, label in labels.items() if label == "product_request"} == set(named)


def test_confusable_wishes_exist() -> None:
    names = {wish["wish"] for wish in gold()["wishes"]}
    pairs = [
        (wish["wish"], other) for wish in gold()["wishes"] for other in wish["confusable_with"]
    ]
    assert {other for _, other in pairs} <= names
    assert len(pairs) >= 20


def test_our_own_account_never_asks() -> None:
    own = {row.key for row in sample_rows() if row.text == "容我考虑一下"}
    assert own <= set(gold()["brand_comments"])
    assert own
    assert {gold()["labels"][key] for key in gold()["brand_comments"]} == {"other"}


def test_a_copy_paste_wave_comes_from_many_accounts() -> None:
    wave = [row for row in sample_rows() if row.text.startswith("建议极光出一款冷宫冰箱")]
    assert len(wave) >= 15
    assert len({row.fan for row in wave}) == len(wave)


def test_ids_come_twice_within_a_file_and_in_two_files() -> None:
    within = Counter((row.path, row.key) for row in sample_rows())
    across = Counter(key for _, key in within)
    assert sum(count > 1 for count in within.values()) >= 5
    assert sum(count > 1 for count in across.values()) >= 5


def test_a_fan_says_the_same_twice() -> None:
    said = Counter((fan, text) for _, fan, text in {(r.key, r.fan, r.text) for r in sample_rows()})
    assert any(count > 1 and len(text) > 10 for (_, text), count in said.items())


@pytest.mark.parametrize(
    "pattern",
    [
        "[櫃宮國]",
        "[\U0001f300-\U0001faff]",
        "//@",
        "^转发微博$",
        r"[\uff10-\uff5a]",
        "#冷宫冰箱#",
        "\u200b",
        "&quot;",
        "<img alt=",
        "^回复",
        "^@\\S+$",
        "^https?://\\S+$",
        r"[\u2e80-\u2fd5]",
        "^$",
    ],
)
def test_what_makes_real_comments_hard_is_there(pattern: str) -> None:
    assert any(re.search(pattern, text) for text in texts().values())


@pytest.mark.parametrize("path", PATHS)
def test_no_row_is_refused(path: str) -> None:
    read = list(read_file(SAMPLE / path))
    assert [item for item in read if not isinstance(item, CommentData)] == []
    assert [f"{item.channel}:{item.external_id}" for item in read] == [
        row.key for row in sample_rows() if row.path == path
    ]
