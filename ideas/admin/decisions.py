"""Decisions about an idea: the gauge, those made, and the page to make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from engine.ledger.admin.telling import newest_operation, tell_done
from ideas.admin.idea_acts import IdeaActs, back_to, is_stale, lacking
from ideas.admin.idea_forms import DecideForm
from ideas.models import Decision, Idea
from ideas.services.deciding import decide, may_decide
from ideas.services.gauging import gauge_of
from ideas.services.moving import IllegalMoveError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_MOST_SHOWN = 20


class DecisionActs(IdeaActs):
    """Decide."""

    def get_urls(self) -> list[URLPattern]:
        """A page beside the idea's own."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = path("<int:pk>/decide/", wrap(self.decide_view), name="ideas_idea_decide")
        return [own, *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the decision, then make it with the move it means."""
        idea = self._idea(request, pk, needed="ideas.change_idea")
        if is_stale(request, idea):
            return back_to(idea)
        form = DecideForm(request.POST or None, idea=idea)
        if form.is_valid() and _decide(request, idea, form=form):
            return back_to(idea)
        return self._page(request, idea, form=form, title=_("Decide"))


def decisions_card(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """What the page tells of the gauge and of decisions."""
    gauge = gauge_of(idea)
    share = 0.0
    if gauge.expected is not None and gauge.threshold:
        share = min(1.0, gauge.expected / gauge.threshold)
    return {
        "gauge": gauge,
        "gauge_share": f"{share:.3f}",
        "decisions": list(Decision.objects.filter(idea=idea).told()[:_MOST_SHOWN]),
        "may_decide": request.user.has_perm("ideas.change_idea")
        and may_decide(idea, actor=request.user),
    }


def _decide(request: HttpRequest, idea: Idea, *, form: DecideForm) -> bool:
    data, since = form.cleaned_data, newest_operation()
    try:
        made = decide(
            idea,
            outcome=data["outcome"],
            actor=request.user,
            given=form.given(),
            reason=data["reason"],
        )
    except IllegalMoveError as error:
        return not lacking(request, error, form=form)
    tell_done(request, _("It is decided: %(decision)s.") % {"decision": made}, since=since)
    return True
