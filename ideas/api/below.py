"""What lies below an idea or a comment: how its endpoints find the row they are about."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from feedback.models import Comment
from ideas.models import Idea

IDEA = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The idea.")
COMMENT = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The comment."
)


def idea_of(pk: int) -> Idea:
    """The idea of an address; one that was merged away stands for where it went."""
    rows = Idea.objects.standing().select_related("root")
    return get_object_or_404(rows, pk=pk).root


def comment_of(pk: int) -> Comment:
    """The comment of an address."""
    return get_object_or_404(Comment.objects.only("pk"), pk=pk)
