"""Fans and threads, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    RelatedDropdownFilter,
)

from engine.pages import ChoiceFilter
from feedback.admin.base import SeenAdmin
from feedback.admin.html import outside_link
from feedback.models import Fan, Thread

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def comments_link(name: str, pk: int) -> SafeString:
    """A link to the list of comments of a fan or thread."""
    url = reverse("admin:feedback_comment_changelist")
    return format_html(
        '<a class="lg-link" href="{}?{}__id__exact={}">{}</a>', url, name, pk, _("show comments")
    )


@admin.register(Fan)
class FanAdmin(SeenAdmin):
    """Who wrote, by masked name."""

    list_display = ("show_name", "channel", "verified", "followers", "is_brand", "show_comments")
    list_filter = (
        ("channel", ChoiceFilter),
        ("verified", ChoiceFilter),
        ("is_brand", BooleanRadioFilter),
    )
    ordering = ("-pk",)
    fields = (
        "show_name",
        "channel",
        "verified",
        "followers",
        "posts",
        "is_brand",
        "show_comments",
    )
    readonly_fields = fields

    @admin.display(description=_("masked name"))
    def show_name(self, obj: Fan) -> SafeString:
        """The masked name, kept from turning the page around."""
        return format_html("<bdi>{}</bdi>", str(obj))

    @admin.display(description=_("comments"))
    def show_comments(self, obj: Fan) -> SafeString:
        """A link to what the fan wrote."""
        return comments_link("fan", obj.pk)


@admin.register(Thread)
class ThreadAdmin(SeenAdmin):
    """The posts commented on."""

    list_display = ("show_title", "channel", "account", "show_address", "show_comments")
    list_filter = (("channel", ChoiceFilter), ("account", RelatedDropdownFilter))
    list_select_related = ("account",)
    ordering = ("-pk",)
    search_fields = ("title",)
    fields = ("show_title", "channel", "external_id", "account", "show_address", "show_comments")
    readonly_fields = fields

    @admin.display(description=_("title"))
    def show_title(self, obj: Thread) -> SafeString:
        """The post's title, or its id."""
        return format_html('<bdi class="lg-said">{}</bdi>', str(obj)[:120])

    @admin.display(description=_("address"))
    def show_address(self, obj: Thread) -> SafeString | str:
        """The post on its channel."""
        return outside_link(obj.url, text=_("open on the channel")) if obj.url else "–"

    @admin.display(description=_("comments"))
    def show_comments(self, obj: Thread) -> SafeString:
        """A link to the comments under it."""
        return comments_link("thread", obj.pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        """Own accounts come along."""
        return Thread.objects.select_related("account")
