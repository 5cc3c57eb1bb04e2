"""Send a notice again that had failed, because somebody mended what was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ideas.models import Notice, NoticeState

if TYPE_CHECKING:
    from collections.abc import Collection


def send_again(notices: Collection[int]) -> int:
    """Put those of these notices back into the queue that could not be sent; answers how many."""
    now = timezone.now()
    failed = Notice.objects.filter(pk__in=list(notices), state=NoticeState.FAILED)
    return failed.update(
        state=NoticeState.QUEUED, attempts=0, error="", said="", due_at=now, next_try_at=now
    )
