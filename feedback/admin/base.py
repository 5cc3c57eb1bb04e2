"""What the pages of both apps share: rows that are read only, rows that are still in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unfold.admin import ModelAdmin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse


class SeenAdmin(ModelAdmin):
    """Rows to look at: nobody adds, changes or deletes them by hand."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come in through services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only services write."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted by hand."""
        return False


class FramedAdmin(ModelAdmin):
    """A change page with more around its form than Django's."""

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page's template shows beside the form."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Hand the template what stands around the form."""
        row = self.get_object(request, object_id)
        around = {} if row is None else self.around(request, row)
        context = {**around, **(extra_context or {})}
        page: HttpResponse = super().change_view(request, object_id, form_url, context)
        return page


class KeptWhileUsedAdmin(ModelAdmin):
    """Rows people edit; deleting one that others point at would change those behind the ledger."""

    list_per_page = 50

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Count rows in use as protected, so that Django refuses."""
        objects = list(objs)
        to_delete, counts, lacking, protected = super().get_deleted_objects(objects, request)
        used = [user for row in objects for user in users_of(row)]
        return to_delete, counts, lacking, [*protected, *used]


def users_of(row: Model, *, shown: int = 5) -> list[str]:
    """A few of the rows that point at this one."""
    users = []
    for relation in row._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, type) or relation.field.name is None:
            continue
        rows = model._default_manager.filter(**{relation.field.name: row})[:shown]
        users += [f"{model._meta.verbose_name}: {user}" for user in rows]
    return users
