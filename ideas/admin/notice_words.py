"""Why a notice was not sent, in words that say what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from engine.notices.errors import Fault
from ideas.models import Dropped, NoticeState

_FAULTS: dict[str, Any] = {
    Fault.ADDRESS: _("The address is none that a robot can have."),
    Fault.PRIVATE: _("The address lies within this house, which is not allowed here."),
    Fault.UNREACHABLE: _("The server could not be reached."),
    Fault.TIMEOUT: _("The server did not answer in time."),
    Fault.REDIRECT: _("The server sent us elsewhere; nobody followed."),
    Fault.STATUS: _("The server answered with an error."),
    Fault.TOO_FAST: _("The platform asks for patience: too many messages."),
    Fault.REFUSED: _("The platform refused the message."),
    Fault.ODD: _("The answer was not one of this platform."),
    Fault.MAIL: _("The mail server refused the message."),
    Fault.SEALED: _("The address can no longer be read: enter it again."),
    Fault.BROKEN: _("A fault of ours; the log tells more."),
}
TONES = {
    NoticeState.QUEUED: "blue",
    NoticeState.SENT: "green",
    NoticeState.LISTED: "plain",
    NoticeState.FAILED: "red",
    NoticeState.DROPPED: "orange",
}


def error_words(code: str) -> str:
    """A code as a sentence; nothing where there is none."""
    if code in Dropped.values:
        return str(Dropped(code).label)
    return str(_FAULTS.get(code, code))
