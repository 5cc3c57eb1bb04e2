"""Where news comes from: rows that say something happened, and whether it still holds.

Rows are the queue: what a task has not announced yet is found again by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ideas.models import BurstAlert, BurstMember, Clock, HandOff, News, Note
from ideas.services.notices.items import Item, page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

_IDEA = "ideas_idea"


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of news.

    `rows` are those of which it holds now; `when` names the column that says since when. What
    is announced by the service that does it, has no `items`.
    """

    rows: Callable[[], QuerySet[Any]]
    when: str
    items: Callable[[Sequence[Any]], list[Item]] | None = None


def _bursts(alerts: Sequence[BurstAlert]) -> list[Item]:
    quotes = _quotes(alerts)
    return [
        Item(
            news=News.BURST,
            row=alert.pk,
            idea=None if alert.idea is None else alert.idea.root,
            path=_page_of_burst(alert),
            follows=True,
            facts={"alert": alert, "quote": quotes.get(alert.pk, "")},
        )
        for alert in alerts
    ]


def _quotes(alerts: Sequence[BurstAlert]) -> dict[int, str]:
    """The first request of each burst, in its fan's words."""
    members = BurstMember.objects.filter(alert__in=[alert.pk for alert in alerts])
    first = members.order_by("alert", "request").distinct("alert")
    return dict(first.values_list("alert", "request__text"))


def _page_of_burst(alert: BurstAlert) -> str:
    if alert.idea is not None:
        return page(_IDEA, alert.idea.root_id)
    return "" if alert.cluster_id is None else page("ideas_cluster", alert.cluster_id)


def _clocks(news: News) -> Callable[[Sequence[Clock]], list[Item]]:
    def items(clocks: Sequence[Clock]) -> list[Item]:
        return [_clock(clock, news=news) for clock in clocks]

    return items


def _clock(clock: Clock, *, news: News) -> Item:
    policy, is_escalated = clock.policy, news == News.CLOCK_ESCALATED
    user = policy.escalates_to_user_id if is_escalated else None
    group = policy.escalates_to_group_id if is_escalated else None
    return Item(
        news=news,
        row=clock.pk,
        idea=clock.idea,
        path=page(_IDEA, clock.idea_id),
        follows=True,
        users=frozenset() if user is None else frozenset({user}),
        groups=frozenset() if group is None else frozenset({group}),
        facts={"clock": clock},
    )


def _sent(hand_offs: Sequence[HandOff]) -> list[Item]:
    return [
        Item(
            news=News.HAND_OFF,
            row=row.pk,
            idea=row.idea,
            path=page(_IDEA, row.idea_id),
            users=frozenset() if row.to_user_id is None else frozenset({row.to_user_id}),
            groups=frozenset() if row.to_desk_id is None else frozenset({row.to_desk_id}),
            by=row.from_user_id,
            facts={"hand_off": row},
        )
        for row in hand_offs
    ]


def _decided(hand_offs: Sequence[HandOff]) -> list[Item]:
    return [
        Item(
            news=News.HAND_OFF_DECIDED,
            row=row.pk,
            idea=row.idea,
            path=page(_IDEA, row.idea_id),
            users=frozenset({row.from_user_id}),
            by=row.decided_by_id,
            facts={"hand_off": row},
        )
        for row in hand_offs
    ]


def _open_bursts() -> QuerySet[Any]:
    return BurstAlert.objects.open().told()


def _due_soon() -> QuerySet[Any]:
    rows = Clock.objects.running().filter(warned_at__isnull=False, breached_at__isnull=True)
    return rows.told().select_related("idea__owner")


def _missed() -> QuerySet[Any]:
    rows = Clock.objects.open().filter(breached_at__isnull=False)
    return rows.told().select_related("idea__owner")


def _waiting() -> QuerySet[Any]:
    return HandOff.objects.waiting().filter(received_at__isnull=True).told()


def _answered() -> QuerySet[Any]:
    return HandOff.objects.binding().filter(decided_at__isnull=False).told()


def _notes() -> QuerySet[Any]:
    return Note.objects.standing()


SOURCES: dict[News, Source] = {
    News.BURST: Source(_open_bursts, "found_at", _bursts),
    News.CLOCK_DUE: Source(_due_soon, "warned_at", _clocks(News.CLOCK_DUE)),
    News.CLOCK_MISSED: Source(_missed, "breached_at", _clocks(News.CLOCK_MISSED)),
    News.CLOCK_ESCALATED: Source(_missed, "escalated_at", _clocks(News.CLOCK_ESCALATED)),
    News.HAND_OFF: Source(_waiting, "sent_at", _sent),
    News.HAND_OFF_DECIDED: Source(_answered, "decided_at", _decided),
    News.MENTION: Source(_notes, "made_at"),
}
