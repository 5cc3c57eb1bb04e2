"""Requests as the reader found them, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    DropdownFilter,
)

from engine.pages import ChoiceFilter, DayRangeFilter
from feedback.admin.base import FramedAdmin, SeenAdmin
from feedback.admin.cards import request_cards_of
from feedback.admin.html import excerpt, marked
from feedback.models import Channel, Comment, FanRequest
from feedback.reasons import sure_words, told

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


class ChannelFilter(DropdownFilter):
    """Requests of one channel."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every channel we know."""
        return list(Channel.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen channel."""
        known = self.value() in Channel.values
        return queryset.filter(comment__channel=self.value()) if known else queryset


class CurrencyFilter(DropdownFilter):
    """Requests of the newest reading, or those a newer one replaced."""

    title = _("reading")
    parameter_name = "reading"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Newest or replaced."""
        return [("current", _("newest reading")), ("retired", _("replaced by a newer reading"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what stands, or what was replaced."""
        if self.value() == "retired":
            return queryset.filter(retired_at__isnull=False)
        return queryset.filter(retired_at__isnull=True) if self.value() else queryset


@admin.register(FanRequest)
class FanRequestAdmin(FramedAdmin, SeenAdmin):
    """One thing asked for, with the reasons for reading it so."""

    list_display = ("show_text", "kind", "show_confidence", "show_channel", "show_comment")
    list_filter = (
        ("kind", ChoiceFilter),
        ChannelFilter,
        CurrencyFilter,
        ("is_vague", BooleanRadioFilter),
        ("created_at", DayRangeFilter),
    )
    ordering = ("-pk",)
    search_fields = ("text",)
    search_help_text = _("Words of the comment; two characters are enough.")
    fields = (
        "show_whole",
        "kind",
        "content",
        "show_vague",
        "show_confidence",
        "show_reasons",
        "show_comment",
        "reader_version",
        "created_at",
        "grouped_at",
        "show_retired",
    )
    readonly_fields = fields
    change_form_outer_after_template = "admin/feedback/fanrequest/after.html"

    def around(self, request: HttpRequest, row: FanRequest) -> dict[str, Any]:
        """Add what the room above tells of it."""
        return {"cards": request_cards_of(request, row)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[FanRequest]:
        """Comments come along; vectors stay where they are."""
        rows = FanRequest.objects.select_related("comment")
        return rows.defer("embedding", "comment__search_terms")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search by the comments' character pairs."""
        if not search_term.strip():
            return queryset, False
        said = Comment.objects.search(search_term).values("pk")
        return queryset.filter(comment__in=said), False

    @admin.display(description=_("span"))
    def show_text(self, obj: FanRequest) -> SafeString:
        """What was asked, short."""
        return excerpt(obj.text)

    @admin.display(description=_("span"))
    def show_whole(self, obj: FanRequest) -> SafeString:
        """What was asked, inside the comment."""
        text = obj.comment.text
        standing = text[obj.start : obj.end] == obj.text
        return marked(text, spans=[(obj.start, obj.end)]) if standing else marked(obj.text)

    @admin.display(description=_("confidence"), ordering="confidence")
    def show_confidence(self, obj: FanRequest) -> str:
        """How sure the reader is."""
        return sure_words(obj.confidence) if obj.confidence else "–"

    @admin.display(description=_("vague"))
    def show_vague(self, obj: FanRequest) -> str:
        """What being vague means, where it is."""
        return gettext("asks for nothing concrete; not grouped") if obj.is_vague else "–"

    @admin.display(description=_("retired"))
    def show_retired(self, obj: FanRequest) -> str:
        """When a newer reading took its place, if one did."""
        if obj.retired_at is None:
            return "–"
        return date_format(timezone.localtime(obj.retired_at), "Y-m-d H:i")

    @admin.display(description=_("channel"))
    def show_channel(self, obj: FanRequest) -> str:
        """Where it was asked."""
        return obj.comment.get_channel_display()

    @admin.display(description=_("why"))
    def show_reasons(self, obj: FanRequest) -> SafeString:
        """The reasons in words."""
        said = ((r.speaks, r.sentence) for r in told(obj.why) if r.speaks != "sure")
        rows = format_html_join("", '<li class="lg-{}"><bdi>{}</bdi></li>', said)
        return format_html('<ul class="lg-list">{}</ul>', rows)

    @admin.display(description=_("comment"))
    def show_comment(self, obj: FanRequest) -> SafeString:
        """A link to the comment."""
        url = reverse("admin:feedback_comment_change", args=[obj.comment_id])
        return format_html('<a class="lg-link" href="{}">{}</a>', url, _("open the comment"))
