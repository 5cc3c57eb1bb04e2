"""Filters of the list of comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, MultipleDropdownFilter

from feedback.admin.labels import UNSURE_BELOW
from feedback.models import Label

if TYPE_CHECKING:
    from django.http import HttpRequest


class LabelFilter(MultipleDropdownFilter):
    """Comments with one of these labels, whoever gave it."""

    title = _("label")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All labels, and not read yet."""
        return [*Label.choices, ("none", _("not read yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen labels."""
        chosen = set(self.value() or ()) & {*Label.values, "none"}
        values = ["" if value == "none" else value for value in chosen]
        return queryset.filter(label__in=values) if values else queryset


class SurenessFilter(DropdownFilter):
    """Who labelled, and how sure the machine is."""

    title = _("sureness")
    parameter_name = "sureness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What a person should look at, first."""
        return [
            ("unsure", _("the machine is unsure")),
            ("machine", _("labelled by machine")),
            ("person", _("labelled by a person")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what was chosen."""
        machine = Q(person_label="") & ~Q(machine_label="")
        chosen = {
            "unsure": machine & Q(machine_confidence__lt=UNSURE_BELOW),
            "machine": machine,
            "person": ~Q(person_label=""),
        }.get(str(self.value()))
        return queryset.filter(chosen) if chosen is not None else queryset
