"""Examples of arranging ideas, as the API's pages show them."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

CREATE = OpenApiExample(
    "A colleague's own idea",
    request_only=True,
    value={
        "title": "会唱歌的冰箱",
        "kind": "product",
        "summary": "开门唱一句，关门停",
        "product_line": 1,
        "reason": "展会上有人提",
    },
)
EDIT = OpenApiExample(
    "A title fans would know, and who looks after it",
    request_only=True,
    value={
        "title": "冷宫造型的冰箱",
        "summary": "打开门就是冷宫，剩菜各住一殿",
        "owner": "wang",
        "product_line": "冰箱",
        "reason": "原来的标题太长",
    },
)
TAGS = OpenApiExample(
    "Two tags", request_only=True, value={"tags": ["故宫联名", "冷宫"], "reason": "展会要用"}
)
MERGE = OpenApiExample(
    "The same wish under two names",
    request_only=True,
    value={"ideas": [12, 15], "reason": "剩菜冷宫就是冷宫冰箱"},
)
SPLIT = OpenApiExample(
    "The lock is another wish",
    request_only=True,
    value={
        "title": "带锁的冰箱",
        "clusters": [31],
        "requests": [4711],
        "reason": "锁和冷宫是两回事",
    },
)
CLUSTER = OpenApiExample(
    "A cluster", request_only=True, value={"cluster": 31, "reason": "说的是同一款"}
)
REQUEST_MOVE = OpenApiExample(
    "An idea", request_only=True, value={"idea": 7, "reason": "她要的是冷宫造型"}
)
PLACE = OpenApiExample(
    "Pinned by a person",
    response_only=True,
    value={"request": 4711, "idea": 7, "cluster": 31, "is_pinned": True},
)
REFUSED = OpenApiExample(
    "Merged away meanwhile",
    response_only=True,
    status_codes=["409"],
    media_type="application/problem+json",
    value={
        "type": "urn:lenggong:problem:structure",
        "title": "Conflict",
        "status": 409,
        "detail": "“剩菜冷宫” was merged into “冷宫造型的冰箱” (#7).",
    },
)
