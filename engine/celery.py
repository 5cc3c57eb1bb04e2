"""The Celery app and the whole schedule."""

from __future__ import annotations

import logging

from celery import Celery
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

app = Celery("lenggong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["feedback", "ideas"])
# Grouping goes before reading: in a long import it would otherwise wait for the last comment.
app.conf.task_routes = {"feedback.read_comments": {"priority": 6}}
# Rows are the queue: the sweeps pick up what a nudge missed.
app.conf.beat_schedule = {
    "sweep-unread": {"task": "feedback.read_comments", "schedule": 10.0},
    "sweep-ungrouped": {"task": "ideas.assign_requests", "schedule": 10.0},
    "second-look": {"task": "ideas.consolidate", "schedule": 30.0},
    "count-outdated": {"task": "ideas.count_outdated", "schedule": 30.0},
    "find-bursts": {"task": "ideas.find_bursts", "schedule": 15.0},
    "settle-series": {"task": "ideas.settle_series", "schedule": 600.0},
    "thin-series": {"task": "ideas.thin_series", "schedule": 3600.0},
    # who waits for a slow robot must not be asked to again by the next beat
    "tell-colleagues": {"task": "ideas.tell", "schedule": 15.0, "options": {"expires": 15}},
    "look-for-cases": {"task": "ideas.look_for_cases", "schedule": 60.0},
    "run-clocks": {"task": "ideas.run_clocks", "schedule": 30.0},
    "plan-outreach": {"task": "ideas.plan_outreach", "schedule": 600.0},
    "wake-parked": {"task": "ideas.wake_parked", "schedule": 600.0},
}


def nudge(task: str) -> bool:
    """Ask a worker to run a task now; False when the broker is away (a sweep follows later)."""
    try:
        app.send_task(task, retry=False, expires=600)
    except (OperationalError, OSError) as error:
        logger.warning("broker away, %s waits for the next sweep: %s", task, error)
        return False
    return True
