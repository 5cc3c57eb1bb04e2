"""Examples of operations that the API's pages show."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

from engine.api.problems import MEDIA_TYPE

_UNDO = {
    "id": 812,
    "kind": "undo",
    "at": "2026-11-22T10:20:00+08:00",
    "by": "wang",
    "reason": "合并错了：一个是冷藏，一个是冷宫",
}
OPERATION = OpenApiExample(
    "Two ideas merged, and taken back",
    response_only=True,
    value={
        "id": 811,
        "kind": "idea.merge",
        "at": "2026-11-22T10:12:00+08:00",
        "by": "wang",
        "reason": "同一个愿望",
        "undoes": None,
        "undone_by": 812,
    },
)
UNDONE = OpenApiExample(
    "A merge taken back",
    response_only=True,
    status_codes=["200"],
    value={
        "dry_run": False,
        "operation": _UNDO,
        "cells": [
            {
                "table": "ideas.idea",
                "row": 9,
                "field": "merged_into",
                "before": 7,
                "after": None,
            }
        ],
        "effects": [
            {
                "table": "ideas.idea",
                "row": 7,
                "title": "冷宫造型的冰箱",
                "before": {"mentions": 61, "fans": 58, "effective": 41.7},
                "after": {"mentions": 40, "fans": 39, "effective": 30.2},
            }
        ],
    },
)
REFUSED = OpenApiExample(
    "Somebody changed it since",
    response_only=True,
    status_codes=["409"],
    media_type=MEDIA_TYPE,
    value={
        "type": "urn:lenggong:problem:conflicts",
        "title": "Conflict",
        "status": 409,
        "detail": "Something has changed since; undo that first.",
        "conflicts": [
            {
                "table": "ideas.idea",
                "row": 9,
                "field": "given_title",
                "expected": "冷宫冰箱",
                "found": "冷宫造型的冰箱",
                "detail": "It holds something else by now.",
                "since": {
                    "id": 815,
                    "kind": "idea.edit",
                    "at": "2026-11-22T11:02:00+08:00",
                    "by": "li",
                    "reason": "",
                },
            }
        ],
    },
)
