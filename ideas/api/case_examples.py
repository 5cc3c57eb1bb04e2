"""Examples of integrity cases that the API's pages show."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_CASE: dict[str, Any] = {
    "id": 12,
    "kind": "copies",
    "state": "open",
    "outcome": "",
    "idea": 7,
    "thread": None,
    "accounts": 120,
    "why": [
        "118 of the 120 accounts that are known are young or without features; on these channels"
        " 21% are.",
        "In all 120 comments of 120 accounts in 3 wordings; the most frequent one is from 64"
        " accounts.",
    ],
    "figures": {
        "accounts": 120,
        "comments": 120,
        "wordings": 3,
        "largest_wording": 64,
        "ideas": 1,
        "threads": 2,
        "known": 120,
        "suspicious": 118,
        "usual_share": 0.21,
        "usual_of": 1834,
        "since": "2026-11-20T12:00:00+08:00",
        "until": "2026-11-20T13:40:00+08:00",
        "window_minutes": 60,
        "window_accounts": 88,
        "window_since": "2026-11-20T12:10:00+08:00",
        "first_seen": 88,
    },
    "signals": {
        "followers": 120,
        "posts": 120,
        "age": 120,
        "verified": 0,
        "name": 0,
        "posted": 120,
        "earlier": 120,
    },
    "found_at": "2026-11-20T13:41:00+08:00",
    "continues": None,
    "decided_by": None,
    "decided_at": None,
}
CASE = OpenApiExample("Copies from young accounts", response_only=True, value=_CASE)
MEMBER = OpenApiExample(
    "What one of them said",
    response_only=True,
    value={
        "id": 3301,
        "fan": "5f0c1b7e93aa",
        "standing": "young",
        "comment": {
            "id": 88120,
            "channel": "weibo",
            "text": "强烈要求尽快出一款冷宫造型的三门冰箱，我第一个买",
            "thread": {
                "channel": "weibo",
                "external_id": "5012",
                "title": "故宫的新展",
                "url": "https://example.com/thread/1",
            },
            "like_count": 0,
            "created_at": "2026-11-20T12:10:31+08:00",
            "created_at_precision": "second",
        },
    },
)
DECIDE_CASE = OpenApiExample(
    "Let them count like one text",
    request_only=True,
    value={"outcome": "cap", "reason": "同一批新号，同一句话，疑似刷量", "dry_run": True},
)
_BEFORE = {"mentions": 181, "fans": 178, "effective": 66.4, "low": 31.9, "high": 178.0}
DECIDED_CASE = OpenApiExample(
    "What it would change",
    response_only=True,
    value={
        "dry_run": True,
        "case": _CASE,
        "effects": [
            {"idea": 7, "before": _BEFORE, "after": {**_BEFORE, "effective": 58.1, "low": 29.4}}
        ],
    },
)
