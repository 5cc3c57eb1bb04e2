"""What was asked and by which accounts, as the rules want to be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min, OuterRef, Subquery

from engine.nlp.copies import group_wordings, key_of
from feedback.models import Comment, Fan, FanRequest
from feedback.models.comment import Kind, Precision
from feedback.signals import signals_of
from ideas.integrity import Account, Ask
from ideas.models import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

# The newest comments of an idea; a wave is looked at while it comes.
MOST_ASKS = 20_000
# How many fans the usual share of young and featureless accounts is told by.
_SAMPLE = 2000
_EXACT = (Precision.SECOND, Precision.MINUTE)
_FAN = ("channel", "followers", "posts", "registered_at", "verified", "name_key")
_COMMENT = (
    "text",
    "created_at",
    "created_at_precision",
    "received_at",
    "fingerprint",
    "thread_id",
    "kind",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A comment that asks for an idea, as it is stored."""

    idea: int
    comment: int
    text: str
    created_at: datetime | None
    precision: str
    received_at: datetime
    fingerprint: int | None
    thread: int | None
    kind: str
    fan: int
    signals: tuple[Any, ...]

    @property
    def order(self) -> tuple[datetime, int, int]:
        """An order that does not depend on when comments came."""
        return (self.created_at or self.received_at, self.fingerprint or 0, self.comment)


def asks_of_idea(idea: int) -> list[Ask]:
    """What named fans asked of an idea, the newest comments of it."""
    requests = Evidence.objects.filter(idea=idea).order_by("-pk").values_list("pk", flat=True)
    return asks_of_requests(dict.fromkeys(requests[:MOST_ASKS], idea))


def asks_of_requests(ideas: Mapping[int, int]) -> list[Ask]:
    """What named fans asked with these requests, each with the idea it stands for."""
    rows = sorted(_rows(ideas), key=lambda row: row.order)
    texts = list(dict.fromkeys(row.text for row in rows))
    leaders = dict(zip(texts, group_wordings(texts), strict=True))
    accounts = _accounts(rows)
    return [
        Ask(
            comment=row.comment,
            account=accounts[row.fan],
            idea=row.idea,
            wording=leaders[row.text],
            length=len(key_of(row.text)),
            thread=row.thread,
            at=row.created_at if row.precision in _EXACT else None,
            is_repost=row.kind == Kind.REPOST,
        )
        for row in rows
    ]


def sample_of_accounts() -> list[Account]:
    """Fans from all over the table who are in no case."""
    last = Fan.objects.aggregate(last=Max("pk"))["last"] or 0
    step = max(1, last // _SAMPLE)
    spoke = Comment.objects.filter(fan=OuterRef("pk"), created_at__isnull=False)
    rows = (
        Fan.objects.filter(
            pk__in=list(range(1, last + 1, step)), role="fan", case_members__isnull=True
        )
        .annotate(spoke=Subquery(spoke.order_by("created_at").values("created_at")[:1]))
        .values_list("pk", *_FAN, "spoke")
    )
    return [_account(fan, signals, when=when) for fan, *signals, when in rows]


def _rows(ideas: Mapping[int, int]) -> list[_Row]:
    """Each comment once an idea."""
    names = ("comment_id", *(f"comment__{name}" for name in _COMMENT), "comment__fan_id")
    told = len(names)
    names = (*names, *(f"comment__fan__{name}" for name in _FAN))
    standing = FanRequest.objects.standing().filter(comment__fan__isnull=False)
    found: Any = standing.filter(pk__in=list(ideas)).order_by().values_list("pk", *names)
    rows = (_Row(ideas[pk], *(*row[:told], row[told:])) for pk, *row in found)
    return list({(row.idea, row.comment): row for row in rows}.values())


def _accounts(rows: Sequence[_Row]) -> dict[int, Account]:
    """Each fan as it stood when it first asked here."""
    first = {row.fan: row for row in reversed(rows)}
    seen = _first_seen(first)
    return {
        fan: _account(fan, row.signals, when=row.created_at, first_at=seen.get(fan))
        for fan, row in first.items()
    }


def _account(
    fan: int, values: Iterable[Any], *, when: datetime | None, first_at: datetime | None = None
) -> Account:
    channel, followers, posts, registered_at, verified, name_key = values
    signals = signals_of(
        followers=followers,
        posts=posts,
        registered_at=registered_at,
        verified=verified,
        is_masked_only=not name_key,
        when=when,
    )
    return Account(fan, channel, signals.standing, signals.known, first_at, signals.bareness)


def _first_seen(fans: Iterable[int]) -> dict[int, datetime]:
    said = Comment.objects.filter(fan__in=list(fans), created_at__isnull=False).order_by()
    found = said.values("fan").annotate(first=Min("created_at"))
    return dict(found.values_list("fan", "first"))


def repeated(asks: Sequence[Ask]) -> set[int]:
    """The fans who used a wording that others used too."""
    pairs = {(ask.wording, ask.account.fan) for ask in asks}
    accounts = Counter(wording for wording, _fan in pairs)
    return {fan for wording, fan in pairs if accounts[wording] > 1}
