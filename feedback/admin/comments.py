"""Comments: the editors' list and page until the inbox exists; services do the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models, transaction
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from engine.pages import ChoiceFilter, DayRangeFilter
from feedback.admin.base import FramedAdmin
from feedback.admin.cards import cards_of
from feedback.admin.comment_actions import CommentActions
from feedback.admin.comment_filters import LabelFilter, SurenessFilter
from feedback.admin.comment_forms import CommentForm
from feedback.admin.comment_page import page_context, with_requests
from feedback.admin.labels import (
    fan_name,
    label_chip,
    label_name,
    text_excerpt,
    thread_name,
    when,
)
from feedback.admin.spans_page import SpansPage
from feedback.models import Comment
from feedback.services.labelling import label_comments, set_product_line, tag_comments
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

_FACTS = (
    "channel",
    "kind",
    "account",
    "show_counts",
    "created_at",
    "received_at",
    "state",
    "show_machine",
    "show_sentiment",
    "text_raw",
)


@admin.register(Comment)
class CommentAdmin(CommentActions, SpansPage, FramedAdmin):
    """One message as posted; people set label, product line and tags, nothing else."""

    form = CommentForm
    actions = ("label_as", "set_tags", "set_line")
    list_display = (
        "show_text",
        "show_label",
        "show_sureness",
        "channel",
        "show_thread",
        "show_fan",
        "show_time",
        "like_count",
    )
    list_filter = (
        LabelFilter,
        SurenessFilter,
        ("channel", ChoiceFilter),
        ("account", RelatedDropdownFilter),
        ("product_line", RelatedDropdownFilter),
        ("tags", RelatedDropdownFilter),
        ("created_at", DayRangeFilter),
        ("state", ChoiceFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)
    search_fields = ("text",)
    search_help_text = _("Words of the comment; two characters are enough.")
    autocomplete_fields = ("tags",)
    readonly_fields = _FACTS
    fieldsets = (
        (_("What people say"), {"fields": ("person_label", "product_line", "tags")}),
        (_("As it came in"), {"fields": _FACTS}),
    )
    change_form_outer_before_template = "admin/feedback/comment/before.html"
    change_form_outer_after_template = "admin/feedback/comment/after.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Comments come in through receive_comments."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was said is not deleted by hand."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Everything a row shows, in a fixed number of queries."""
        return with_requests(Comment.objects.with_people().defer("search_terms"))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Links of fans and threads lead here."""
        linked = {"fan__id__exact", "thread__id__exact"}
        return lookup in linked or super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Search by character pairs: two-character words are found, no table is scanned."""
        return queryset.search(search_term), False  # type: ignore[attr-defined]

    def around(self, request: HttpRequest, row: Comment) -> dict[str, Any]:
        """Add what stands around the form."""
        return {**page_context(row, person=request.user), "cards": cards_of(request, row)}

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,
    ) -> None:
        """Label and place through services; the row itself is never saved from here."""
        if "person_label" in form.changed_data:
            label_comments([obj], label=form.cleaned_data["person_label"], actor=request.user)
            transaction.on_commit(wake_reader)
        if "product_line" in form.changed_data:
            line = form.cleaned_data["product_line"]
            set_product_line([obj], product_line=line, actor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Tag through the service."""
        if "tags" not in form.changed_data:
            return
        wanted = {tag.name for tag in form.cleaned_data["tags"]}
        standing = {tag.name for tag in form.instance.tags.all()}
        tag_comments([form.instance], add=wanted, remove=standing - wanted, actor=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Refuse, should a door be left open."""
        raise NotImplementedError

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Refuse, should a door be left open."""
        raise NotImplementedError

    @admin.display(description=_("text"))
    def show_text(self, obj: Comment) -> SafeString:
        """A stretch around the asking span."""
        return text_excerpt(obj)

    @admin.display(description=_("label"), ordering="label")
    def show_label(self, obj: Comment) -> SafeString:
        """The label and who says so."""
        return label_chip(obj)

    @admin.display(description=_("sureness"), ordering="sureness")
    def show_sureness(self, obj: Comment) -> str:
        """Sorting by it puts the machine's doubts first, people's labels last."""
        return "–" if obj.sureness is None else f"{obj.sureness:.0%}"

    @admin.display(description=_("thread"))
    def show_thread(self, obj: Comment) -> SafeString | str:
        """The post commented on."""
        return thread_name(obj)

    @admin.display(description=_("fan"))
    def show_fan(self, obj: Comment) -> SafeString:
        """Who wrote, masked."""
        return fan_name(obj)

    @admin.display(description=_("posted"), ordering="created_at")
    def show_time(self, obj: Comment) -> SafeString | str:
        """When it was posted, as exactly as is known."""
        if obj.created_at is None:
            return "–"
        return format_html('<span class="lg-time">{}</span>', when(obj))

    @admin.display(description=_("likes, replies, reposts"))
    def show_counts(self, obj: Comment) -> str:
        """What the channel counted; unknown is not nought."""
        counts = (obj.like_count, obj.reply_count, obj.repost_count)
        return " · ".join("–" if count is None else str(count) for count in counts)

    @admin.display(description=_("label by machine"))
    def show_machine(self, obj: Comment) -> str:
        """What the machine said, also where a person overruled it."""
        if not obj.machine_label:
            return gettext("not read yet")
        sure = "" if obj.machine_confidence is None else f" · {obj.machine_confidence:.0%}"
        return f"{label_name(obj.machine_label)}{sure} · {obj.reader_version}"

    @admin.display(description=_("sentiment"))
    def show_sentiment(self, obj: Comment) -> str:
        """From 0 (bad) to 1 (good); never decides anything."""
        return "–" if obj.sentiment is None else f"{obj.sentiment:.2f}"
