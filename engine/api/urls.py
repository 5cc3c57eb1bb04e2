"""Addresses of the endpoints that belong to no room, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from engine.api.operations.views import OperationViewSet

app_name = "operations"

urlpatterns = [
    path("operations", OperationViewSet.as_view({"get": "list"}), name="operation-list"),
    path(
        "operations/<int:pk>",
        OperationViewSet.as_view({"get": "retrieve"}),
        name="operation-detail",
    ),
    path(
        "operations/<int:pk>/undo",
        OperationViewSet.as_view({"post": "undo"}),
        name="operation-undo",
    ),
]
