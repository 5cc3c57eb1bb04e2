"""Milestones as fans are told of them, and states of telling, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from ideas.models import OutreachState, Status

_MILESTONES = {
    Status.ACKNOWLEDGED: gettext_lazy("our answer"),
    Status.PLANNED: gettext_lazy("the decision to make it"),
    Status.CONCEPT: gettext_lazy("the concept picture"),
    Status.PROTOTYPE: gettext_lazy("the prototype"),
    Status.LAUNCHED: gettext_lazy("the launch"),
    Status.DECLINED: gettext_lazy("our answer why not"),
}
TONES = {
    OutreachState.QUEUED: "plain",
    OutreachState.APPROVED: "blue",
    OutreachState.SENT: "green",
    OutreachState.FAILED: "red",
    OutreachState.UNREACHABLE: "orange",
    OutreachState.OPTED_OUT: "orange",
}


def milestone_words(milestone: Status | str) -> str:
    """A milestone as it is said to fans."""
    return str(_MILESTONES[Status(milestone)])
