"""Send what is due: over HTTP to robots, by e-mail to persons; what fails waits longer each time.

A notice is marked at once after its server took it. Where the machine dies in between, it is
sent again when its lease is over: at least once, never lost; and one row is one message.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine.notices.errors import Fault, NotSentError
from engine.notices.mail import Mailer
from engine.notices.messages import Message
from engine.notices.robots import send_to_robot
from engine.notices.waiting import FIRST, MOST_ATTEMPTS, delay
from engine.sealing import SealError
from ideas.models import Notice, NoticeState, Robot
from ideas.services.notices.claiming import claim
from ideas.services.notices.robots import address_of
from ideas.services.notices.sifting import sift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.models import NoticeQuerySet

logger = logging.getLogger(__name__)

Send: TypeAlias = Callable[[Notice], None]

AT_ONCE = 40
# A run ends by then, so that a worker is free for reading; what was claimed goes back.
_LONGEST_RUN = 60.0


def send_notices(*, limit: int = AT_ONCE, now: datetime | None = None) -> int:
    """Send due notices; answers how many were taken by their servers."""
    now = now or timezone.now()
    ready = sift(claim(limit=limit, now=now), now=now)
    ends = time.monotonic() + _LONGEST_RUN
    sent = 0
    for robot in {row.robot_id: row.robot for row in ready if row.robot is not None}.values():
        rows = [row for row in ready if row.robot_id == robot.pk]
        sent += _send_all(rows, send=_to(robot), ends=ends)
    with Mailer() as mailer:
        mails = [row for row in ready if row.robot_id is None]
        sent += _send_all(mails, send=_by(mailer), ends=ends)
    return sent


def message_of(row: Notice) -> Message:
    """What is sent of a notice: its words, its number, and the page it is about."""
    link = f"{settings.SITE_ADDRESS.rstrip('/')}{row.path}"
    with override(row.language):
        label, number = _("Open"), _("Notice %(number)s") % {"number": row.pk}
    has_link = bool(settings.SITE_ADDRESS and row.path)
    text = f"{row.text}\n({number})" if row.text else f"({number})"
    return Message(row.subject, text, link if has_link else "", label)


def _to(robot: Robot) -> Send:
    def send(row: Notice) -> None:
        try:
            address = address_of(robot)
        except SealError:
            raise NotSentError(Fault.SEALED, is_final=True) from None
        send_to_robot(
            robot.kind,
            message_of(row),
            url=address.url,
            secret=address.secret,
            takes_private=settings.ROBOTS_MAY_BE_PRIVATE,
        )

    return send


def _by(mailer: Mailer) -> Send:
    def send(row: Notice) -> None:
        if row.user is None:
            message = f"notice {row.pk} goes to nobody"
            raise ValueError(message)
        mailer.send(message_of(row), to=row.user.email, message_id=_message_id(row))

    return send


def _message_id(row: Notice) -> str:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<notice-{row.pk}-{row.made_at:%Y%m%d%H%M%S}@{host}>"


def _send_all(rows: Sequence[Notice], *, send: Send, ends: float) -> int:
    """Send to one server, until it fails in a way that any message would meet."""
    sent = 0
    for place, row in enumerate(rows):
        if time.monotonic() > ends:
            _give_back(rows[place:], until=timezone.now())
            break
        error = _try(row, send=send)
        if error is None:
            sent += _mark_sent(row)
            continue
        rest = _rest(error)
        _fail(row, error=error, rest=rest)
        if rest is not None:
            _leave_alone(row.robot, rest=rest)
            _give_back(rows[place + 1 :], until=timezone.now() + rest)
            break
    return sent


def _try(row: Notice, *, send: Send) -> NotSentError | None:
    try:
        send(row)
    except NotSentError as error:
        return error
    except Exception as error:
        # a fault of ours must not hold up the others for good; its words may hold an address
        logger.error("notice %s could not be sent: %s", row.pk, type(error).__name__)
        return NotSentError(Fault.BROKEN, said=type(error).__name__)
    return None


def _rest(error: NotSentError) -> timedelta | None:
    """How long the server is left alone; None where only this message was at fault."""
    if error.fault == Fault.TOO_FAST or error.is_down:
        return timedelta(seconds=FIRST if error.wait is None else max(error.wait, 1.0))
    return None


def _mark_sent(row: Notice) -> int:
    return _own(row).update(state=NoticeState.SENT, sent_at=timezone.now(), error="", said="")


def _fail(row: Notice, *, error: NotSentError, rest: timedelta | None) -> None:
    """Write down why, and when to try again; a server that only asks for patience costs no try."""
    is_hurried = error.fault == Fault.TOO_FAST
    is_over = error.is_final or (row.attempts >= MOST_ATTEMPTS and not is_hurried)
    wait = timedelta(seconds=delay(row.attempts) if error.wait is None else error.wait)
    later = timezone.now() + max(wait, rest or timedelta(0), timedelta(seconds=1))
    state = NoticeState.FAILED if is_over else NoticeState.QUEUED
    attempts = row.attempts - 1 if is_hurried else row.attempts
    _own(row).update(
        state=state, error=error.fault, said=error.said, next_try_at=later, attempts=attempts
    )


def _leave_alone(robot: Robot | None, *, rest: timedelta) -> None:
    if robot is not None:
        Robot.objects.filter(pk=robot.pk).update(rests_until=timezone.now() + rest)


def _give_back(rows: Sequence[Notice], *, until: datetime) -> None:
    """Return claims that were not tried, as they were before."""
    for attempts in {row.attempts for row in rows}:
        keys = [row.pk for row in rows if row.attempts == attempts]
        waiting = Notice.objects.filter(pk__in=keys, state=NoticeState.QUEUED, attempts=attempts)
        waiting.update(attempts=attempts - 1, next_try_at=until, tried_at=None)


def _own(row: Notice) -> NoticeQuerySet:
    """The notice, as long as this worker's lease of it is the last one."""
    return Notice.objects.filter(
        pk=row.pk, state=NoticeState.QUEUED, attempts=row.attempts, tried_at=row.tried_at
    )
