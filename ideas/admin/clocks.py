"""Clocks: those due and missed, what people do to them, the promises behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from engine.pages import ChoiceFilter
from feedback.admin.base import KeptWhileUsedAdmin, SeenAdmin, users_of
from ideas.admin.acting import act_page, carry_out
from ideas.admin.clock_words import ShownClock, shown_clock, time_words
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.scorecard import ScorecardPages
from ideas.calendars.workdays import LAST_YEAR
from ideas.models import Clock, ClockPolicy, Idea
from ideas.services.clocks import ClockRefusedError, pause_clock, resume_clock, waive_clock
from ideas.services.clocks.times import unknown_holidays

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_HOLD, _WAIVE = "ideas.change_clock", "ideas.waive_clock"
_MOST_SHOWN = 50


class StateFilter(DropdownFilter):
    """Clocks that fare so."""

    title = _("progress")
    parameter_name = "fares"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """From the most urgent on."""
        return [
            ("open", _("open")),
            ("soon", _("due soon")),
            ("overdue", _("missed and open")),
            ("missed", _("ever missed")),
            ("paused", _("paused")),
            ("kept", _("kept")),
            ("waived", _("waived")),
            ("lapsed", _("lapsed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them; anything else in the address changes nothing."""
        now = timezone.now()
        running = Clock.objects.running()
        found = {
            "open": Clock.objects.open(),
            "soon": running.filter(warns_at__lte=now, due_at__gte=now),
            "overdue": running.filter(due_at__lt=now),
            "missed": Clock.objects.missed(),
            "paused": Clock.objects.open().filter(paused_at__isnull=False),
            "kept": Clock.objects.binding().filter(met_at__isnull=False),
            "waived": Clock.objects.binding().filter(waived_at__isnull=False),
            "lapsed": Clock.objects.binding().filter(lapsed_at__isnull=False),
        }.get(str(self.value()))
        return queryset if found is None else queryset.filter(pk__in=found.values("pk"))


class WaiveForm(forms.Form):
    """Why a promise need not be kept."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("What was missed before stays missed."),
    )


class ClockList(ChangeList):
    """Clocks of a page, each as the reader sees it at this moment."""

    def get_results(self, request: HttpRequest) -> None:
        """Look once at the time."""
        super().get_results(request)
        now = timezone.now()
        rows = list(self.result_list)
        for row in rows:
            row.shown = shown_clock(row, now=now, user=request.user)
        self.result_list = rows


@admin.register(Clock)
class ClockAdmin(ScorecardPages, SeenAdmin):
    """Promises about ideas, what is due first on top."""

    list_display = (
        "show_idea",
        "policy",
        "show_state",
        "show_due",
        "show_left",
        "show_started",
        "show_acts",
    )
    list_display_links = None
    list_filter = (
        StateFilter,
        ("policy", RelatedDropdownFilter),
        ("idea__product_line", RelatedDropdownFilter),
    )
    list_before_template = "admin/ideas/clock/list_before.html"
    ordering = ("due_at", "pk")
    fields = ("idea", "policy", "started_at", "due_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clock]:
        """Clocks that bind us, with what a row shows, in one query."""
        return Clock.objects.binding().told()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows how its clocks fare and what the reader may do."""
        return ClockList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell of which years nobody knows the holidays yet."""
        latest = Clock.objects.open().filter(calendar="business").order_by("-due_at")[:1]
        context = {
            "unknown_years": unknown_holidays(latest),
            "last_year": LAST_YEAR,
            **(extra_context or {}),
        }
        page: HttpResponse = super().changelist_view(request, context)
        return page

    def get_urls(self) -> list[URLPattern]:
        """The pages that hold a clock."""
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", wrap(view), name=f"ideas_clock_{name}")
            for name, view in (
                ("pause", self.pause_view),
                ("resume", self.resume_view),
                ("waive", self.waive_view),
            )
        ]
        return [*own, *super().get_urls()]

    def pause_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let no time count for a while."""
        titles = gettext("Pause the clock"), gettext("The clock is paused.")
        return self._hold(request, pk, act=pause_clock, needed=_HOLD, titles=titles)

    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let time count again."""
        titles = gettext("Resume the clock"), gettext("The clock runs again.")
        return self._hold(request, pk, act=resume_clock, needed=_HOLD, titles=titles)

    def waive_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Expect it no longer."""
        titles = gettext("Waive the clock"), gettext("The clock is waived.")
        return self._hold(request, pk, act=waive_clock, needed=_WAIVE, titles=titles)

    def _hold(
        self,
        request: HttpRequest,
        pk: int,
        *,
        act: Callable[..., Clock],
        needed: str,
        titles: tuple[str, str],
    ) -> HttpResponse:
        if not request.user.has_perm(needed):
            raise PermissionDenied
        clock = get_object_or_404(Clock.objects.standing().told(), pk=pk)
        kind = WaiveForm if act is waive_clock else ReasonForm
        form = kind(request.POST or None)
        back = reverse("admin:ideas_idea_change", args=[clock.idea_id]) + "#clocks"
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            if carry_out(
                request,
                lambda: act(clock, actor=request.user, reason=reason),
                form=form,
                told=titles[1],
                refusal=ClockRefusedError,
            ):
                return redirect(back)
        subtitle = f"{clock.idea} · {clock.policy} · {time_words(clock.due_at)}"
        return act_page(self, request, form=form, title=titles[0], subtitle=subtitle, back=back)

    @admin.display(description=_("idea"))
    def show_idea(self, obj: Clock) -> SafeString:
        """The idea it is about."""
        address = reverse("admin:ideas_idea_change", args=[obj.idea_id])
        return format_html(
            '<a class="lg-link" href="{}#clocks"><bdi>{}</bdi></a>', address, obj.idea
        )

    @admin.display(description=_("progress"))
    def show_state(self, obj: Clock) -> SafeString:
        """How it fares."""
        return _shown(obj).chip

    @admin.display(description=_("due"), ordering="due_at")
    def show_due(self, obj: Clock) -> SafeString:
        """When it is due; of a paused one nobody knows."""
        due = "–" if obj.paused_at is not None else time_words(obj.due_at)
        return format_html('<span class="lg-time">{}</span>', due)

    @admin.display(description=_("left"))
    def show_left(self, obj: Clock) -> str:
        """What is left of it."""
        return _shown(obj).left or "–"

    @admin.display(description=_("started"), ordering="started_at")
    def show_started(self, obj: Clock) -> SafeString:
        """From when on it counts, and from what."""
        words = time_words(obj.started_at), obj.get_starts_display()
        return format_html('<span class="lg-time">{}</span> {}', *words)

    @admin.display(description="")
    def show_acts(self, obj: Clock) -> SafeString:
        """What the reader may do to it."""
        shown = _shown(obj)
        acts = (
            ("pause", gettext("pause"), shown.may_pause),
            ("resume", gettext("resume"), shown.may_resume),
            ("waive", gettext("waive"), shown.may_waive),
        )
        links = (
            (reverse(f"admin:ideas_clock_{act}", args=[obj.pk]), name)
            for act, name, may in acts
            if may
        )
        return format_html_join(" · ", '<a class="lg-link" href="{}">{}</a>', links)


@admin.register(ClockPolicy)
class ClockPolicyAdmin(KeptWhileUsedAdmin):
    """What we promise; a change is for clocks to come, those that run keep their hours."""

    list_display = (
        "name", "kind", "starts", "hours", "calendar", "product_line", "is_active",
    )  # fmt: skip
    list_filter = (("kind", ChoiceFilter), ("product_line", RelatedDropdownFilter))
    list_select_related = ("product_line",)
    search_fields = ("name",)
    fields = (
        "name",
        ("kind", "until"),
        ("starts", "product_line"),
        ("hours", "calendar"),
        ("warn_before", "escalates_after"),
        ("escalates_to_user", "escalates_to_group"),
        "is_active",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What was promised stays what it was once there are clocks of it."""
        return ("kind", "until", "starts") if obj is not None and users_of(obj, shown=1) else ()


def _shown(row: Clock) -> ShownClock:
    shown: ShownClock = row.shown  # type: ignore[attr-defined]
    return shown


def clocks_card(request: HttpRequest, idea: Idea) -> str:
    """The clocks of an idea, and of those merged into it, for its page."""
    now, rows = timezone.now(), list(Clock.objects.of([idea.pk])[:_MOST_SHOWN])
    shown = [
        shown_clock(row, now=now, user=request.user, binds=row.idea_id == idea.pk) for row in rows
    ]
    context = {
        "clocks": shown,
        "unknown_years": unknown_holidays(rows),
        "last_year": LAST_YEAR,
    }
    return render_to_string("admin/ideas/idea/clocks.html", context)
