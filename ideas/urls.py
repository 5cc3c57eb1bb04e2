"""Addresses of the ideas room's endpoints, below /api/v1/."""

from __future__ import annotations

from typing import Any

from django.urls import path

from ideas.api.attachments import AttachmentViewSet, IdeaAttachmentsViewSet
from ideas.api.bursts import BurstViewSet
from ideas.api.cases import CaseMembersViewSet, CaseViewSet
from ideas.api.clusters import ClusterViewSet
from ideas.api.editing import IdeaTagsViewSet
from ideas.api.hand_offs import HandOffViewSet, IdeaHandOffsViewSet
from ideas.api.moves import DecisionViewSet, MoveViewSet
from ideas.api.notes import CommentNotesViewSet, IdeaNotesViewSet, NoteViewSet
from ideas.api.notices import NoticeViewSet
from ideas.api.outreach import IdeaAwardsViewSet, IdeaOutreachViewSet, OutreachViewSet
from ideas.api.past import PastViewSet
from ideas.api.placing import PlacingViewSet
from ideas.api.promises import ClockViewSet, IdeaClocksViewSet
from ideas.api.reports import ReportViewSet
from ideas.api.series import IdeaSeriesViewSet, SeriesViewSet
from ideas.api.structure import StructureViewSet
from ideas.api.suggestions import SuggestionViewSet
from ideas.api.support import SupportViewSet
from ideas.api.verdicts import VerdictViewSet
from ideas.api.views import EvidenceViewSet, HistoryViewSet, IdeaViewSet, RequestViewSet
from ideas.api.votes import CsvParser, IdeaVotesViewSet, VoteViewSet
from ideas.api.watches import WatchViewSet

app_name = "ideas"

_BOTH: dict[str, Any] = {"get": "list", "post": "create"}
_ONE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update"}
_WATCH: dict[str, Any] = {"get": "retrieve", "put": "update", "delete": "destroy"}
_FILE = AttachmentViewSet.as_view

urlpatterns = [
    path("ideas", IdeaViewSet.as_view(_BOTH), name="idea-list"),
    path("ideas/<int:pk>", IdeaViewSet.as_view(_ONE), name="idea-detail"),
    path("ideas/<int:pk>/tags", IdeaTagsViewSet.as_view({"put": "update"}), name="idea-tags"),
    path("ideas/<int:pk>/evidence", EvidenceViewSet.as_view({"get": "list"}), name="idea-evidence"),
    path("ideas/<int:pk>/history", HistoryViewSet.as_view({"get": "list"}), name="idea-history"),
    path("ideas/<int:pk>/as-of", PastViewSet.as_view({"get": "retrieve"}), name="idea-as-of"),
    path("ideas/<int:pk>/support", SupportViewSet.as_view({"get": "retrieve"}), name="support"),
    path(
        "ideas/<int:pk>/series",
        IdeaSeriesViewSet.as_view({"get": "retrieve"}),
        name="idea-series",
    ),
    path("ideas/<int:pk>/attachments", IdeaAttachmentsViewSet.as_view(_BOTH), name="idea-files"),
    path("ideas/<int:pk>/notes", IdeaNotesViewSet.as_view(_BOTH), name="idea-notes"),
    path("ideas/<int:pk>/watch", WatchViewSet.as_view(_WATCH), name="idea-watch"),
    *(
        path(f"ideas/<int:pk>/{act}", StructureViewSet.as_view({"post": act}), name=f"idea-{act}")
        for act in ("merge", "split", "attach", "detach")
    ),
    path("ideas/<int:pk>/clocks", IdeaClocksViewSet.as_view({"get": "list"}), name="idea-clocks"),
    path("ideas/<int:pk>/hand-offs", IdeaHandOffsViewSet.as_view(_BOTH), name="idea-hand-offs"),
    path("clusters", ClusterViewSet.as_view({"get": "list"}), name="cluster-list"),
    path("clusters/<int:pk>", ClusterViewSet.as_view({"get": "retrieve"}), name="cluster-detail"),
    path(
        "clusters/<int:pk>/promote",
        ClusterViewSet.as_view({"post": "promote"}),
        name="cluster-promote",
    ),
    path("suggestions", SuggestionViewSet.as_view({"get": "list"}), name="suggestion-list"),
    *(
        path(
            f"suggestions/<int:pk>/{act}",
            SuggestionViewSet.as_view({"post": act}),
            name=f"suggestion-{act}",
        )
        for act in ("accept", "dismiss")
    ),
    path("verdicts", VerdictViewSet.as_view(_BOTH), name="verdict-list"),
    path("verdicts/<int:pk>", VerdictViewSet.as_view({"delete": "destroy"}), name="verdict"),
    path("clocks", ClockViewSet.as_view({"get": "list"}), name="clock-list"),
    *(
        path(f"clocks/<int:pk>/{act}", ClockViewSet.as_view({"post": act}), name=f"clock-{act}")
        for act in ("pause", "resume", "waive")
    ),
    *(
        path(
            f"hand-offs/<int:pk>/{act}",
            HandOffViewSet.as_view({"post": act}),
            name=f"hand-off-{act}",
        )
        for act in ("receive", "decide")
    ),
    path("reports/waiting", ReportViewSet.as_view({"get": "waiting"}), name="report-waiting"),
    path("reports/scorecard", ReportViewSet.as_view({"get": "scorecard"}), name="report-scorecard"),
    path(
        "reports/scorecard/<slug:measure>",
        ReportViewSet.as_view({"get": "rows"}),
        name="report-rows",
    ),
    path(
        "ideas/<int:pk>/outreach",
        IdeaOutreachViewSet.as_view({"get": "list"}),
        name="idea-outreach",
    ),
    path(
        "ideas/<int:pk>/outreach/plan",
        IdeaOutreachViewSet.as_view({"post": "plan"}),
        name="idea-outreach-plan",
    ),
    path("ideas/<int:pk>/awards", IdeaAwardsViewSet.as_view(_BOTH), name="idea-awards"),
    *(
        path(
            f"outreach/{act.replace('_', '-')}",
            OutreachViewSet.as_view({"post": act}),
            name=f"outreach-{act.replace('_', '-')}",
        )
        for act in ("approve", "sent", "failed", "unreachable", "requeue", "opt_out")
    ),
    path("outreach/export", OutreachViewSet.as_view({"get": "export"}), name="outreach-export"),
    path("ideas/<int:pk>/move", MoveViewSet.as_view({"post": "create"}), name="idea-move"),
    path("ideas/<int:pk>/decisions", DecisionViewSet.as_view(_BOTH), name="idea-decisions"),
    path("ideas/<int:pk>/votes", IdeaVotesViewSet.as_view({"post": "create"}), name="idea-votes"),
    path("integrity-cases", CaseViewSet.as_view({"get": "list"}), name="case-list"),
    path("integrity-cases/<int:pk>", CaseViewSet.as_view({"get": "retrieve"}), name="case-detail"),
    path(
        "integrity-cases/<int:pk>/members",
        CaseMembersViewSet.as_view({"get": "list"}),
        name="case-members",
    ),
    path(
        "integrity-cases/<int:pk>/decide",
        CaseViewSet.as_view({"post": "decide"}),
        name="case-decide",
    ),
    path("votes/<int:pk>", VoteViewSet.as_view({"delete": "destroy"}), name="vote"),
    path(
        "votes/import",
        VoteViewSet.as_view({"post": "take_in"}, parser_classes=[CsvParser]),
        name="votes-import",
    ),
    path("attachments/<int:pk>", _FILE({"delete": "destroy"}), name="attachment"),
    path("attachments/<int:pk>/file", _FILE({"get": "file"}), name="attachment-file"),
    path(
        "attachments/<int:pk>/thumbnail", _FILE({"get": "thumbnail"}), name="attachment-thumbnail"
    ),
    path("comments/<int:pk>/notes", CommentNotesViewSet.as_view(_BOTH), name="comment-notes"),
    path(
        "notes/<int:pk>",
        NoteViewSet.as_view({"patch": "partial_update", "delete": "destroy"}),
        name="note",
    ),
    *(
        path(
            f"requests/<int:pk>/{act}", PlacingViewSet.as_view({"post": act}), name=f"request-{act}"
        )
        for act in ("move", "confirm", "reject")
    ),
    path("series", SeriesViewSet.as_view({"get": "retrieve"}), name="series"),
    path("bursts", BurstViewSet.as_view({"get": "list"}), name="burst-list"),
    path("bursts/<int:pk>", BurstViewSet.as_view({"get": "retrieve"}), name="burst-detail"),
    *(
        path(f"bursts/<int:pk>/{act}", BurstViewSet.as_view({"post": act}), name=f"burst-{act}")
        for act in ("acknowledge", "dismiss")
    ),
    path("notices", NoticeViewSet.as_view({"get": "list"}), name="notice-list"),
    path("requests", RequestViewSet.as_view({"get": "list"}), name="request-list"),
]
