"""Examples that the API's pages show."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SUPPORT: dict[str, Any] = {
    "mentions": 61,
    "fans": 58,
    "effective": 41.7,
    "low": 23.4,
    "high": 60.0,
    "votes": 2,
    "likes": 930,
    "first_asked_at": "2026-11-01T09:12:44+08:00",
    "last_asked_at": "2026-11-21T22:03:10+08:00",
    "discounts": [
        {
            "reason": "near_text",
            "sentence": "3 nearly identical texts from 20 fans → count 4.0",
            "text": "出个冷宫冰箱吧",
            "texts": 3,
            "fans": 20,
            "nameless": 0,
            "of": 20.0,
            "counted": 3.9957,
        },
    ],
}
IDEA = OpenApiExample(
    "The fridge in the shape of the Cold Palace",
    response_only=True,
    value={
        "id": 7,
        "title": "冷宫造型的冰箱",
        "summary": "求你们出一个冷宫形状的冰箱吧",
        "kind": "product",
        "status": "in_review",
        "route": "small_batch",
        "product_line": {"id": 1, "name": "冰箱"},
        "owner": "wang",
        "tags": ["故宫", "联名"],
        "support": _SUPPORT,
        "gauge": {"expected_units": 4170, "threshold": 100000, "is_reached": False},
        "launched_at": None,
        "asked_after_launch": False,
        "public_reply": "https://example.com/reply/1",
        "public_reason": "",
        "revisit_on": None,
        "merged_into": None,
        "created_at": "2026-11-01T09:13:00+08:00",
        "updated_at": "2026-11-21T22:03:30+08:00",
        "evidence_url": "https://example.com/api/v1/ideas/7/evidence",
        "history_url": "https://example.com/api/v1/ideas/7/history",
    },
)
EVIDENCE = OpenApiExample(
    "A request with its reasons",
    response_only=True,
    value={
        "request": {
            "id": 31,
            "kind": "product",
            "start": 4,
            "end": 18,
            "text": "求你们出一个冷宫形状的冰箱吧",
            "content": "冷宫形状的冰箱",
            "is_vague": False,
            "confidence": 0.97,
            "why": [
                {
                    "code": "beg_make",
                    "speaks": "for",
                    "words": "求你们出",
                    "share": None,
                    "sentence": "求出、求做：“求你们出”",
                },
                {
                    "code": "model",
                    "speaks": "sure",
                    "words": "",
                    "share": 0.97,
                    "sentence": "很有把握（97%）",
                },
            ],
            "created_at": "2026-11-20T21:15:00+08:00",
            "comment": {
                "id": 4711,
                "channel": "weibo",
                "text": "@海尔 求你们出一个冷宫形状的冰箱吧",
                "thread": {
                    "channel": "weibo",
                    "external_id": "5230440000000001",
                    "title": "故宫的雪，到了",
                    "url": "",
                },
                "like_count": 32,
                "created_at": "2026-11-20T21:14:05+08:00",
                "created_at_precision": "second",
            },
        },
        "cluster": 3,
        "is_representative": True,
        "fan": "5f0c2a9be771",
        "why": {
            "similarity": 0.83,
            "threshold": 0.7,
            "shared_terms": ["冷宫", "冰箱"],
            "nearest": [{"request": 12, "text": "冷宫冰箱什么时候出", "similarity": 0.83}],
            "runner_up": {
                "cluster": 9,
                "title": "能洗鞋的洗衣机",
                "similarity": 0.31,
                "idea": {"id": 11, "title": "能洗鞋的洗衣机"},
                "lost": ["other_product", "below_threshold", "less_alike"],
                "lost_sentences": ["指的是别的产品", "未达到阈值", "不如选中的簇相似"],
            },
            "verdict": "",
            "sentences": [],
            "version": "grouping-1",
        },
    },
)

MOVE = OpenApiExample(
    "The editor has answered under the post",
    request_only=True,
    value={
        "to": "acknowledged",
        "public_reply": "https://weibo.example/5230441234567890",
        "reason": "容我考虑一下",
        "seen": "candidate",
    },
)
ILLEGAL_MOVE = OpenApiExample(
    "Not from there",
    response_only=True,
    status_codes=["400", "403", "409"],
    media_type="application/problem+json",
    value={
        "type": "urn:lenggong:problem:illegal-move",
        "title": "Conflict",
        "status": 409,
        "detail": "“launched” → “parked” is not a move you may make. "
        "From here you may: closed loop.",
        "lacks": "",
        "legal_moves": [{"to": "closed_loop", "needs": [], "skips": []}],
    },
)
DECIDE = OpenApiExample(
    "A hundred of the Cold Palace first",
    request_only=True,
    value={
        "outcome": "approve",
        "route": "small_batch",
        "approver": "wang",
        "reason": "冷宫冰箱先做一百台，看卖得怎样",
    },
)
DECISION = OpenApiExample(
    "A small batch below the threshold",
    response_only=True,
    status_codes=["200", "201"],
    value={
        "id": 3,
        "idea": 7,
        "outcome": "approve",
        "route": "small_batch",
        "reason": "冷宫冰箱先做一百台，看卖得怎样",
        "public_reason": "",
        "revisit_on": None,
        "approver": "wang",
        "by": "li",
        "made_at": "2026-11-22T10:00:00+08:00",
        "mentions": 61,
        "fans": 58,
        "effective": 41.7,
        "votes": 2,
        "expected_units": 4170,
        "threshold": 100000,
        "is_standing": True,
    },
)
VOTE = OpenApiExample(
    "A fan said so under a post",
    request_only=True,
    value={
        "channel": "weibo",
        "fan_id": "1234567890",
        "link": "https://weibo.example/5230441234567890",
        "said_at": "2026-11-20T21:14:05+08:00",
    },
)
VOTES_CSV = OpenApiExample(
    "Two votes",
    request_only=True,
    media_type="text/csv",
    value="channel,fan_id,idea,when,link\n"
    "weibo,1234567890,7,2026-11-20 21:14,https://weibo.example/1\n"
    "微博,1234567891,冷宫冰厢,2026-11-20,https://weibo.example/2\n",
)
VOTES_REPORT = OpenApiExample(
    "One taken, one refused",
    response_only=True,
    value={
        "dry_run": True,
        "rows": 2,
        "added": 1,
        "doubled": [],
        "refused": 1,
        "refusals": [
            {
                "line": 3,
                "code": "idea_unknown",
                "reason": "No idea has this number or exactly this title.",
                "field": "idea",
                "nearest": ["#7 冷宫造型的冰箱"],
            }
        ],
        "ideas": [
            {
                "idea": 7,
                "title": "冷宫造型的冰箱",
                "added": 1,
                "votes": 3,
                "effective_before": 41.7,
                "effective_after": 42.7,
            }
        ],
        "notes": [],
    },
)
