"""Ideas with comments behind them: received by the service, read by decree, counted for real."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from benchmarks.attacks.accounts import ordinary
from benchmarks.attacks.words import own_words
from engine.nlp.normalise import fingerprint
from feedback.intake import CommentData, ThreadData
from feedback.models import Comment, FanRequest
from feedback.services.receiving import receive_comments
from feedback.services.storing import update_rows
from ideas.models import Assignment, Cluster, Idea, Support
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.attacks.accounts import Kind

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What fans ask for elsewhere, and how many of them.
HONEST = {
    "折叠洗衣机": 200, "静音吹风机": 120, "壁挂空气炸锅": 80, "猫砂除臭机": 60, "单人火锅柜": 40,
    "晾衣杆除湿机": 30, "带秤电饭煲": 25, "车载咖啡机": 20, "鞋柜烘干机": 15, "儿童洗漱台": 12,
    "阳台酸奶机": 8, "磁吸小夜灯": 5,
}  # fmt: skip
BEFORE = 6
_SECRET = "attacks"  # noqa: S105
_BATCH = 1000
_VECTOR = [1.0, 0.0, 0.0]
_ENCODER = "given-3"
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Wave:
    """Who says what and when: texts by accounts of a kind, evenly over a time, under posts."""

    texts: Sequence[str]
    accounts: Kind
    over: timedelta
    threads: int = 1
    since: datetime = NOON
    channel: str = "weibo"
    kind: str = "comment"


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of an idea, and its rank by effective among all."""

    mentions: int
    fans: int
    effective: float
    low: float
    high: float
    rank: int


def make_world(*, thing: str, honest: Mapping[str, int] = HONEST) -> Idea:
    """Make the honest ideas, and the one that somebody will buy for; answers that."""
    dice = random.Random(1)  # noqa: S311
    for title, fans in {**honest, thing: BEFORE}.items():
        idea = make_idea(title)
        texts = own_words(fans, thing=title, dice=dice)
        over = 30 * DAY
        send(idea, Wave(texts, ordinary, over, threads=20, since=NOON - over - DAY), dice=dice)
    return Idea.objects.get(proposed_title=thing)


def make_idea(title: str) -> Idea:
    """An idea with a cluster, of which nobody asked anything."""
    idea = Idea.objects.create(proposed_title=title)
    Cluster.objects.create(
        idea=idea,
        kind="product",
        title=title,
        centroid=_VECTOR,
        encoder_version=_ENCODER,
        size=1,
    )
    return idea


def send(idea: Idea, wave: Wave, *, dice: random.Random) -> set[int]:
    """Receive a wave, say that all of it asks for the idea, and count; answers its fans.

    The worst that an attacker can hope for: every text of theirs is read as they want it.
    """
    cluster = idea.clusters.get()
    items = _items(wave, dice=dice)
    fans: set[int] = set()
    for first in range(0, len(items), _BATCH):
        receipts = receive_comments(items[first : first + _BATCH], secret=_SECRET)
        fans |= _take(cluster, [receipt.comment_id for receipt in receipts])
    with connection.cursor() as cursor:
        # what autovacuum would do: the planner does not see rows of an open transaction
        cursor.execute(
            "ANALYZE feedback_comment, feedback_fanrequest, ideas_assignment, feedback_fan"
        )
    count_support([idea.pk])
    return fans


def figures_of(idea: Idea) -> Figures:
    """The numbers as they are stored."""
    row = Support.objects.get(idea=idea)
    above = Support.objects.filter(effective__gt=row.effective).count()
    return Figures(row.mentions, row.fans or 0, row.effective, row.low, row.high, above + 1)


def _items(wave: Wave, *, dice: random.Random) -> list[CommentData]:
    step = wave.over / max(1, len(wave.texts))
    posts = [ThreadData(f"post-{next(_NUMBERS)}") for _ in range(wave.threads)]
    found = []
    for place, text in enumerate(wave.texts):
        when = wave.since + place * step
        found.append(
            CommentData(
                channel=wave.channel,
                external_id=f"comment-{next(_NUMBERS)}",
                text_raw=text,
                thread=dice.choice(posts),
                author=wave.accounts(dice, when),
                created_at=when,
                created_at_precision="second",
                kind=wave.kind,
            )
        )
    return found


def _take(cluster: Cluster, comments: Sequence[int]) -> set[int]:
    """Read what came in by decree: the whole text asks for what the cluster asks for."""
    rows = list(Comment.objects.filter(pk__in=comments).order_by("pk"))
    for row in rows:
        row.read_at, row.machine_label = timezone.now(), "product_request"
        row.fingerprint = fingerprint(row.text)
    update_rows(rows, ("read_at", "machine_label", "fingerprint"))
    requests = FanRequest.objects.bulk_create(_request(row) for row in rows)
    Assignment.objects.bulk_create(
        Assignment(
            request=request, cluster=cluster, similarity=1.0, version="given", why={"joined": True}
        )
        for request in requests
    )
    return {row.fan_id for row in rows if row.fan_id is not None}


def _request(comment: Comment) -> FanRequest:
    return FanRequest(
        comment=comment,
        kind="product",
        start=0,
        end=len(comment.text),
        text=comment.text,
        content=comment.text,
        confidence=0.9,
        embedding=_VECTOR,
        encoder_version=_ENCODER,
        reader_version="given",
        grouped_at=timezone.now(),
    )
