"""Write alerts: members, numbers, verdict; what people said of them stays as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from ideas.bursts.authenticity import judge_voices
from ideas.models import Assignment, BurstAlert, BurstLine, BurstMember, Cluster
from ideas.services.bursts.voices import voices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ideas.services.bursts.counting import Series, Watched
    from ideas.services.bursts.live import Piece

_RENEWED = ("last_at", "requests", "fans", "expected", "idea", "authenticity", "reasons")
_LONGEST_WINDOW = 360


def members_of(alerts: Iterable[BurstAlert]) -> dict[int, set[int]]:
    """The requests of alerts, by alert."""
    found: dict[int, set[int]] = {alert.pk: set() for alert in alerts}
    for alert, request in BurstMember.objects.filter(alert__in=found).values_list(
        "alert", "request"
    ):
        found[alert].add(request)
    return found


def add_members(fresh: Mapping[BurstAlert, Sequence[Piece]]) -> None:
    """Add requests to alerts."""
    BurstMember.objects.bulk_create(
        [
            BurstMember(alert_id=alert.pk, request_id=piece.request)
            for alert, pieces in fresh.items()
            for piece in pieces
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )


def lead_on(alerts: Sequence[BurstAlert]) -> list[BurstAlert]:
    """Let alerts follow clusters that others took in; where such a burst has its own, one ends.

    Answers those that go on.
    """
    emptied = [alert for alert in alerts if alert.line == BurstLine.CLUSTER]
    gone = Cluster.objects.filter(pk__in=[a.cluster_id for a in emptied], size=0)
    empty = set(gone.values_list("pk", flat=True))
    moved = [alert for alert in emptied if alert.cluster_id in empty]
    homes = _homes(moved)
    taken = {alert.cluster_id for alert in alerts if alert not in moved}
    ended = []
    for alert in moved:
        home = homes.get(alert.pk)
        if home is None or home in taken:
            ended.append(alert)
        else:
            alert.cluster_id = home
            taken.add(home)
    for alert in ended:
        alert.ended_at = alert.last_at
    BurstAlert.objects.bulk_update(moved, ["cluster", "ended_at"])
    return [alert for alert in alerts if alert not in ended]


def _homes(alerts: Sequence[BurstAlert]) -> dict[int, int]:
    """The cluster that holds most of the requests of each of these alerts now."""
    rows = (
        Assignment.objects.open()
        .filter(request__in=BurstMember.objects.filter(alert__in=alerts).values("request"))
        .values_list("request", "cluster")
    )
    places = dict(rows) if alerts else {}
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for alert, requests in members_of(alerts).items() if alerts else ():
        found[alert].update(places[pk] for pk in requests if pk in places)
    return {alert: crowd.most_common(1)[0][0] for alert, crowd in found.items() if crowd}


def renew(alerts: Sequence[BurstAlert], *, watched: Mapping[Series, Watched]) -> None:
    """Count these alerts and judge them anew, after members came to them."""
    if not alerts:
        return
    counted = _counted(alerts)
    voices = voices_of({alert.pk: alert.since for alert in alerts})
    ideas = _ideas(alerts)
    for alert in alerts:
        alert.requests, alert.fans, alert.last_at = counted[alert.pk]
        alert.expected = _expected(alert, watched[alert.series])
        alert.idea_id = ideas.get(alert.pk)
        judgement = judge_voices(voices[alert.pk])
        alert.authenticity, alert.reasons = judgement.verdict, list(judgement.reasons)
    BurstAlert.objects.bulk_update(alerts, _RENEWED)


def _counted(alerts: Sequence[BurstAlert]) -> dict[int, tuple[int, int, datetime]]:
    """Requests, voices and the last time of each of these alerts."""
    comment = "request__comment"
    rows = (
        BurstMember.objects.filter(alert__in=alerts)
        .values("alert")
        .annotate(
            number=Count("pk"),
            named=Count(f"{comment}__fan", distinct=True),
            nameless=Count(
                f"{comment}__fingerprint", filter=Q(**{f"{comment}__fan": None}), distinct=True
            ),
            last=Max("request__tick__at"),
        )
    )
    return {
        row["alert"]: (row["number"], row["named"] + row["nameless"], row["last"]) for row in rows
    }


def _expected(alert: BurstAlert, seen: Watched) -> float:
    """What was to be expected for as long as the burst has lasted, its first window at least."""
    lasted = (alert.last_at - alert.since).total_seconds() / 60 + 1
    an_hour = seen.expected(_LONGEST_WINDOW) / (_LONGEST_WINDOW / 60)
    return an_hour * max(lasted, alert.window) / 60


def _ideas(alerts: Sequence[BurstAlert]) -> dict[int, int]:
    """The idea that most requests of each alert stand for, where it is one for most of them."""
    evidence = BurstMember.objects.filter(alert__in=alerts, request__evidence__isnull=False)
    rows = evidence.values("alert", "request__evidence__idea").annotate(number=Count("pk"))
    sizes = {alert.pk: alert.requests for alert in alerts}
    return {
        row["alert"]: row["request__evidence__idea"]
        for row in rows
        if row["number"] * 2 > sizes[row["alert"]]
    }
