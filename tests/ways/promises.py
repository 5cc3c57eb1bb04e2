"""Pages and endpoints of clocks and hand-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils import timezone

from ideas.models import ClockPolicy, Idea
from ideas.services.clocks import pause_clock
from ideas.services.handoffs import send_hand_off
from tests.ideas.promises import make_clock, make_policy
from tests.ways.forms import fill

if TYPE_CHECKING:
    from tests.ways.world import Way, World


def policy() -> ClockPolicy:
    return make_policy("custom", name="先看一眼", until="triaged", hours=99)


def clock_of(world: World) -> int:
    return make_clock(world.idea, policy(), started=timezone.now()).pk


def paused(world: World) -> int:
    clock = make_clock(world.idea, policy(), started=timezone.now())
    return pause_clock(clock, actor=world.person).pk


def handed(world: World) -> int:
    idea = Idea.objects.get(pk=world.idea.pk)
    return send_hand_off(idea, actor=world.person, user=world.person).pk


def person(_world: World) -> str:
    return f"user:{User.objects.get(username='everything').pk}"


PAGES: dict[str, Way] = {
    "ideas_clock_pause": lambda w: w.post("ideas_clock_pause", clock_of(w), reason="等研发"),
    "ideas_clock_resume": lambda w: w.post("ideas_clock_resume", paused(w), reason="来了"),
    "ideas_clock_waive": lambda w: w.post("ideas_clock_waive", clock_of(w), reason="试的"),
    "ideas_handoff_send": lambda w: w.post(
        "ideas_handoff_send", w.idea.pk, to=person(w), note="能做吗？"
    ),
    "ideas_handoff_receive": lambda w: w.post("ideas_handoff_receive", handed(w)),
    "ideas_handoff_decide": lambda w: w.post(
        "ideas_handoff_decide", handed(w), outcome="returned", reason="缺数据"
    ),
}
_CLOCK, _HAND_OFF = "/api/v1/clocks/<int:pk>", "/api/v1/hand-offs/<int:pk>"
ENDPOINTS: dict[str, Way] = {
    f"POST {_CLOCK}/pause": lambda w: w.call("post", f"clocks/{clock_of(w)}/pause", {}),
    f"POST {_CLOCK}/resume": lambda w: w.call("post", f"clocks/{paused(w)}/resume", {}),
    f"POST {_CLOCK}/waive": lambda w: w.call(
        "post", f"clocks/{clock_of(w)}/waive", {"reason": "试的"}
    ),
    "POST /api/v1/ideas/<int:pk>/hand-offs": lambda w: w.call(
        "post", f"ideas/{w.idea.pk}/hand-offs", {"to_user": "everything"}
    ),
    f"POST {_HAND_OFF}/receive": lambda w: w.call("post", f"hand-offs/{handed(w)}/receive"),
    f"POST {_HAND_OFF}/decide": lambda w: w.call(
        "post", f"hand-offs/{handed(w)}/decide", {"outcome": "accepted"}
    ),
}
READ_ONLY = {"ideas_clock_scorecard", "ideas_clock_rows", "ideas_handoff_report"}
QUIET: dict[str, Way] = {
    "ideas.clockpolicy:add": lambda w: fill(
        w, ClockPolicy, None, name="回应", kind="answer", starts="burst", hours="3"
    ),
    "ideas.clockpolicy:change": lambda w: fill(w, ClockPolicy, policy(), hours="4"),
    "ideas.clockpolicy:delete": lambda w: w.post(
        "ideas_clockpolicy_delete", policy().pk, post="yes"
    ),
}
