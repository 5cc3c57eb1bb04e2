"""Tables of what we may build."""

from ideas.models.attachment import Attachment, AttachmentQuerySet, Milestone
from ideas.models.award import Award, AwardQuerySet
from ideas.models.burst import (
    Authenticity,
    BurstAlert,
    BurstAlertQuerySet,
    BurstLine,
    BurstMember,
    BurstState,
)
from ideas.models.clock import Clock, ClockKind, ClockPolicy, ClockQuerySet, Hours, Starts
from ideas.models.cluster import Assignment, AssignmentQuerySet, Cluster, ClusterQuerySet
from ideas.models.decision import Decision, DecisionQuerySet, Outcome
from ideas.models.evidence import Evidence, EvidenceQuerySet
from ideas.models.handoff import HandOff, HandOffOutcome, HandOffQuerySet
from ideas.models.hearing import Event, NoticePreference, Robot, RobotKind, RobotQuerySet
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
from ideas.models.notice import (
    EVENT_OF,
    Announcement,
    Dropped,
    News,
    Notice,
    NoticeQuerySet,
    NoticeState,
)
from ideas.models.outreach import (
    MILESTONES,
    OptOut,
    Outreach,
    OutreachQuerySet,
    OutreachState,
    Template,
)
from ideas.models.pin import Pin, PinQuerySet, Place
from ideas.models.series import Grain, Line, Point, Tick
from ideas.models.stay import Stay, StayQuerySet
from ideas.models.suggestion import Act, Suggestion, SuggestionQuerySet, SuggestionState
from ideas.models.support import Support, Vote, VoteQuerySet
from ideas.models.verdict import Says, Verdict, VerdictQuerySet
from ideas.models.watch import Watch, WatchQuerySet

__all__ = [
    "EVENT_OF",
    "LAUNCHED",
    "MILESTONES",
    "Act",
    "Announcement",
    "Assignment",
    "AssignmentQuerySet",
    "Attachment",
    "AttachmentQuerySet",
    "Authenticity",
    "Award",
    "AwardQuerySet",
    "BurstAlert",
    "BurstAlertQuerySet",
    "BurstLine",
    "BurstMember",
    "BurstState",
    "CaseKind",
    "CaseLook",
    "CaseLookQuerySet",
    "CaseMember",
    "CaseMemberQuerySet",
    "CaseOutcome",
    "CaseState",
    "Clock",
    "ClockKind",
    "ClockPolicy",
    "ClockQuerySet",
    "Cluster",
    "ClusterQuerySet",
    "Decision",
    "DecisionQuerySet",
    "Dropped",
    "Event",
    "Evidence",
    "EvidenceQuerySet",
    "Grain",
    "HandOff",
    "HandOffOutcome",
    "HandOffQuerySet",
    "Hours",
    "Idea",
    "IdeaQuerySet",
    "IntegrityCase",
    "IntegrityCaseQuerySet",
    "Line",
    "Milestone",
    "News",
    "NextVector",
    "Note",
    "NoteQuerySet",
    "Notice",
    "NoticePreference",
    "NoticeQuerySet",
    "NoticeState",
    "OptOut",
    "Outcome",
    "Outreach",
    "OutreachQuerySet",
    "OutreachState",
    "Pin",
    "PinQuerySet",
    "Place",
    "Point",
    "Robot",
    "RobotKind",
    "RobotQuerySet",
    "Route",
    "Says",
    "Starts",
    "Status",
    "Stay",
    "StayQuerySet",
    "Suggestion",
    "SuggestionQuerySet",
    "SuggestionState",
    "Support",
    "Template",
    "Tick",
    "Verdict",
    "VerdictQuerySet",
    "Vote",
    "VoteQuerySet",
    "Watch",
    "WatchQuerySet",
]
