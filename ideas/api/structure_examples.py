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
JUDGE = OpenApiExample(
    "Two wishes",
    request_only=True,
    value={"one": 4711, "other": 4712, "says": "different", "reason": "锁和冷宫是两回事"},
)
VERDICT = OpenApiExample(
    "A verdict that stands",
    response_only=True,
    status_codes=["200", "201"],
    value={
        "id": 5,
        "one": 4711,
        "other": 4712,
        "says": "different",
        "by": "wang",
        "made_at": "2026-11-21T09:30:00+08:00",
    },
)
PROMOTE = OpenApiExample(
    "Worth an idea", request_only=True, value={"reason": "展会上也有人问冷宫冰箱"}
)
CLUSTER_TOLD = OpenApiExample(
    "A cluster",
    response_only=True,
    value={
        "id": 31,
        "title": "冷宫造型的冰箱",
        "size": 12,
        "kind": "product",
        "idea": 7,
        "created_at": "2026-11-20T21:15:00+08:00",
        "representatives": [{"id": 4711, "comment": 1, "text": "出一个冷宫形状的冰箱"}],
    },
)
SUGGESTION_WHY = OpenApiExample("A reason", request_only=True, value={"reason": "说的是一回事"})
SUGGESTION = OpenApiExample(
    "Two clusters of one wish",
    response_only=True,
    status_codes=["200"],
    value={
        "id": 3,
        "act": "join",
        "one": {"id": 31, "title": "冷宫冰箱", "size": 12},
        "other": {"id": 44, "title": "冷宫造型冰箱", "size": 4},
        "likeness": 0.83,
        "limit": 0.8,
        "quotes": ["求冷宫冰箱", "想要冷宫造型冰箱"],
        "made_at": "2026-11-21T09:30:00+08:00",
        "state": "open",
        "decided_at": None,
    },
)


def _refused(name: str, detail: str) -> OpenApiExample:
    """What a refusal looks like."""
    return OpenApiExample(
        name,
        response_only=True,
        status_codes=["409"],
        media_type="application/problem+json",
        value={
            "type": "urn:lenggong:problem:structure",
            "title": "Conflict",
            "status": 409,
            "detail": detail,
        },
    )


VERDICT_REFUSED = _refused(
    "Against earlier verdicts",
    "That contradicts earlier verdicts: “冷宫冰箱” and “带锁的冰箱” would be the same wish and "
    "different wishes at once. Withdraw one of those first.",
)
SUGGESTION_REFUSED = _refused(
    "Decided meanwhile", "Somebody has decided on it already, or it is gone."
)
CLUSTER_EMPTY = _refused("Nothing left in it", "The cluster is empty by now.")
