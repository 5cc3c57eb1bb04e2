"""Fans to tell: the list with what is done to many at once, one row, wordings, the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from engine.pages import ChoiceFilter, DayRangeFilter
from feedback.admin.base import SeenAdmin
from feedback.admin.html import chip, excerpt, outside_link
from feedback.models import Channel, Label
from ideas.admin.acting import act_page, carry_out
from ideas.admin.outreach_actions import TELL, OutreachActions
from ideas.admin.outreach_forms import (
    ChannelFilter,
    FirstAskerFilter,
    OfIdeaFilter,
    TemplateForm,
    WordingForm,
    is_number,
)
from ideas.models import MILESTONES, Outreach, OutreachState, Template
from ideas.outreach_files import csv_answer
from ideas.outreach_words import TONES
from ideas.services.outreach import OutreachError, link_of, reword

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_S = OutreachState


@admin.register(Outreach)
class OutreachAdmin(OutreachActions, SeenAdmin):
    """Fans to tell, the newest lists first."""

    list_display = (
        "show_fan",
        "show_idea",
        "milestone",
        "show_state",
        "show_said",
        "draft",
        "show_next",
    )
    list_display_links = ("show_fan",)
    list_filter = (
        ("state", ChoiceFilter),
        ("milestone", ChoiceFilter),
        ChannelFilter,
        FirstAskerFilter,
        OfIdeaFilter,
        ("idea__product_line", RelatedDropdownFilter),
        ("sent_at", DayRangeFilter),
    )
    list_before_template = "admin/ideas/outreach/list_before.html"
    ordering = ("-pk",)
    actions = (
        "approve",
        "mark_sent",
        "mark_failed",
        "mark_unreachable",
        "requeue",
        "redraft",
        "opt_out",
    )
    fields = (
        "show_fan",
        "show_idea",
        "milestone",
        "show_state",
        "reason",
        "show_said",
        "show_where",
        "draft",
        "show_reword",
        "sent_at",
        "show_link",
        "show_next",
        "listed_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outreach]:
        """Each fan once a milestone, with what a row shows."""
        return Outreach.objects.once().told().with_next_words()

    def get_urls(self) -> list[URLPattern]:
        """Other words for one fan, and the file of a channel."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/reword/", wrap(self.reword_view), name="ideas_outreach_reword"),
            path("export/<slug:channel>/", wrap(self.export_view), name="ideas_outreach_export"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the files."""
        context = {"channels": Channel.choices, **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, context)
        return page

    def reword_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say it in other words."""
        if not request.user.has_perm(TELL):
            raise PermissionDenied
        row = get_object_or_404(Outreach.objects.once().told(), pk=pk)
        form = WordingForm(request.POST or None, initial={"draft": row.draft})
        back = reverse("admin:ideas_outreach_change", args=[pk])
        if form.is_valid() and carry_out(
            request,
            lambda: reword(row, text=form.cleaned_data["draft"], actor=request.user),
            form=form,
            told=gettext("The draft is kept."),
            refusal=OutreachError,
        ):
            return redirect(back)
        title = gettext("Say it in other words")
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(row))

    def export_view(self, request: HttpRequest, channel: str) -> HttpResponse:
        """What is approved for a channel."""
        if not request.user.has_perm("ideas.view_outreach"):
            raise PermissionDenied
        if channel not in Channel.values:
            raise Http404
        idea, milestone = request.GET.get("of", ""), request.GET.get("milestone", "")
        number = int(idea) if is_number(idea) else None
        milestone = milestone if milestone in MILESTONES else ""
        return csv_answer(channel, idea=number, milestone=milestone)

    @admin.display(description=_("fan"))
    def show_fan(self, obj: Outreach) -> SafeString:
        """The masked name, the channel, and whether they asked first."""
        first = chip(gettext("first asker"), tone="green") if obj.is_first_asker else ""
        channel = obj.fan.get_channel_display()
        return format_html("<bdi>{}</bdi> · {} {}", obj.fan, channel, first)

    @admin.display(description=_("idea"))
    def show_idea(self, obj: Outreach) -> SafeString:
        """Where the idea went."""
        address = reverse("admin:ideas_idea_change", args=[obj.idea.root_id])
        link = '<a class="lg-link" href="{}#outreach"><bdi>{}</bdi></a>'
        return format_html(link, address, obj.idea.root)

    @admin.display(description=_("state"), ordering="state")
    def show_state(self, obj: Outreach) -> SafeString:
        """How far it has come."""
        state = OutreachState(obj.state)
        return chip(state.label, tone=TONES[state], title=obj.reason)

    @admin.display(description=_("what they wrote"))
    def show_said(self, obj: Outreach) -> SafeString | str:
        """Their first request, with the way to it."""
        if obj.comment is None:
            return gettext("a vote")
        address = reverse("admin:feedback_comment_change", args=[obj.comment_id])
        return format_html(
            '<a class="lg-link" href="{}">{}</a>', address, excerpt(obj.comment.text)
        )

    @admin.display(description=_("where"))
    def show_where(self, obj: Outreach) -> SafeString | str:
        """The place on the channel, to answer there."""
        where = link_of(obj)
        return outside_link(where) if where else "–"

    @admin.display(description=_("other words"))
    def show_reword(self, obj: Outreach) -> SafeString:
        """The page where it is worded."""
        address = reverse("admin:ideas_outreach_reword", args=[obj.pk])
        words = gettext("Say it in other words")
        return format_html('<a class="lg-link" href="{}">{}</a>', address, words)

    @admin.display(description=_("link of what was sent"))
    def show_link(self, obj: Outreach) -> SafeString | str:
        """What was sent."""
        return outside_link(obj.link) if obj.link else "–"

    @admin.display(description=_("next words"))
    def show_next(self, obj: Outreach) -> SafeString | str:
        """How a told fan went on, as it was read; on the comment's page an editor corrects it."""
        comment = getattr(obj, "next_comment", None)
        if obj.state != _S.SENT or comment is None:
            return "–"
        label = getattr(obj, "next_label", "")
        words = dict(Label.choices).get(label, gettext("not read yet"))
        tone = "red" if label == Label.COMPLAINT else "green" if label else "plain"
        address = reverse("admin:feedback_comment_change", args=[comment])
        link = '<a class="lg-link" href="{}">{}</a>'
        return format_html(link, address, chip(words, tone=tone))


@admin.register(Template)
class TemplateAdmin(ModelAdmin):
    """Wordings in the brand's voice; drafts made before a change stay until drafted anew."""

    form = TemplateForm
    list_display = ("milestone", "channel", "text", "is_active")
    list_display_links = ("milestone", "text")
    list_filter = (("milestone", ChoiceFilter), ("channel", ChoiceFilter))
    ordering = ("milestone", "channel", "pk")
