"""The ledger's page: every change made by a person, to be read and never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import DropdownFilter

from engine.ledger.admin.undo_page import UndoPage
from engine.ledger.history import actor_name
from engine.ledger.models import Operation
from engine.ledger.names import operation_name, operation_names
from engine.ledger.rights import may_undo
from engine.ledger.undone import undone_by
from engine.ledger.words import CellInWords, address_of, in_words
from engine.pages import DayRangeFilter

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_MOST_CELLS = 200
_ROW = "<tr><td>{}</td><td>{}</td><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>"


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


class OperationList(ChangeList):
    """A page of operations that knows which of them are taken back."""

    def get_results(self, request: HttpRequest) -> None:
        """Ask for all undos of the page at once."""
        super().get_results(request)
        rows = list(self.result_list)
        undone = undone_by(row.pk for row in rows)
        for row in rows:
            row.taken_back = undone.get(row.pk)
        self.result_list = rows


@admin.register(Operation)
class OperationAdmin(UndoPage, ModelAdmin):
    """Read-only list and page of operations; each may be taken back."""

    list_display = ("show_kind", "show_actor", "at", "show_cells", "reason", "show_undone")
    list_filter = (KindFilter, ("at", DayRangeFilter))
    list_select_related = ("actor", "undoes")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-at", "-pk")
    fields = ("show_kind", "show_actor", "at", "reason", "show_undoes", "show_changes")
    readonly_fields = fields
    change_form_outer_before_template = "admin/ledger/operation/before.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operation]:
        """Count the cells in the list's own query."""
        return Operation.objects.annotate(cells=Count("changes"))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows what is taken back."""
        return OperationList

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only services append."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        """Append-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        """Append-only."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Tell what took the operation back, or offer to."""
        row = self.get_object(request, object_id)
        around: dict[str, Any] = {}
        if row is not None:
            taken_back = undone_by([row.pk]).get(row.pk)
            may = taken_back is None and may_undo(row, person=request.user)
            around = {"taken_back": taken_back, "may_undo": may}
        context = {**around, **(extra_context or {})}
        page: HttpResponse = super().change_view(request, object_id, form_url, context)
        return page

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

    @admin.display(description=_("taken back by"))
    def show_undone(self, obj: Operation) -> SafeString | str:
        """The undo that stands, with who did it."""
        undo: Operation | None = obj.taken_back  # type: ignore[attr-defined]
        return "–" if undo is None else _link(undo)

    @admin.display(description=_("takes back"))
    def show_undoes(self, obj: Operation) -> SafeString | str:
        """The operation that this one took back."""
        return "–" if obj.undoes is None else _link(obj.undoes)

    @admin.display(description=_("changed cells"))
    def show_changes(self, obj: Operation) -> SafeString:
        """The cells: row, field, before and after."""
        cells = in_words(list(obj.changes.order_by("pk")[:_MOST_CELLS]))
        rows = format_html_join("", _ROW, (_told(cell) for cell in cells))
        heads = (_("row"), _("field"), _("before"), _("after"))
        head = format_html_join("", "<th>{}</th>", ((name,) for name in heads))
        return format_html('<table class="lg-table"><tr>{}</tr>{}</table>', head, rows)


def _told(cell: CellInWords) -> tuple[str, str, str, str]:
    link = '<a class="lg-link" href="{}">{}</a>'
    row = format_html(link, cell.address, cell.row) if cell.address else cell.row
    return row, cell.field, cell.before, cell.after


def _link(operation: Operation) -> SafeString:
    name = f"{operation_name(operation.kind)} #{operation.pk}"
    who = actor_name(operation.actor)
    return format_html(
        '<a class="lg-link" href="{}">{}</a> <bdi>{}</bdi>',
        address_of(Operation, operation.pk),
        name,
        who,
    )
