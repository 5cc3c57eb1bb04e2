"""E-mail by the settings of Django: several messages over one connection, each answered for."""

from __future__ import annotations

import smtplib
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from engine.notices.errors import Fault, NotSentError, tidy

if TYPE_CHECKING:
    from types import TracebackType

    from engine.notices.messages import Message

_FINAL = range(500, 600)
# "try later" of a mail server that found no fault with the message itself
_CLOSING = 421


def is_set_up() -> bool:
    """Whether this installation can send e-mail at all."""
    return bool(settings.EMAIL_HOST)


class Mailer(AbstractContextManager["Mailer"]):
    """Opens one connection at the first message and closes it at the end."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up; a server that is gone already is no failure of what was sent."""
        self._drop()

    def send(self, message: Message, *, to: str, message_id: str) -> None:
        """Hand one message over under an id of ours; NotSentError where the server refuses it.

        The id is the same at a second try, so that mailboxes which compare ids show it once.
        """
        text = f"{message.text}\n\n{message.link}\n" if message.link else f"{message.text}\n"
        mail = EmailMessage(
            subject=" ".join(message.subject.split()),
            body=text,
            to=[to],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
            connection=self._opened(),
        )
        try:
            mail.send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise _told(error) from error

    def _opened(self) -> Any:
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (smtplib.SMTPException, OSError) as error:
                raise NotSentError(
                    Fault.UNREACHABLE, said=tidy(str(error)), is_down=True
                ) from error
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.close()
            self._connection = None


def _told(error: Exception) -> NotSentError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, refusal = next(iter(error.recipients.values()))
        return NotSentError(Fault.MAIL, said=_words(code, refusal), is_final=code in _FINAL)
    if isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
        is_final = code in _FINAL
        return NotSentError(
            Fault.MAIL, said=_words(code, said), is_final=is_final, is_down=code == _CLOSING
        )
    if isinstance(error, ValueError):
        # an address or subject that cannot stand in a header
        return NotSentError(Fault.MAIL, said=tidy(str(error)), is_final=True)
    return NotSentError(Fault.UNREACHABLE, said=tidy(str(error)), is_down=True)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return tidy(f"{code} {text}")
