"""Addresses of the feedback room's endpoints, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from feedback.api.labels import LabelsViewSet
from feedback.api.roles import RolesViewSet
from feedback.api.spans import SpansViewSet
from feedback.api.views import CommentViewSet

app_name = "feedback"

urlpatterns = [
    path(
        "comments", CommentViewSet.as_view({"get": "list", "post": "create"}), name="comment-list"
    ),
    path("comments/<int:pk>", CommentViewSet.as_view({"get": "retrieve"}), name="comment-detail"),
    path("comments/<int:pk>/spans", SpansViewSet.as_view({"put": "update"}), name="comment-spans"),
    *(
        path(
            f"comments/<int:pk>/{act.replace('_', '-')}",
            LabelsViewSet.as_view({"put": act}),
            name=f"comment-{act.replace('_', '-')}",
        )
        for act in ("label", "tags", "product_line")
    ),
    path(
        "comments/<int:pk>/author-role",
        RolesViewSet.as_view({"put": "update"}),
        name="comment-author-role",
    ),
]
