"""Words people keep: product lines, the brand lexicon, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from engine.pages import ChoiceFilter
from feedback.admin.base import KeptWhileUsedAdmin, users_of
from feedback.models import LexiconEntry, ProductLine, Tag

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(ProductLine)
class ProductLineAdmin(KeptWhileUsedAdmin):
    """Lines of products."""

    list_display = ("name", "units_per_supporter", "mass_threshold")
    search_fields = ("name",)
    fields = ("name", "units_per_supporter", "mass_threshold")


@admin.register(LexiconEntry)
class LexiconEntryAdmin(KeptWhileUsedAdmin):
    """Names and nicknames by which fans mean us."""

    list_display = ("word", "meaning", "product_line")
    list_filter = (
        ("meaning", ChoiceFilter),
        ("product_line", RelatedDropdownFilter),
    )
    list_select_related = ("product_line",)
    search_fields = ("word",)
    fields = ("word", "meaning", "product_line")


@admin.register(Tag)
class TagAdmin(KeptWhileUsedAdmin):
    """Editors' free words."""

    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A tag in use keeps its name: the ledger tells by it what people tagged."""
        return ("name",) if obj is not None and users_of(obj, shown=1) else ()
