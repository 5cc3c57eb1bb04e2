"""Examples that the API's pages show."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

RECORD = OpenApiExample(
    "A comment under a museum's post",
    request_only=True,
    value={
        "channel": "weibo",
        "external_id": "5230441234567890",
        "text_raw": "@海尔 求求你们出一个冷宫形状的冰箱吧，打开门就是剩菜冷宫",
        "kind": "comment",
        "account": "海尔",
        "thread": {"external_id": "5230440000000001", "title": "故宫的雪，到了"},
        "author": {"external_id": "1234567890", "display_name": "爱吃剩菜的人"},
        "like_count": 32,
        "created_at": "2026-11-20T21:14:05+08:00",
        "collected_at": "2026-11-21T09:00:00+08:00",
    },
)
RESULTS = OpenApiExample(
    "One taken, one refused",
    response_only=True,
    value={
        "results": [
            {"index": 0, "outcome": "new", "id": 4711},
            {
                "index": 1,
                "outcome": "refused",
                "code": "time_out_of_range",
                "reason": "The time lies outside the years 1990 to 2100.",
                "field": "created_at",
            },
        ],
        "new": 1,
        "changed": 0,
        "duplicate": 0,
        "refused": 1,
    },
)
SPANS = OpenApiExample(
    "One wish in 求求你们出一个冷宫形状的冰箱吧",
    request_only=True,
    value={"spans": [{"start": 6, "end": 16, "kind": "product"}], "reason": "机器没看到"},
)
LABEL = OpenApiExample(
    "Praise, no wish", request_only=True, value={"label": "praise", "reason": "只是夸冷宫冰箱好看"}
)
TAGS = OpenApiExample(
    "Two tags", request_only=True, value={"tags": ["故宫联名", "冷宫"], "reason": "展会要用"}
)
PLACED = OpenApiExample(
    "A product line", request_only=True, value={"product_line": "冰箱", "reason": "说的是冰箱"}
)
SAID = OpenApiExample(
    "The comment as it is now",
    response_only=True,
    value={
        "id": 4711,
        "channel": "weibo",
        "external_id": "5230441234567890",
        "kind": "comment",
        "account": {"id": 1, "name": "海尔"},
        "thread": {"external_id": "5230440000000001", "title": "故宫的雪，到了", "url": ""},
        "parent_external_id": "",
        "text": "冷宫冰箱真好看",
        "label": "praise",
        "label_by": "person",
        "sureness": None,
        "sentiment": 0.93,
        "rating": None,
        "like_count": 32,
        "reply_count": None,
        "repost_count": None,
        "created_at": "2026-11-20T21:14:05+08:00",
        "created_at_precision": "second",
        "edited_at": None,
        "received_at": "2026-11-21T09:00:00+08:00",
        "read_at": None,
        "state": "visible",
        "product_line": {"id": 1, "name": "冰箱"},
        "tags": ["冷宫", "故宫联名"],
        "is_ours": False,
        "author_role": "fan",
    },
)
