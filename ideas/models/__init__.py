"""Tables of what we may build."""

from ideas.models.attachment import Attachment, AttachmentQuerySet, Milestone
from ideas.models.cluster import Assignment, AssignmentQuerySet, Cluster, ClusterQuerySet
from ideas.models.decision import Decision, DecisionQuerySet, Outcome
from ideas.models.evidence import Evidence, EvidenceQuerySet
from ideas.models.idea import LAUNCHED, Idea, IdeaQuerySet, Route, Status
from ideas.models.integrity import (
    CaseKind,
    CaseLook,
    CaseLookQuerySet,
    CaseMember,
    CaseMemberQuerySet,
    CaseOutcome,
    CaseState,
    IntegrityCase,
    IntegrityCaseQuerySet,
)
from ideas.models.next_vector import NextVector
from ideas.models.note import Note, NoteQuerySet
from ideas.models.pin import Pin, PinQuerySet, Place
from ideas.models.suggestion import Act, Suggestion, SuggestionQuerySet, SuggestionState
from ideas.models.support import Support, Vote, VoteQuerySet
from ideas.models.verdict import Says, Verdict, VerdictQuerySet
from ideas.models.watch import Watch, WatchQuerySet

__all__ = [
    "LAUNCHED",
    "Act",
    "Assignment",
    "AssignmentQuerySet",
    "Attachment",
    "AttachmentQuerySet",
    "CaseKind",
    "CaseLook",
    "CaseLookQuerySet",
    "CaseMember",
    "CaseMemberQuerySet",
    "CaseOutcome",
    "CaseState",
    "Cluster",
    "ClusterQuerySet",
    "Decision",
    "DecisionQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "Idea",
    "IdeaQuerySet",
    "IntegrityCase",
    "IntegrityCaseQuerySet",
    "Milestone",
    "NextVector",
    "Note",
    "NoteQuerySet",
    "Outcome",
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
    "VoteQuerySet",
    "Watch",
    "WatchQuerySet",
]
