"""Notices: everybody's own, and all of them for administrators; what one wants to hear of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from engine.pages import ChoiceFilter
from feedback.admin.base import SeenAdmin
from feedback.admin.html import chip
from ideas.admin.acting import act_page
from ideas.admin.hearing_forms import PreferenceForm
from ideas.admin.notice_words import TONES, error_words
from ideas.models import News, Notice, NoticeState
from ideas.services.notices.preferring import Wish, prefer, preference_of
from ideas.services.notices.retrying import send_again

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_ALL = "ideas.change_notice"


class NewsFilter(DropdownFilter):
    """Notices of one kind of news."""

    title = _("what happened")
    parameter_name = "news"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All kinds."""
        return list(News.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen kind."""
        if self.value() not in News.values:
            return queryset
        return queryset.filter(announcement__news=self.value())


@admin.register(Notice)
class NoticeAdmin(SeenAdmin):
    """What was told to whom, or could not be; who may send again sees all."""

    list_display = ("made_at", "show_news", "subject", "show_receiver", "show_state", "show_error")
    list_display_links = ("subject",)
    list_filter = (("state", ChoiceFilter), NewsFilter)
    ordering = ("-pk",)
    actions = ("send_again",)
    fields = (
        "show_news",
        "show_receiver",
        "subject",
        "text",
        "show_page",
        "show_state",
        "show_error",
        "attempts",
        "made_at",
        "due_at",
        "tried_at",
        "next_try_at",
        "sent_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """One's own; all where one may do something about them."""
        rows = Notice.objects.told()
        return rows if request.user.has_perm(_ALL) else rows.to(request.user)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only for who may."""
        return super().get_actions(request) if request.user.has_perm(_ALL) else {}

    def get_urls(self) -> list[URLPattern]:
        """The page of one's own preferences."""
        mine = self.admin_site.admin_view(self.mine_view)
        return [path("mine/", mine, name="ideas_notice_mine"), *super().get_urls()]

    def mine_view(self, request: HttpRequest) -> HttpResponse:
        """Choose what to hear of, and when not."""
        if not request.user.has_perm("ideas.view_notice"):
            raise PermissionDenied
        person = cast("User", request.user)
        form: Any = PreferenceForm(request.POST or None, instance=preference_of(person))
        back = reverse("admin:ideas_notice_changelist")
        if request.method == "POST" and form.is_valid():
            prefer(person, wish=Wish(**form.cleaned_data))
            messages.success(request, gettext("Your choice is kept."))
            return redirect(back)
        title = gettext("What I want to hear of")
        return act_page(self, request, form=form, title=title, back=back)

    @admin.action(description=_("send again what could not be sent"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        """Put failed ones back into the queue."""
        number = send_again(list(queryset.values_list("pk", flat=True)))
        messages.info(request, gettext("%(number)s notices are sent again.") % {"number": number})

    @admin.display(description=_("what happened"))
    def show_news(self, obj: Notice) -> str:
        """The kind of news."""
        return str(obj.announcement.get_news_display())

    @admin.display(description=_("receiver"))
    def show_receiver(self, obj: Notice) -> str:
        """The colleague or robot."""
        return str(obj.user if obj.user is not None else obj.robot)

    @admin.display(description=_("page"))
    def show_page(self, obj: Notice) -> SafeString | str:
        """What it is about."""
        if not obj.path:
            return "–"
        return format_html('<a class="lg-link" href="{}">{}</a>', obj.path, gettext("Open"))

    @admin.display(description=_("delivery"), ordering="state")
    def show_state(self, obj: Notice) -> SafeString:
        """Where it stands, as a coloured word."""
        state = NoticeState(obj.state)
        return chip(state.label, tone=TONES[state])

    @admin.display(description=_("error"))
    def show_error(self, obj: Notice) -> str:
        """Why it was not sent, with the server's words."""
        return f"{error_words(obj.error)} {obj.said}".strip() or "–"
