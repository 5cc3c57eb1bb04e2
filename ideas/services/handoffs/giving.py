"""Give an idea to a desk, receive it there, and decide what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Cell, plain, record_operation
from ideas.models import HandOff, HandOffOutcome, Idea
from ideas.services.needs import LackingError, checked_reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

    Person = AbstractBaseUser | AnonymousUser

_NOT_YET = [None, "", ""]


class HandOffRefusedError(ValueError):
    """A hand-off that cannot be; `name` is the field at fault, or empty."""

    def __init__(self, message: str, *, name: str = "") -> None:
        """Keep the field for the form or answer that shows it."""
        super().__init__(message)
        self.name = name


@transaction.atomic
def send_hand_off(
    idea: Idea,
    *,
    actor: Person,
    user: User | None = None,
    desk: Group | None = None,
    note: str = "",
) -> HandOff:
    """Give an idea to a colleague or to a group, one of both; it waits at one desk at a time.

    Raises HandOffRefusedError.
    """
    asked = _checked(note, name="note")
    if (user is None) == (desk is None):
        raise HandOffRefusedError(_("Name a colleague or a group, one of both."), name="to")
    if user is not None and not (user.is_active and user.is_staff):
        raise HandOffRefusedError(_("This colleague works here no longer."), name="to")
    row = Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
    if row.merged_into_id is not None or not row.is_standing:
        raise HandOffRefusedError(_("The idea is not there any more."))
    waiting = HandOff.objects.waiting().filter(idea=row).told().first()
    if waiting is not None:
        message = _("The idea waits already: %(hand_off)s. It must be decided there first.")
        raise HandOffRefusedError(message % {"hand_off": waiting})
    made = HandOff.objects.create(
        idea=row,
        from_user_id=_number(actor),
        from_desk=Group.objects.filter(user=actor.pk).order_by("pk").first(),
        to_user=user,
        to_desk=desk,
        note=asked,
    )
    cells = [Cell(made, "is_standing", False, True)]
    record_operation("hand_off.send", actor=actor, reason=asked, changes=cells)
    return made


@transaction.atomic
def receive_hand_off(hand_off: HandOff, *, actor: Person) -> HandOff:
    """Say that it has come in; again changes nothing."""
    row = _take(hand_off, actor=actor)
    if row.received_at is not None:
        return row
    cells = _set(row, _received(actor))
    record_operation("hand_off.receive", actor=actor, changes=cells)
    return row


@transaction.atomic
def decide_hand_off(
    hand_off: HandOff, *, outcome: HandOffOutcome | str, actor: Person, reason: str = ""
) -> HandOff:
    """Take the idea on, send it back, or do not take it on; the latter two need a reason.

    What nobody had received yet is received with it. Raises HandOffRefusedError.
    """
    if outcome not in HandOffOutcome.values:
        raise HandOffRefusedError(_("Choose what becomes of it."), name="outcome")
    why = _checked(reason, name="reason")
    if outcome != HandOffOutcome.ACCEPTED and not any(sign.isalnum() for sign in why):
        raise HandOffRefusedError(_("Say why, for those who sent it."), name="reason")
    row = _take(hand_off, actor=actor)
    values = {"decided_by_id": actor.pk}
    if row.received_at is None:
        values.update(_received(actor))
    cells = _set(row, values)
    row.decided_at, row.outcome, row.reason = timezone.now(), outcome, why
    row.save(update_fields=["decided_at", "outcome", "reason"])
    cells.append(Cell(row, "decided_at", _NOT_YET, [plain(row.decided_at), str(outcome), why]))
    record_operation("hand_off.decide", actor=actor, reason=why, changes=cells)
    return row


def may_handle(hand_off: HandOff, *, person: Person) -> bool:
    """Whether it was given to this person, or to a group of theirs; an administrator may too."""
    if hand_off.to_user_id is not None and hand_off.to_user_id == person.pk:
        return True
    if getattr(person, "is_superuser", False):
        return True
    groups = Group.objects.filter(user=person.pk)
    return hand_off.to_desk_id is not None and groups.filter(pk=hand_off.to_desk_id).exists()


def _take(hand_off: HandOff, *, actor: Person) -> HandOff:
    """Lock one that waits, at the desk of this person."""
    rows = HandOff.objects.binding().select_for_update(of=("self",))
    row = rows.filter(pk=hand_off.pk).first()
    if row is None:
        raise HandOffRefusedError(_("The hand-off is not there any more."))
    if not may_handle(row, person=actor):
        raise HandOffRefusedError(_("It was given to another desk."))
    if row.decided_at is not None:
        raise HandOffRefusedError(_("It was decided already."))
    return row


def _number(actor: Person) -> int:
    if actor.pk is None:
        message = "an idea is handed over by a person"
        raise ValueError(message)
    return int(actor.pk)


def _received(actor: Person) -> dict[str, Any]:
    return {"received_at": timezone.now(), "received_by_id": actor.pk}


def _set(row: HandOff, values: Mapping[str, Any]) -> list[Cell]:
    cells = []
    for name, value in values.items():
        before = getattr(row, name)
        cells.append(Cell(row, name.removesuffix("_id"), plain(before), plain(value)))
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in values])
    return cells


def _checked(text: str, *, name: str) -> str:
    try:
        return checked_reason(text)
    except LackingError as error:
        raise HandOffRefusedError(str(error), name=name) from error
