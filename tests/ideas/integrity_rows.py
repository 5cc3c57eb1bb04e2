"""Waves of comments as rows of an idea, and the look behind them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from engine.nlp.normalise import bigrams, fingerprint
from feedback.models import Comment, Fan, FanRequest
from ideas.models import Assignment, CaseMember, Idea, IntegrityCase
from ideas.services.integrity import look_for_cases
from ideas.services.supporting import count_support
from tests.factories import ENCODER, VECTOR, make_cluster, make_idea, make_why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback.models import Thread

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_NUMBERS = count(1)
# What a source may tell of an account: young and bare, ordinary, or nothing.
BARE = {"followers": 0, "posts": 1, "registered_at": NOON - timedelta(days=3)}
ORDINARY = {"followers": 80, "posts": 60, "registered_at": NOON - timedelta(days=300)}
NOTHING: dict[str, Any] = {}


def make_fans(number: int, *, channel: str = "weibo", **values: Any) -> list[Fan]:
    rows = [
        Fan(channel=channel, key=f"wave-{n}", masked_name=f"粉***{n}", **values)
        for n in islice(_NUMBERS, number)
    ]
    return Fan.objects.bulk_create(rows)


def make_wave(
    idea: Idea,
    fans: Sequence[Fan],
    texts: Sequence[str],
    *,
    over: timedelta = DAY,
    since: datetime = NOON,
    thread: Thread | None = None,
) -> list[Comment]:
    """Each fan asks for the idea in one of the texts, evenly over a time; counted."""
    cluster = idea.clusters.first() or make_cluster(idea)
    step = over / max(1, len(fans))
    comments = Comment.objects.bulk_create(
        _comment(fan, texts[place % len(texts)], at=since + place * step, thread=thread)
        for place, fan in enumerate(fans)
    )
    requests = FanRequest.objects.bulk_create(_request(comment) for comment in comments)
    Assignment.objects.bulk_create(
        Assignment(request=request, cluster=cluster, similarity=0.8, version="test", why=make_why())
        for request in requests
    )
    count_support([idea.pk])
    return comments


def bought_idea(number: int = 30, **values: Any) -> Idea:
    """An idea with a wave of one text by bare accounts, looked behind."""
    idea = make_idea(effective=None)
    make_wave(idea, make_fans(number, **BARE), ["强烈要求尽快出一款冷宫造型的三门冰箱"], **values)
    look()
    return idea


def make_case(number: int = 3, *, idea: Idea | None = None, **values: Any) -> IntegrityCase:
    """An open case of so many accounts, proposed by nobody."""
    idea = idea or make_idea(effective=None)
    comments = make_wave(idea, make_fans(number), ["强烈要求尽快出一款冷宫造型的三门冰箱"])
    reasons = {
        "clues": ["accounts"],
        "figures": {"accounts": number},
        "signals": {"posted": number},
    }
    place = None if values.get("kind") == "ring" else idea
    defaults = {"kind": "copies", "idea": place, "reasons": reasons}
    case = IntegrityCase.objects.create(**{**defaults, **values})
    CaseMember.objects.bulk_create(
        CaseMember(case=case, fan=comment.fan, comment=comment) for comment in comments
    )
    return case


def look() -> int:
    """Look behind all that changed, as often as there is something."""
    total = 0
    while done := look_for_cases(limit=20):
        total += done
    return total


def _comment(fan: Fan, text: str, *, at: datetime, thread: Thread | None) -> Comment:
    return Comment(
        channel=fan.channel,
        external_id=f"wave-{next(_NUMBERS)}",
        fan=fan,
        text_raw=text,
        text=text,
        thread=thread,
        created_at=at,
        created_at_precision="second",
        read_at=timezone.now(),
        machine_label="product_request",
        fingerprint=fingerprint(text),
        search_terms=bigrams(text),
    )


def _request(comment: Comment) -> FanRequest:
    return FanRequest(
        comment=comment,
        kind="product",
        start=0,
        end=len(comment.text),
        text=comment.text,
        content=comment.text,
        confidence=0.9,
        embedding=VECTOR,
        encoder_version=ENCODER,
        reader_version="test",
        grouped_at=timezone.now(),
    )
