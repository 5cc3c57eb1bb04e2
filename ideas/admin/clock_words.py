"""How a clock fares, in words and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.admin.html import chip
from ideas.models import Hours
from ideas.services.clocks.times import left_of

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.utils.safestring import SafeString

    from ideas.models import Clock

_MINUTES, _HOURS = 60, 48


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One clock as a page tells it, with what the reader may do to it."""

    row: Clock
    chip: SafeString
    left: str
    may_pause: bool = False
    may_resume: bool = False
    may_waive: bool = False


def shown_clock(clock: Clock, *, now: datetime, user: Any, binds: bool = True) -> ShownClock:
    """A clock with its state; `binds`: not that of an idea merged into another."""
    is_open = binds and clock.ended_at is None
    may_hold = is_open and user.has_perm("ideas.change_clock")
    is_late = clock.due_at < now
    return ShownClock(
        row=clock,
        chip=state_chip(clock, now=now) if binds else chip(_("merged away")),
        left=left_words(clock, now=now) if is_open else "",
        may_pause=may_hold and clock.paused_at is None and not is_late,
        may_resume=may_hold and clock.paused_at is not None,
        may_waive=is_open and user.has_perm("ideas.waive_clock"),
    )


def state_chip(clock: Clock, *, now: datetime) -> SafeString:
    """How it fares as a coloured word."""
    if clock.ended_at is not None:
        return _ended(clock)
    if clock.paused_at is not None:
        return chip(_("paused"), tone="violet")
    if clock.due_at < now:
        return chip(_("missed"), tone="red")
    if clock.warns_at is not None and clock.warns_at <= now:
        return chip(_("due soon"), tone="orange")
    return chip(_("runs"), tone="blue")


def _ended(clock: Clock) -> SafeString:
    if clock.ended_at == clock.met_at:
        if clock.met_at is not None and clock.met_at > clock.due_at:
            return chip(_("kept late"), tone="orange")
        return chip(_("kept"), tone="green")
    word = _("waived") if clock.ended_at == clock.waived_at else _("lapsed")
    return chip(word, title=clock.waived_reason)


def left_words(clock: Clock, *, now: datetime) -> str:
    """What is left of it, or for how long it has been missed."""
    if clock.due_at < now and clock.paused_at is None:
        return _("%(span)s late") % {"span": span_words(now - clock.due_at)}
    left = left_of(clock, now=now)
    if clock.calendar == Hours.BUSINESS:
        # a day of working hours is no day: told in hours, however many
        words = {"span": span_words(left, in_days=False)}
        return _("%(span)s of business hours left") % words
    return _("%(span)s left") % {"span": span_words(left)}


def span_words(span: timedelta, *, in_days: bool = True) -> str:
    """A length of time in one unit: minutes, hours or, where they make days, days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < _MINUTES:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    if hours < _HOURS or not in_days:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = hours // 24
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def time_words(at: datetime | None) -> str:
    """A moment here, or a dash."""
    return "–" if at is None else date_format(localtime(at), "Y-m-d H:i")
