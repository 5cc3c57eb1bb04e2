"""Versions of the reader: their figures, and going over from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.admin.base import SeenAdmin
from feedback.admin.labels import label_name
from feedback.models import ReaderVersion
from feedback.services.versions import UnfitVersionError, activate_version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(ReaderVersion)
class ReaderVersionAdmin(SeenAdmin):
    """Rows made by train_reader; people choose the one that reads."""

    actions = ("activate",)
    list_display = ("name", "is_active", "show_taught", "show_macro", "made_at", "activated_at")
    fields = (
        "name",
        "is_active",
        "parent",
        "show_taught",
        "show_figures",
        "show_reliability",
        "made_at",
        "activated_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReaderVersion]:
        """Weights stay where they are."""
        return ReaderVersion.objects.light().select_related("parent").defer("parent__weights")

    def has_activate_permission(self, request: HttpRequest) -> bool:
        """Who may choose the version that reads."""
        return bool(request.user.has_perm("feedback.change_readerversion"))

    @admin.action(description=_("Read with this version"), permissions=["activate"])
    def activate(self, request: HttpRequest, queryset: QuerySet[ReaderVersion]) -> None:
        """Go over to the one chosen version."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            messages.error(request, gettext("Choose exactly one version."))
            return
        try:
            activate_version(chosen[0], actor=request.user)
        except UnfitVersionError:
            told = gettext("This version was made for another version of the software.")
            messages.error(request, told)
        else:
            told = gettext("Comments are read with %(version)s from now on.")
            messages.success(request, told % {"version": chosen[0].name})

    @admin.display(description=_("comments that taught it"))
    def show_taught(self, obj: ReaderVersion) -> str:
        """How many comments people labelled for it."""
        return (
            gettext("came with the software") if obj.parent_id is None else str(len(obj.taught_by))
        )

    @admin.display(description=_("macro-F1, old → new"))
    def show_macro(self, obj: ReaderVersion) -> str:
        """Both figures of the comparison that was made when it was learnt."""
        if not obj.figures:
            return "–"
        before, after = (obj.figures[side]["held_out"]["macro"] for side in ("old", "new"))
        return f"{before:.3f} → {after:.3f}"

    @admin.display(description=_("precision / recall / F1, old → new"))
    def show_figures(self, obj: ReaderVersion) -> SafeString | str:
        """A row a label."""
        if not obj.figures:
            return "–"
        before, after = (obj.figures[side]["held_out"]["labels"] for side in ("old", "new"))
        later = {row["label"]: row for row in after}
        rows = ((label_name(r["label"]), r["count"], r, later[r["label"]]) for r in before)
        return _table((name, count, _three(old), _three(new)) for name, count, old, new in rows)

    @admin.display(description=_("confidence, share that was right"))
    def show_reliability(self, obj: ReaderVersion) -> SafeString | str:
        """A row a bin of confidence."""
        if not obj.figures:
            return "–"
        return _table(
            (
                f"{row['low']:.0%}–{row['high']:.0%}",
                row["count"],
                f"{row['mean']:.0%}",
                f"{row['right']:.0%}",
            )
            for row in obj.figures["new"]["table"]
        )


def _three(row: dict[str, Any]) -> str:
    return f"{row['precision']:.2f} / {row['recall']:.2f} / {row['f1']:.2f}"


def _table(rows: Iterable[tuple[Any, ...]]) -> SafeString:
    cells = (
        (format_html_join("", '<td style="padding-right:1.5em">{}</td>', ((c,) for c in row)),)
        for row in rows
    )
    return format_html("<table>{}</table>", format_html_join("", "<tr>{}</tr>", cells))
