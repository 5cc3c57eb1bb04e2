"""Integrity cases: looked for by the machine, decided by people."""

from ideas.services.integrity.deciding import (
    CaseRefusedError,
    decide_case,
    rehearse_decision,
)
from ideas.services.integrity.looking import look_for_cases

__all__ = [
    "CaseRefusedError",
    "decide_case",
    "look_for_cases",
    "rehearse_decision",
]
