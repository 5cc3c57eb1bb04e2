"""What no source can know: whether a comment names a channel that we know."""

from __future__ import annotations

from feedback.intake import CommentData, Refusal
from feedback.models import Channel

_CHANNELS = frozenset(Channel.values)


def admit(item: CommentData) -> CommentData | Refusal:
    """Pass a comment on, or refuse it because its channel is none of ours."""
    if item.channel in _CHANNELS:
        return item
    return Refusal(
        line=item.line or 0,
        reason="The channel is none that we know.",
        code="unknown_channel",
        excerpt=item.channel[:80],
        field="channel",
    )
