"""Keep clocks: start them, let them follow what happens, hold them, find those due and missed."""

from ideas.services.clocks.following import follow_clocks, settle_clocks
from ideas.services.clocks.holding import (
    ClockRefusedError,
    pause_clock,
    resume_clock,
    waive_clock,
)
from ideas.services.clocks.running import Ran, run_clocks

__all__ = [
    "ClockRefusedError",
    "Ran",
    "follow_clocks",
    "pause_clock",
    "resume_clock",
    "run_clocks",
    "settle_clocks",
    "waive_clock",
]
