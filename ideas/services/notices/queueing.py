"""Rows of the outbox: a notice to one receiver, due after their quiet hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideas.models import Notice, NoticeState

if TYPE_CHECKING:
    from datetime import datetime

    from ideas.services.notices.hearing import Ear


def notice_to(
    ear: Ear,
    *,
    announcement: int,
    words: tuple[str, str],
    path: str,
    idea: int | None,
    now: datetime,
) -> Notice:
    """A notice that is not stored yet; who takes no e-mail has it listed only."""
    due = ear.after_quiet(now)
    is_sent = ear.robot is not None or bool(ear.email)
    return Notice(
        announcement_id=announcement,
        user_id=ear.user,
        robot_id=ear.robot,
        idea_id=idea,
        subject=words[0],
        text=words[1],
        path=path,
        language=ear.language,
        state=NoticeState.QUEUED if is_sent else NoticeState.LISTED,
        made_at=now,
        due_at=due,
        next_try_at=due,
    )
