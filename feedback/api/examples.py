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
