"""The ledger's page: every change made by a person, to be read and never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import DropdownFilter

from engine.ledger.history import actor_name, field_name, plain, say_of
from engine.ledger.models import CellChange, Operation
from engine.ledger.names import operation_name, operation_names
from engine.pages import DayRangeFilter

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

_MOST_CELLS = 200


class KindFilter(DropdownFilter):
    """Operations of one kind."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds the apps registered."""
        return operation_names()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen kind."""
        known = self.value() in dict(operation_names())
        return queryset.filter(kind=self.value()) if known else queryset


@admin.register(Operation)
class OperationAdmin(ModelAdmin):
    """Read-only list and page of operations."""

    list_display = ("show_kind", "show_actor", "at", "show_cells", "reason")
    list_filter = (KindFilter, ("at", DayRangeFilter))
    list_select_related = ("actor",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-at", "-pk")
    fields = ("show_kind", "show_actor", "at", "reason", "show_changes")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operation]:
        """Count the cells in the list's own query."""
        return Operation.objects.annotate(cells=Count("changes"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only services append."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        """Append-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        """Append-only."""
        return False

    @admin.display(description=_("kind"), ordering="kind")
    def show_kind(self, obj: Operation) -> str:
        """The kind in words."""
        return operation_name(obj.kind)

    @admin.display(description=_("actor"))
    def show_actor(self, obj: Operation) -> str:
        """Who did it."""
        return actor_name(obj.actor) or "–"

    @admin.display(description=_("changed cells"))
    def show_cells(self, obj: Operation) -> int:
        """How many cells it changed."""
        return int(obj.cells)  # type: ignore[attr-defined]

    @admin.display(description=_("changed cells"))
    def show_changes(self, obj: Operation) -> SafeString:
        """The cells: row, field, before and after."""
        cells = obj.changes.order_by("pk")[:_MOST_CELLS]
        rows = format_html_join("", _ROW, (_cells_of(cell) for cell in cells))
        heads = (_("row"), _("field"), _("before"), _("after"))
        head = format_html_join("", "<th>{}</th>", ((name,) for name in heads))
        return format_html('<table class="lg-table"><tr>{}</tr>{}</table>', head, rows)


_ROW = "<tr><td>{}</td><td>{}</td><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>"


def _cells_of(cell: CellChange) -> tuple[str, str, str, str]:
    try:
        model = apps.get_model(cell.model)
    except (LookupError, ValueError):
        return f"{cell.model} {cell.row}", cell.field, plain(cell.before), plain(cell.after)
    name = f"{model._meta.verbose_name} {cell.row}"
    say = say_of(model, cell.field)
    return name, field_name(model, cell.field), say(cell.before), say(cell.after)
