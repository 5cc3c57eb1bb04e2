"""How operations, undos and their conflicts look to a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

if TYPE_CHECKING:
    from engine.ledger.models import Operation
    from engine.ledger.tallies import Effect


class NumbersField(serializers.DictField):
    """Numbers by name; null is unknown."""

    child = serializers.FloatField(allow_null=True)


class ActSerializer(serializers.Serializer[Any]):
    """An operation by name."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="`comment.label`, `idea.status`, `undo`, …")
    at = serializers.DateTimeField()
    by = serializers.CharField(
        source="actor.username", default=None, allow_null=True, help_text="Null is automatic."
    )
    reason = serializers.CharField()


class OperationRowSerializer(ActSerializer):
    """One change that a person made."""

    undoes = serializers.IntegerField(
        source="undoes_id", allow_null=True, help_text="The operation it took back."
    )
    undone_by = serializers.SerializerMethodField(help_text="The undo of it that stands.")

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_undone_by(self, operation: Operation) -> int | None:
        """Asked for all rows at once; in the context."""
        undo = self.context["undone"].get(operation.pk)
        return None if undo is None else int(undo.pk)


class CellSerializer(serializers.Serializer[Any]):
    """One changed cell."""

    table = serializers.CharField(source="model", help_text="`ideas.idea`, `feedback.comment`, …")
    row = serializers.IntegerField()
    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class OperationDetailSerializer(OperationRowSerializer):
    """One change with all its cells."""

    cells = serializers.SerializerMethodField()

    @extend_schema_field(CellSerializer(many=True))
    def get_cells(self, operation: Operation) -> Any:
        """In the order they were recorded."""
        return CellSerializer(operation.changes.order_by("pk"), many=True).data


class UndoSerializer(serializers.Serializer[Any]):
    """What an undo is told."""

    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=500, help_text="Kept with it."
    )
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Only tell what would happen."
    )


class EffectSerializer(serializers.Serializer[Any]):
    """A row's numbers around an undo."""

    table = serializers.SerializerMethodField()
    row = serializers.IntegerField()
    title = serializers.CharField()
    before = NumbersField(help_text="`mentions`, `fans`, `effective`.")
    after = NumbersField()

    @extend_schema_field(serializers.CharField())
    def get_table(self, effect: Effect) -> str:
        """The table's name in the ledger."""
        return effect.model._meta.label_lower


class UndoneSerializer(serializers.Serializer[Any]):
    """What an undo did, or would do."""

    dry_run = serializers.BooleanField()
    operation = ActSerializer(allow_null=True, help_text="The undo; null on a dry run.")
    cells = CellSerializer(many=True, help_text="From what they held to what they hold again.")
    effects = EffectSerializer(many=True, help_text="The ideas concerned, counted on both sides.")


class ConflictSerializer(serializers.Serializer[Any]):
    """A cell in the way."""

    table = serializers.CharField(source="change.model")
    row = serializers.IntegerField(source="change.row")
    field = serializers.CharField(source="change.field")
    expected = serializers.JSONField(
        source="change.after", allow_null=True, help_text="What the operation left there."
    )
    found = serializers.JSONField(allow_null=True)
    detail = serializers.CharField(source="message")
    since = ActSerializer(allow_null=True, help_text="Who changed it last since.")


class RefusalSerializer(serializers.Serializer[Any]):
    """The problem of an undo that cannot be."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    conflicts = ConflictSerializer(many=True)
