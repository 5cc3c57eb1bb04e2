"""Close the loop: who asked is listed at each milestone, and told by people."""

from ideas.services.outreach.awarding import award_first
from ideas.services.outreach.errors import OutreachError
from ideas.services.outreach.exporting import export_approved, link_of
from ideas.services.outreach.opting import follow_opt_outs, opt_out
from ideas.services.outreach.planning import (
    Planned,
    milestone_of,
    plan_current,
    plan_outreach,
    settle_outreach,
)
from ideas.services.outreach.telling import Done, Said, redraft, reword, tell

__all__ = [
    "Done",
    "OutreachError",
    "Planned",
    "Said",
    "award_first",
    "export_approved",
    "follow_opt_outs",
    "link_of",
    "milestone_of",
    "opt_out",
    "plan_current",
    "plan_outreach",
    "redraft",
    "reword",
    "settle_outreach",
    "tell",
]
