"""What people may change of clocks and hand-offs, told to the ledger."""

from __future__ import annotations

from engine.ledger.cells import Columns, Concern, attributes
from ideas.models import Clock, HandOff
from ideas.services.clocks import follow_clocks

PROMISES = (
    Concern(
        Clock,
        {
            "waived_at": Columns(Clock, ("waived_at", "waived_reason")),
            **attributes(Clock, "paused_at", "paused_for"),
        },
        after=follow_clocks,
    ),
    Concern(
        HandOff,
        {
            "decided_at": Columns(HandOff, ("decided_at", "outcome", "reason")),
            **attributes(HandOff, "decided_by", "is_standing", "received_at", "received_by"),
        },
    ),
)
