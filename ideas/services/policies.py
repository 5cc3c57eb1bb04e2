"""The policy by which this installation groups, for each version of vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from engine.nlp.policies import policy_for
from feedback.encoding import configured_encoder

if TYPE_CHECKING:
    from engine.nlp.similarity import Policy


def policy_of(version: str) -> Policy:
    """The policy of these vectors; GROUPING_THRESHOLD speaks of the configured encoder only."""
    is_configured = version == configured_encoder().version
    return policy_for(version, threshold=settings.GROUPING_THRESHOLD if is_configured else None)
