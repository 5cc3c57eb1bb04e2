"""Tables of what we may build."""

from ideas.models.cluster import Assignment, AssignmentQuerySet, Cluster, ClusterQuerySet
from ideas.models.evidence import Evidence, EvidenceQuerySet
from ideas.models.idea import Idea, IdeaQuerySet, Route, Status
from ideas.models.next_vector import NextVector
from ideas.models.pin import Pin, PinQuerySet, Place
from ideas.models.suggestion import Act, Suggestion, SuggestionQuerySet, SuggestionState
from ideas.models.support import Support, Vote
from ideas.models.verdict import Says, Verdict, VerdictQuerySet

__all__ = [
    "Act",
    "Assignment",
    "AssignmentQuerySet",
    "Cluster",
    "ClusterQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "Idea",
    "IdeaQuerySet",
    "NextVector",
    "Pin",
    "PinQuerySet",
    "Place",
    "Route",
    "Says",
    "Status",
    "Suggestion",
    "SuggestionQuerySet",
    "SuggestionState",
    "Support",
    "Verdict",
    "VerdictQuerySet",
    "Vote",
]
