"""Plain makers of rows, each with defaults that let a test name only what it is about."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from engine.nlp.normalise import bigrams, fingerprint
from feedback.models import Comment, Fan, FanRequest, Label, Thread
from ideas.models import Assignment, BurstAlert, Cluster, Idea, Support

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS = count(1)
ENCODER = "test-3"
VECTOR = [1.0, 0.0, 0.0]
ASK = "能不能出一款叫「冷宫」的冰箱？"
WISH = "求你们出一个冷宫形状的冰箱吧"


def make_fan(*, channel: str = "weibo", **values: Any) -> Fan:
    number = next(_NUMBERS)
    return Fan.objects.create(
        channel=channel, **{"key": f"key-{number}", "masked_name": f"粉***{number}", **values}
    )


def make_thread(*, channel: str = "weibo", **values: Any) -> Thread:
    defaults = {"external_id": f"thread-{next(_NUMBERS)}", "title": "故宫的新展"}
    return Thread.objects.create(channel=channel, **{**defaults, **values})


def make_comment(
    text: str = WISH, *, channel: str = "weibo", label: str = Label.PRODUCT_REQUEST, **values: Any
) -> Comment:
    """A comment that was read already; `fan=None` is one that names no author."""
    if "fan" not in values:
        values["fan"] = make_fan(channel=channel)
    defaults = {
        "external_id": f"comment-{next(_NUMBERS)}",
        "text_raw": text,
        "created_at": timezone.now(),
        "created_at_precision": "second",
        "read_at": timezone.now(),
        "machine_label": label,
        "fingerprint": fingerprint(text),
        "search_terms": bigrams(text),
    }
    return Comment.objects.create(channel=channel, text=text, **{**defaults, **values})


def make_unread(text: str = ASK, **values: Any) -> Comment:
    """A comment that waits to be read."""
    unread = {"read_at": None, "fingerprint": None, "search_terms": []}
    return make_comment(text, label="", **{**unread, **values})


def make_request(
    comment: Comment | None = None, *, span: str | None = None, **values: Any
) -> FanRequest:
    """A request for `span`, which must stand in the comment's text; the whole text if not given."""
    comment = comment or make_comment()
    span = comment.text if span is None else span
    start = comment.text.index(span)
    defaults = {
        "kind": "product",
        "content": span,
        "confidence": 0.9,
        "embedding": VECTOR,
        "encoder_version": ENCODER,
        "reader_version": "test",
        "why": ["cue:求"],
        "grouped_at": timezone.now(),
    }
    return FanRequest.objects.create(
        comment=comment, start=start, end=start + len(span), text=span, **{**defaults, **values}
    )


def make_idea(title: str = "冷宫冰箱", *, effective: float | None = 3.0, **values: Any) -> Idea:
    """An idea with counted support; `effective=None` leaves it uncounted."""
    numbers = {name: values.pop(name) for name in _SUPPORT if name in values}
    idea = Idea.objects.create(proposed_title=title, **{"search_terms": bigrams(title), **values})
    if effective is not None:
        told = {"low": effective, "effective": effective, "high": effective}
        Support.objects.create(idea=idea, **{**told, "mentions": 3, "fans": 3, **numbers})
    return idea


def make_cluster(idea: Idea | None = None, **values: Any) -> Cluster:
    defaults = {
        "kind": "product",
        "title": "冷宫冰箱",
        "centroid": VECTOR,
        "encoder_version": ENCODER,
        "size": 1,
    }
    return Cluster.objects.create(idea=idea, **{**defaults, **values})


def make_assignment(
    request: FanRequest | None = None,
    *,
    cluster: Cluster | None = None,
    why: Mapping[str, Any] | None = None,
    **values: Any,
) -> Assignment:
    """An open assignment of a request to a cluster."""
    defaults = {"similarity": 0.8, "version": "test"}
    return Assignment.objects.create(
        request=request or make_request(),
        cluster=cluster or make_cluster(),
        why=dict(why or make_why()),
        **{**defaults, **values},
    )


def make_evidence(idea: Idea, text: str = WISH, **values: Any) -> Assignment:
    """A comment whose whole text is a request in a cluster of the idea."""
    cluster = idea.clusters.first() or make_cluster(idea)
    return make_assignment(make_request(make_comment(text, **values)), cluster=cluster)


def own_words(number: int) -> str:
    """A wish as nobody else words it: near to no other number's."""
    return "".join(chr(0x4E00 + number * 89 + place * 7) for place in range(9)) + "，求冷宫冰箱"


def make_why(**values: Any) -> dict[str, Any]:
    """The reasons of an assignment, in the form the grouping keeps them."""
    return {
        "nearest": [],
        "shared_terms": ["冷宫", "冰箱"],
        "threshold": 0.7,
        "version": "test",
        "runner_up": None,
        "joined": True,
        **values,
    }


_SUPPORT = (
    "mentions",
    "low",
    "high",
    "fans",
    "votes",
    "likes",
    "discounts",
    "first_asked_at",
    "last_asked_at",
    "formula",
)


def make_burst(cluster: Cluster | None = None, **values: Any) -> BurstAlert:
    """An alert of a burst of a cluster, without members."""
    now = timezone.now()
    defaults = {"requests": 12, "fans": 12, "expected": 0.5, "window": 15, "surprise": 9.0}
    return BurstAlert.objects.create(
        line="cluster",
        cluster=cluster or make_cluster(),
        **{"since": now, "last_at": now, "authenticity": "organic", **defaults, **values},
    )


def make_user(name: str = "", *, group: str = "", **values: Any) -> Any:
    """A member of staff, in a role's group where one is named."""
    name = name or f"person-{next(_NUMBERS)}"
    user = get_user_model().objects.create_user(name, **{"is_staff": True, **values})
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user
