"""What the tests of sources share: fixture files, small made files, and reading them to the end."""

from __future__ import annotations

import json
from pathlib import Path

from feedback.intake import CommentData, Refusal
from feedback.sources import read_file

FIXTURES = Path(__file__).parents[2] / "fixtures"
MEDIACRAWLER = FIXTURES / "mediacrawler"
WEIBO_V1_CSV = MEDIACRAWLER / "v1/weibo/csv/detail_comments_2026-06-20.csv"
WEIBO_V2_CSV = MEDIACRAWLER / "v2/weibo/csv/search_comments_2026-11-20.csv"
WEIBO_V2_JSONL = MEDIACRAWLER / "v2/weibo/jsonl/search_comments_2026-11-20.jsonl"
WEIBO_CRAWLER = FIXTURES / "weibo_crawler/极光电器/极光电器_comments.csv"
CANONICAL = FIXTURES / "canonical/examples.jsonl"

GOOD = '{"channel": "weibo", "external_id": "1", "text": "求出冷宫冰箱"}\n'


def make_file(folder: Path, content: str | bytes, *, name: str = "file") -> Path:
    """Write a file whose name says nothing."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def make_record(**values: object) -> dict[str, object]:
    """Make the smallest canonical record."""
    return {"channel": "weibo", "external_id": "1", "text": "求出冷宫冰箱", **values}


def make_weibo(**values: object) -> dict[str, object]:
    """Make a row of MediaCrawler's weibo, second generation."""
    return {
        "comment_id": "5230441000000003",
        "create_time": 1795138215,
        "create_date_time": "2026-11-20 09:30:15+08:00",
        "note_id": "5230440912345678",
        "content": "能不能出一款叫「冷宫」的冰箱？",
        "sub_comment_count": "2",
        "comment_like_count": "1562",
        "last_modify_ts": 1795272075543,
        "parent_comment_id": "",
        "creator_hash": "240006345ccb190e",
        "nickname": "爱***福",
        **values,
    }


def to_jsonl(*records: object) -> str:
    """Write records one a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_all(path: Path, **options: object) -> tuple[list[CommentData], list[Refusal]]:
    """Read a file to its end, and part what was taken from what was refused."""
    items = list(read_file(path, **options))
    return (
        [item for item in items if isinstance(item, CommentData)],
        [item for item in items if isinstance(item, Refusal)],
    )


def codes(refusals: list[Refusal]) -> list[tuple[int, str]]:
    """Shorten refusals to line and code."""
    return [(refusal.line, refusal.code) for refusal in refusals]
