"""What people do to clocks: pause, resume, waive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, plain, record_operation
from ideas.models import Clock
from ideas.services.clocks.times import paused_seconds, set_times
from ideas.services.needs import LackingError, checked_reason

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClockRefusedError(ValueError):
    """Something that cannot be done to a clock as it is; `name` is the field at fault."""

    def __init__(self, message: str, *, name: str = "") -> None:
        """Keep the field for the form or answer that shows it."""
        super().__init__(message)
        self.name = name


@transaction.atomic
def pause_clock(clock: Clock, *, actor: Actor, reason: str = "") -> Clock:
    """Let no time count until it is resumed; a paused clock stays as it is."""
    row, why = _take(clock), _checked(reason)
    if row.paused_at is not None:
        return row
    now = timezone.now()
    if row.due_at < now:
        raise ClockRefusedError(_("The clock was missed already; it can only be waived."))
    return _set(row, {"paused_at": now}, kind="clock.pause", actor=actor, reason=why)


@transaction.atomic
def resume_clock(clock: Clock, *, actor: Actor, reason: str = "") -> Clock:
    """Let time count again: it is due as much later as its pause took; again changes nothing."""
    row, why = _take(clock), _checked(reason)
    if row.paused_at is None:
        return row
    took = row.paused_for + paused_seconds(row, until=timezone.now())
    values = {"paused_at": None, "paused_for": took}
    return _set(row, values, kind="clock.resume", actor=actor, reason=why)


@transaction.atomic
def waive_clock(clock: Clock, *, actor: Actor, reason: str) -> Clock:
    """Expect it no longer, for a reason; what was missed before stays missed."""
    row, why = _take(clock), _checked(reason)
    if not any(sign.isalnum() for sign in why):
        raise ClockRefusedError(_("Say why the clock is waived."), name="reason")
    before = [None, ""]
    row.waived_at, row.waived_reason = timezone.now(), why
    cell = Cell(row, "waived_at", before, [plain(row.waived_at), why])
    row.save(update_fields=["waived_at", "waived_reason"])
    record_operation("clock.waive", actor=actor, reason=why, changes=[cell])
    return row


def _take(clock: Clock) -> Clock:
    """Lock a clock that binds us and has not come to an end."""
    rows = Clock.objects.binding().select_related("policy").select_for_update(of=("self",))
    row = rows.filter(pk=clock.pk).first()
    if row is None:
        raise ClockRefusedError(_("The clock does not count any more."))
    if row.ended_at is not None:
        raise ClockRefusedError(_("The clock has come to its end already."))
    return row


def _checked(reason: str) -> str:
    try:
        return checked_reason(reason)
    except LackingError as error:
        raise ClockRefusedError(str(error), name=error.name) from error


def _set(row: Clock, values: Mapping[str, Any], *, kind: str, actor: Actor, reason: str) -> Clock:
    cells = [
        Cell(row, name, plain(getattr(row, name)), plain(value)) for name, value in values.items()
    ]
    for name, value in values.items():
        setattr(row, name, value)
    set_times(row)
    row.save(update_fields=[*values, "warns_at", "due_at", "escalates_at"])
    record_operation(kind, actor=actor, reason=reason, changes=cells)
    return row
