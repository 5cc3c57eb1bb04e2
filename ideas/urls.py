"""Addresses of the ideas room's endpoints, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from ideas.api.views import EvidenceViewSet, HistoryViewSet, IdeaViewSet, RequestViewSet

app_name = "ideas"

urlpatterns = [
    path("ideas", IdeaViewSet.as_view({"get": "list"}), name="idea-list"),
    path("ideas/<int:pk>", IdeaViewSet.as_view({"get": "retrieve"}), name="idea-detail"),
    path("ideas/<int:pk>/evidence", EvidenceViewSet.as_view({"get": "list"}), name="idea-evidence"),
    path("ideas/<int:pk>/history", HistoryViewSet.as_view({"get": "list"}), name="idea-history"),
    path("requests", RequestViewSet.as_view({"get": "list"}), name="request-list"),
]
