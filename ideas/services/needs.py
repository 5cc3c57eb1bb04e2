"""What moves and decisions ask for, checked before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.sources.errors import BadRecord
from feedback.sources.fields import clean_url
from ideas.models import Route
from ideas.statuses import Need

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import User

    from ideas.models import Status

LEAST_PUBLIC_LETTERS = 10
_LEAST_DIFFERENT = 4
MOST_PUBLIC = 2000
MOST_REASON = 500


class LackingError(ValueError):
    """Something needed is not there, or not as it must be; `name` is the field's."""

    def __init__(self, message: str, *, name: str) -> None:
        """Keep the field for the form or answer that shows it."""
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Given:
    """What a move or a decision may need; an approval needs a route, a small batch an approver.

    `seen` is the status the person looked at: if it is another by now, nothing is done.
    """

    public_reply: str = ""
    public_reason: str = ""
    revisit_on: date | None = None
    route: Route | str = ""
    approver: User | None = None
    seen: Status | str = ""


def checked_reply(url: str) -> str:
    """A web address that readers may follow."""
    try:
        found = clean_url(url.strip(), field="public_reply")
    except BadRecord as error:
        raise LackingError(_(error.reason), name=Need.PUBLIC_REPLY) from error
    if not found:
        raise LackingError(_("Give the link of the public reply."), name=Need.PUBLIC_REPLY)
    return found


def checked_public_reason(text: str) -> str:
    """A reason that strangers can read: words, not blanks and dots."""
    clean = text.strip()
    letters = [sign for sign in clean.casefold() if sign.isalnum()]
    if len(letters) < LEAST_PUBLIC_LETTERS or len(set(letters)) < _LEAST_DIFFERENT:
        message = _("The reason will be read in public: write at least %(number)s characters.")
        raise LackingError(message % {"number": LEAST_PUBLIC_LETTERS}, name=Need.PUBLIC_REASON)
    return _storable(clean, name=Need.PUBLIC_REASON, most=MOST_PUBLIC)


def checked_day(day: date | None) -> date:
    """A day to come."""
    if day is None or day <= timezone.localdate():
        raise LackingError(_("Name a day to come."), name=Need.REVISIT_ON)
    return day


def checked_reason(text: str) -> str:
    """An internal reason, which may be empty."""
    return _storable(text.strip(), name="reason", most=MOST_REASON)


def checked_route(route: Route | str) -> Route:
    """A route we know."""
    if route not in Route.values:
        raise LackingError(_("Choose mass production or a small batch."), name="route")
    return Route(route)


def checked_approver(given: Given, *, reason: str) -> User:
    """The colleague who answers for a small batch; the reason must say something."""
    person = given.approver
    if person is None or not (person.is_active and person.is_staff):
        message = _("A small batch needs a named approver who works here.")
        raise LackingError(message, name="approver")
    if not any(sign.isalnum() for sign in reason):
        raise LackingError(_("A small batch needs a reason."), name="reason")
    return person


def _storable(text: str, *, name: str, most: int) -> str:
    if "\0" in text:
        raise LackingError(
            _("A field contains a NUL character, which cannot be stored."), name=name
        )
    if len(text) > most:
        message = _("At most %(number)s characters.") % {"number": most}
        raise LackingError(message, name=name)
    return text


CHECKS: dict[Need, Any] = {
    Need.PUBLIC_REPLY: checked_reply,
    Need.PUBLIC_REASON: checked_public_reason,
    Need.REVISIT_ON: checked_day,
}
