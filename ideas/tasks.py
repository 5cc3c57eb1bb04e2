"""Celery's doors into the ideas room."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from engine.celery import app, nudge
from feedback.models import Comment
from ideas.models import Idea
from ideas.services.assigning import assign_batch
from ideas.services.bursts.finding import find_bursts
from ideas.services.clocks import run_clocks
from ideas.services.consolidating import consolidate_batch
from ideas.services.integrity import look_for_cases
from ideas.services.notices.announcing import announce_news
from ideas.services.notices.digest import make_digest
from ideas.services.notices.sending import send_notices
from ideas.services.outreach import plan_current
from ideas.services.reembedding import embed_strangers
from ideas.services.series.settling import settle_batch, thin_points
from ideas.services.supporting import count_outdated, count_support
from ideas.services.waking import wake_parked

FIND_BURSTS = "ideas.find_bursts"
LOOK_FOR_CASES = "ideas.look_for_cases"
# A second look must not keep a worker from reading: a few clusters, then the next beat.
_LOOKED_AT_A_TIME = 50
_BACKLOG = 100
_COUNTED_AT_A_TIME = 100
_IDEAS_LOOKED_BEHIND = 50
_SETTLED_AT_A_TIME = 2000


@app.task(name="ideas.assign_requests")
def assign_requests() -> int:
    """Group until nothing waits; steps aside when another worker is at it."""
    total = 0
    embed_strangers(limit=settings.GROUPING_BATCH)
    while (
        done := assign_batch(
            limit=settings.GROUPING_BATCH, promotion_support=settings.PROMOTION_SUPPORT
        )
    ) and done.requests:
        total += done.requests
    if total:
        nudge(FIND_BURSTS)
    return total


@app.task(name="ideas.consolidate")
def consolidate() -> int:
    """Look again at some clusters that changed; answers how many.

    Not while much waits to be read: what is half told would be joined by chance of timing.
    """
    if Comment.objects.unread()[:_BACKLOG].count() == _BACKLOG:
        return 0
    done = consolidate_batch(limit=_LOOKED_AT_A_TIME, promotion_support=settings.PROMOTION_SUPPORT)
    return done.looked if done else 0


@app.task(name="ideas.run_clocks")
def run_all_clocks() -> int:
    """Start, warn, note what was missed, escalate; answers how many clocks it concerned."""
    return run_clocks(timezone.now()).number


@app.task(name="ideas.wake_parked")
def wake_parked_ideas() -> int:
    """Wake the parked ideas whose day has come here; answers how many."""
    return wake_parked(timezone.localdate())


@app.task(name="ideas.count_support")
def count_all_support() -> int:
    """Count every idea anew, after something outside the grouping changed what counts."""
    return count_support(Idea.objects.open().values_list("pk", flat=True))


@app.task(name="ideas.count_outdated")
def count_outdated_support() -> int:
    """Count some ideas by the formula in use that another one counted; answers how many."""
    return count_outdated(limit=_COUNTED_AT_A_TIME)


@app.task(name=FIND_BURSTS)
def find_all_bursts() -> int:
    """Look for bursts in what came in live; answers how many alerts it raised."""
    found = find_bursts(now=timezone.now())
    return found.raised if found else 0


@app.task(name="ideas.settle_series")
def settle_series() -> int:
    """Let series follow what changed outside the grouping; answers how many requests did."""
    total = 0
    while done := settle_batch(limit=_SETTLED_AT_A_TIME):
        total += done
    return total


@app.task(name="ideas.thin_series")
def thin_series() -> int:
    """Delete points that are kept no longer; answers how many."""
    return thin_points()


@app.task(name="ideas.plan_outreach")
def plan_all_outreach() -> int:
    """Put who asked since on the lists of fans to tell; answers how many."""
    return plan_current()


@app.task(name="ideas.tell")
def tell() -> int:
    """Announce what happened, and send what is due; answers how many notices were sent."""
    announce_news()
    make_digest()
    return send_notices()


@app.task(name=LOOK_FOR_CASES)
def look_for_integrity_cases() -> int:
    """Look behind numbers that changed for support that was bought; answers how many ideas."""
    return look_for_cases(limit=_IDEAS_LOOKED_BEHIND)
