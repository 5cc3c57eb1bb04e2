"""Telling fans, on the idea's page: counts by milestone and state, listing anew, the first unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from ideas.admin.acting import carry_out
from ideas.admin.idea_acts import IdeaActs, back_to
from ideas.admin.outreach_forms import AwardForm, MilestoneForm
from ideas.models import LAUNCHED, MILESTONES, Award, Idea, Outreach, OutreachState
from ideas.services.outreach import OutreachError, award_first, milestone_of, plan_outreach

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_TELL, _AWARD = "ideas.change_outreach", "ideas.add_award"


class OutreachActs(IdeaActs):
    """List fans, give the first unit."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the idea's own."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = [
            path("<int:pk>/plan/", wrap(self.plan_view), name="ideas_idea_plan"),
            path("<int:pk>/award/", wrap(self.award_view), name="ideas_idea_award"),
        ]
        return [*own, *super().get_urls()]

    def plan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the fans of a milestone, or who asked since."""
        idea = self._idea(request, pk, needed=_TELL)
        form = MilestoneForm(request.POST or None, initial={"milestone": milestone_of(idea.status)})
        if form.is_valid() and _plan(request, idea, form=form):
            return back_to(idea)
        return self._page(request, idea, form=form, title=_("List the fans to tell"))

    def award_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the first unit to who asked first."""
        idea = self._idea(request, pk, needed=_AWARD)
        form = AwardForm(request.POST or None)
        if form.is_valid() and carry_out(
            request,
            lambda: award_first(idea, actor=request.user, note=form.cleaned_data["note"]),
            form=form,
            told=_("The first unit is given to who asked first."),
            refusal=OutreachError,
        ):
            return back_to(idea)
        return self._page(request, idea, form=form, title=_("Give the first unit"))


def _plan(request: HttpRequest, idea: Idea, *, form: MilestoneForm) -> bool:
    try:
        made = plan_outreach(idea, milestone=form.cleaned_data["milestone"])
    except OutreachError as error:
        form.add_error(error.name or None, str(error))
        return False
    words = {"listed": made.listed, "added": made.added, "gone": made.gone}
    told = _("%(listed)s fans are on the list: %(added)s added, %(gone)s taken off.")
    messages.success(request, told % words)
    return True


def outreach_card(request: HttpRequest, idea: Idea) -> str:
    """How far telling has come; who asked is shown only to those who tell them."""
    rows = Outreach.objects.once().of([idea.pk]).order_by()
    counts = rows.values_list("milestone", "state").annotate(number=Count("pk"))
    found = {(milestone, state): number for milestone, state, number in counts}
    may_see = request.user.has_perm("ideas.view_outreach")
    awards = list(Award.objects.of(idea))
    context = {
        "idea": idea,
        "states": [state.label for state in OutreachState],
        "lines": _lines(found),
        "may_see": may_see,
        "may_plan": request.user.has_perm(_TELL)
        and idea.merged_into_id is None
        and milestone_of(idea.status) is not None,
        "awards": awards,
        "may_award": request.user.has_perm(_AWARD)
        and not awards
        and idea.merged_into_id is None
        and idea.status in LAUNCHED,
    }
    return render_to_string("admin/ideas/idea/outreach.html", context, request=request)


def _lines(found: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Milestones that have a list, each with its number in every state."""
    return [
        {
            "milestone": milestone.value,
            "name": milestone.label,
            "numbers": [
                (state.value, found.get((milestone.value, state.value), 0))
                for state in OutreachState
            ],
        }
        for milestone in MILESTONES
        if any(name == milestone for name, _state in found)
    ]
