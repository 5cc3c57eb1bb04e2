"""Fans and threads, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter

from engine.ledger.history import history_of
from engine.pages import ChoiceFilter
from feedback.admin.base import FramedAdmin, SeenAdmin
from feedback.admin.html import outside_link
from feedback.admin.labels import role_chip
from feedback.admin.role_page import RolePage
from feedback.models import Fan, Role, Thread
from feedback.signal_words import told_signals

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


class RoleFilter(DropdownFilter):
    """Who it is to us, or where a person had to say so."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All roles, and those by people."""
        return [*Role.choices, ("person", _("said by a person"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen role."""
        if self.value() == "person":
            return queryset.exclude(person_role="")
        return queryset.filter(role=self.value()) if self.value() in Role.values else queryset


def _role_name(value: object) -> str:
    return str(Role(str(value)).label) if value in Role.values else ""


@admin.register(Fan)
class FanAdmin(RolePage, FramedAdmin, SeenAdmin):
    """Who wrote, by masked name, and who they are to us."""

    list_display = (
        "show_name",
        "channel",
        "show_role",
        "verified",
        "followers",
        "posts",
        "registered_at",
        "show_comments",
    )
    list_filter = (
        ("channel", ChoiceFilter),
        RoleFilter,
        ("verified", ChoiceFilter),
    )
    ordering = ("-pk",)
    fields = (
        "show_name",
        "channel",
        "verified",
        "followers",
        "posts",
        "registered_at",
        "show_comments",
    )
    readonly_fields = fields
    change_form_outer_before_template = "admin/feedback/fan/before.html"
    change_form_outer_after_template = "admin/feedback/fan/after.html"

    def around(self, request: HttpRequest, row: Fan) -> dict[str, Any]:
        """What is known of the account, and what people said of it."""
        return {
            "role_chip": role_chip(row.role),
            "signals": told_signals(row, when=timezone.now()),
            "history": history_of(row, says={"person_role": _role_name}),
        }

    @admin.display(description=_("masked name"))
    def show_name(self, obj: Fan) -> SafeString:
        """The masked name, kept from turning the page around."""
        return format_html("<bdi>{}</bdi>", str(obj))

    @admin.display(description=_("role"))
    def show_role(self, obj: Fan) -> SafeString:
        """Who it is to us."""
        return role_chip(obj.role)

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
