"""Ideas: ranked list and page; services do the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from engine.pages import ChoiceFilter, DayRangeFilter
from feedback.admin.base import FramedAdmin
from feedback.models import Channel
from ideas.admin.attachments import AttachmentActs
from ideas.admin.decisions import DecisionActs
from ideas.admin.idea_filters import (
    AskedAfterLaunchFilter,
    ChannelFilter,
    EffectiveFilter,
    StatusFilter,
)
from ideas.admin.idea_forms import IdeaForm
from ideas.admin.idea_page import page_context
from ideas.admin.outreach_card import OutreachActs
from ideas.admin.request_acts import RequestActs
from ideas.admin.structure import StructureActs
from ideas.admin.votes import VoteActs
from ideas.admin.watches import WatchActs, WatchedFilter
from ideas.admin.words import (
    asked_after_launch_chip,
    fans_in_words,
    range_in_words,
    status_chip,
    support_of,
)
from ideas.models import Evidence, Idea
from ideas.services.editing import edit_idea

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_STRONGEST = (F("support__effective").desc(nulls_last=True), "pk")


@admin.register(Idea)
class IdeaAdmin(
    AttachmentActs,
    DecisionActs,
    OutreachActs,
    RequestActs,
    StructureActs,
    VoteActs,
    WatchActs,
    FramedAdmin,
):
    """What we might build, strongest support first."""

    form = IdeaForm
    list_display = (
        "show_rank",
        "title",
        "show_status",
        "show_effective",
        "show_fans",
        "show_mentions",
        "show_votes",
        "product_line",
        "owner",
        "show_last_asked",
        "show_channels",
    )
    list_display_links = ("title",)
    list_filter = (
        StatusFilter,
        ("product_line", RelatedDropdownFilter),
        ("kind", ChoiceFilter),
        ChannelFilter,
        EffectiveFilter,
        AskedAfterLaunchFilter,
        ("updated_at", DayRangeFilter),
        WatchedFilter,
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    actions = ("merge_chosen",)
    search_fields = ("title",)
    search_help_text = _("Words of the title, the summary or the evidence.")
    autocomplete_fields = ("tags",)
    fieldsets = (
        (
            _("What people set"),
            {
                "fields": (
                    "given_title",
                    "summary",
                    ("product_line", "owner"),
                    ("route", "tags"),
                )
            },
        ),
    )
    list_before_template = "admin/ideas/idea/list_before.html"
    change_form_outer_before_template = "admin/ideas/idea/before.html"
    change_form_outer_after_template = "admin/ideas/idea/after.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ideas come from clusters, by themselves or by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An idea is declined or dismissed, never deleted."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Idea]:
        """Everything a row shows, in one query."""
        return (
            Idea.objects.open()
            .with_numbers()
            .defer("search_terms")
            .annotate(rank=Window(RowNumber(), order_by=_STRONGEST), channels=_channels())
        )

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Ranks read effective only."""
        return _STRONGEST

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search titles, summaries and evidence by character pairs."""
        if not search_term.strip():
            return queryset, False
        return queryset.search(search_term), False  # type: ignore[attr-defined]

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Lead on from the page of an idea that was merged away."""
        merged = Idea.objects.standing().filter(merged_into__isnull=False)
        number = int(object_id) if object_id.isdecimal() else 0
        row = merged.select_related("root").filter(pk=number).first()
        if row is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        words = {"idea": row, "root": row.root, "number": row.root_id}
        text = gettext("“%(idea)s” was merged into “%(root)s” (#%(number)s).")
        messages.info(request, text % words)
        return redirect("admin:ideas_idea_change", row.root_id)

    def around(self, request: HttpRequest, row: Idea) -> dict[str, Any]:
        """Add what stands around the form."""
        return page_context(request, row)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Set everything through the service, as one operation."""
        data = form.cleaned_data
        values = {name: data[name] for name in form.changed_data if name != "tags"}
        tags = [tag.name for tag in data["tags"]] if "tags" in form.changed_data else None
        edit_idea(obj, values=values, tags=tags, actor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Tags were set with the rest."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Refuse, should a door be left open."""
        raise NotImplementedError

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Refuse, should a door be left open."""
        raise NotImplementedError

    @admin.display(description="#")
    def show_rank(self, obj: Idea) -> int:
        """Place in this list, by effective."""
        return int(obj.rank)  # type: ignore[attr-defined]

    @admin.display(description=_("status"), ordering="status")
    def show_status(self, obj: Idea) -> SafeString:
        """The status as a chip, with a badge where it is still asked for."""
        badge = asked_after_launch_chip() if obj.is_asked_after_launch() else ""
        return format_html("{} {}", status_chip(obj.status), badge)

    @admin.display(description=_("effective"), ordering="support__effective")
    def show_effective(self, obj: Idea) -> SafeString | str:
        """Supporters that count, and between which numbers they lie."""
        support = support_of(obj)
        if support is None:
            return "–"
        return format_html(
            '<span class="lg-number lg-strong">{}</span> <small class="lg-faint">{}</small>',
            f"{support.effective:.1f}",
            range_in_words(support),
        )

    @admin.display(description=_("fans"), ordering="support__fans")
    def show_fans(self, obj: Idea) -> str:
        """Distinct fans, or unknown."""
        support = support_of(obj)
        return "–" if support is None else fans_in_words(support)

    @admin.display(description=_("mentions"), ordering="support__mentions")
    def show_mentions(self, obj: Idea) -> str:
        """Comments."""
        support = support_of(obj)
        return "–" if support is None else str(support.mentions)

    @admin.display(description=_("votes"), ordering="support__votes")
    def show_votes(self, obj: Idea) -> str:
        """Explicit support."""
        support = support_of(obj)
        return "–" if support is None else str(support.votes)

    @admin.display(description=_("last asked"), ordering="support__last_asked_at")
    def show_last_asked(self, obj: Idea) -> SafeString | str:
        """When the newest evidence was posted."""
        support = support_of(obj)
        if support is None or support.last_asked_at is None:
            return "–"
        day = date_format(localtime(support.last_asked_at), "Y-m-d")
        return format_html('<span class="lg-time">{}</span>', day)

    @admin.display(description=_("channels"))
    def show_channels(self, obj: Idea) -> str:
        """Where it is asked for."""
        names = dict(Channel.choices)
        found = obj.channels  # type: ignore[attr-defined]
        return "、".join(str(names.get(value, value)) for value in found) or "–"


def _channels() -> ArraySubquery:
    evidence = Evidence.objects.standing().filter(idea=OuterRef("pk"))
    channels = evidence.order_by("request__comment__channel")
    return ArraySubquery(channels.values("request__comment__channel").distinct())
