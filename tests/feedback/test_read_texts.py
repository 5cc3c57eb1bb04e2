"""read_texts and group_texts: JSONL in, JSONL out, nothing stored, bad lines named."""

from __future__ import annotations

import io
import json
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(command: str, lines: bytes, monkeypatch) -> list[dict]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    out = io.StringIO()
    call_command(command, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def jsonl(*texts: str) -> bytes:
    rows = ({"id": number, "text": text} for number, text in enumerate(texts))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_each_row_is_answered_with_places_in_the_given_text(monkeypatch):
    texts = ["回复@阿福:能不能出一款冷宫造型的冰箱？//@别人:哈哈", "昨天到货了，很满意", "", "😂"]
    answers = run("read_texts", jsonl(*texts), monkeypatch)
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3]
    assert answers[0]["label"] == "product_request"
    for answer in answers:
        for found in answer["requests"]:
            assert texts[answer["id"]][found["start"] : found["end"]] == found["text"]
            assert found["kind"] in {"product", "service"}
            assert found["why"]
    assert answers[2] == {"id": 2, "label": "other", "sentiment": None, "requests": []}


def test_half_a_character_harms_no_other_row(monkeypatch):
    damaged = json.dumps({"id": 1, "text": "能不能出\ud83d一款冰箱"}).encode() + b"\n"
    answers = run("read_texts", damaged + jsonl("好"), monkeypatch)
    assert [answer["id"] for answer in answers] == [1, 0]


def test_rows_before_a_bad_line_are_answered(monkeypatch):
    lines = jsonl("求冷宫冰箱", "好") + b"{\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    out = io.StringIO()
    with pytest.raises(CommandError, match="line 3"):
        call_command("read_texts", stdout=out)
    assert len(out.getvalue().splitlines()) == 2


@pytest.mark.parametrize("command", ["read_texts", "group_texts"])
@pytest.mark.parametrize("line", [b"{", b'{"id": 1}', b'{"id": 1, "text": 5}', b"[" * 100_000])
def test_a_bad_line_ends_it_with_its_number(command, line, monkeypatch):
    with pytest.raises(CommandError, match="line 2"):
        run(command, jsonl("求冷宫冰箱") + line + b"\n", monkeypatch)


def test_wishes_are_grouped_in_order_of_arrival(monkeypatch):
    texts = ["求出冷宫冰箱", "能不能出一款冷宫造型的冰箱", "洗衣机加个洗鞋功能", "求量产"]
    clusters = [row["cluster"] for row in run("group_texts", jsonl(*texts), monkeypatch)]
    assert clusters[0] == clusters[1]
    assert len(set(clusters)) == 3


def test_the_product_meant_may_be_told_beside_a_wish(monkeypatch):
    lock = "加个童锁"
    rows = [
        {"text": lock, "thread": "洗衣机新品开箱", "category": "空调"},
        {"text": lock, "context": f"空调很好，{lock}", "thread": "洗衣机新品开箱"},
        {"text": lock, "category": "洗衣机"},
        {"text": lock, "context": 5, "thread": None},
    ]
    lines = "".join(json.dumps({"id": n, **row}) + "\n" for n, row in enumerate(rows)).encode()
    first, second, third, fourth = (r["cluster"] for r in run("group_texts", lines, monkeypatch))
    assert first == third == fourth != second
