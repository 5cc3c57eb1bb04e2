"""One idea told in full: what it stands on, a taste of the evidence, what people did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field

from ideas.api.evidence import EvidenceSerializer
from ideas.api.history import history_of
from ideas.api.reasons import reasons_for
from ideas.api.serializers import ClusterSerializer, IdeaSerializer, OperationSerializer
from ideas.models import Cluster, Evidence

if TYPE_CHECKING:
    from ideas.models import Idea
from rest_framework import serializers

_PREVIEW = 5
_RECENT = 20
# Vectors, raw texts and index terms are long, and no answer shows them.
UNSEEN_OF_COMMENT = ("text_raw", "quoted", "search_terms")
UNSEEN = (
    "request__embedding",
    *(f"request__comment__{name}" for name in UNSEEN_OF_COMMENT),
)


class IdeaDetailSerializer(IdeaSerializer):
    """An idea with its clusters, the first pieces of evidence, and its recent history."""

    clusters = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    history = serializers.SerializerMethodField()

    @extend_schema_field(ClusterSerializer(many=True))
    def get_clusters(self, idea: Idea) -> Any:
        """The groups of requests it stands on, the largest first."""
        rows = Cluster.objects.filter(idea__root=idea).only("title", "size").order_by("-size", "pk")
        return ClusterSerializer(rows, many=True).data

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, idea: Idea) -> Any:
        """The first pieces; `evidence_url` has all of them."""
        rows = list(Evidence.objects.of_ideas([idea.pk]).to_show().defer(*UNSEEN)[:_PREVIEW])
        context = {**self.context, "reasons": reasons_for(rows)}
        return EvidenceSerializer(rows, many=True, context=context).data

    @extend_schema_field(OperationSerializer(many=True))
    def get_history(self, idea: Idea) -> Any:
        """The newest changes; `history_url` has all of them."""
        return OperationSerializer(history_of(idea.pk)[:_RECENT], many=True).data
