"""Hand-offs: sent, received and decided by people; where ideas wait, asked in one query."""

from ideas.services.handoffs.giving import (
    HandOffRefusedError,
    decide_hand_off,
    may_handle,
    receive_hand_off,
    send_hand_off,
)
from ideas.services.handoffs.waiting import Desk, desks_report

__all__ = [
    "Desk",
    "HandOffRefusedError",
    "decide_hand_off",
    "desks_report",
    "may_handle",
    "receive_hand_off",
    "send_hand_off",
]
