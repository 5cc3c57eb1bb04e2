"""Which accounts seem to act as one: pure rules, what was said in, proposals out."""

from ideas.integrity.base import Base
from ideas.integrity.copies import copies_in
from ideas.integrity.facts import Account, Ask, Kind, Proposal
from ideas.integrity.limits import LIMITS, Limits
from ideas.integrity.newborn import newborn_in
from ideas.integrity.rings import Occasion, occasions_of, rings_in
from ideas.integrity.steps import Known, Step, steps_for
from ideas.integrity.telling import told
from ideas.integrity.threads import bursts_in

__all__ = [
    "LIMITS",
    "Account",
    "Ask",
    "Base",
    "Kind",
    "Known",
    "Limits",
    "Occasion",
    "Proposal",
    "Step",
    "bursts_in",
    "copies_in",
    "newborn_in",
    "occasions_of",
    "rings_in",
    "steps_for",
    "told",
]
