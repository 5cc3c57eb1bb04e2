"""Tables of what we may build."""

from ideas.models.cluster import Assignment, AssignmentQuerySet, Cluster, ClusterQuerySet
from ideas.models.idea import Idea, IdeaQuerySet, Route, Status
from ideas.models.next_vector import NextVector
from ideas.models.suggestion import Act, Suggestion, SuggestionQuerySet, SuggestionState
from ideas.models.support import Support, Vote
from ideas.models.verdict import Says, Verdict, VerdictQuerySet

__all__ = [
    "Act",
    "Assignment",
    "AssignmentQuerySet",
    "Cluster",
    "ClusterQuerySet",
    "Idea",
    "IdeaQuerySet",
    "NextVector",
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
