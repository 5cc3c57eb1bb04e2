"""What people may change of the lists of fans to tell, told to the ledger."""

from __future__ import annotations

from engine.ledger.cells import Columns, Concern, attributes
from ideas.models import Award, OptOut, Outreach
from ideas.services.outreach import follow_opt_outs
from ideas.services.outreach.telling import DRAFT, TOLD

OUTREACH = (
    Concern(Outreach, {"state": Columns(Outreach, TOLD), "draft": Columns(Outreach, DRAFT)}),
    Concern(OptOut, attributes(OptOut, "is_standing"), after=follow_opt_outs),
    Concern(Award, attributes(Award, "is_standing")),
)
