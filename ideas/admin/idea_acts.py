"""What people do to an idea besides editing it, each on a page with one small form: move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from engine.ledger.admin.telling import newest_operation, tell_done
from ideas.admin.acting import act_page
from ideas.admin.idea_forms import MoveForm
from ideas.models import Idea
from ideas.services.moving import IllegalMoveError, allowed_moves, change_status, refusal_of
from ideas.status_words import status_name

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from ideas.statuses import Move


class IdeaActs:
    """Pages that hold one small form each."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the idea's own."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<int:pk>/move/<slug:to>/", wrap(self.move_view), name="ideas_idea_move"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def move_view(self, request: HttpRequest, pk: int, to: str) -> HttpResponse:
        """Ask what the move needs, then make it."""
        idea = self._idea(request, pk, needed="ideas.change_idea")
        legal = allowed_moves(idea, actor=request.user)
        move = next((m for m in legal if m.target == to), None)
        if move is None:
            messages.error(request, refusal_of(idea, to=to, actor=request.user))
            return back_to(idea)
        if is_stale(request, idea):
            return back_to(idea)
        form = MoveForm(request.POST or None, move=move, idea=idea)
        if form.is_valid() and _move(request, idea, move=move, form=form):
            return back_to(idea)
        title = _("Move to: %(status)s") % {"status": status_name(to)}
        return self._page(request, idea, form=form, title=title)

    def _idea(self, request: HttpRequest, pk: int, *, needed: str) -> Idea:
        if not request.user.has_perm(needed):
            raise PermissionDenied
        return get_object_or_404(Idea.objects.open(), pk=pk)

    def _page(
        self, request: HttpRequest, idea: Idea, *, form: Form, title: str
    ) -> TemplateResponse:
        return act_page(self, request, form=form, title=title, back=_url(idea), subtitle=str(idea))


def _move(request: HttpRequest, idea: Idea, *, move: Move, form: MoveForm) -> bool:
    reason, since = form.cleaned_data["reason"], newest_operation()
    try:
        change_status(idea, to=move.target, actor=request.user, given=form.given(), reason=reason)
    except IllegalMoveError as error:
        return not lacking(request, error, form=form)
    text = _("The idea is now: %(status)s.")
    tell_done(request, text % {"status": status_name(move.target)}, since=since)
    return True


def is_stale(request: HttpRequest, idea: Idea) -> bool:
    """Tell somebody whose page shows another status than the idea has by now."""
    if request.POST.get("seen", idea.status) == idea.status:
        return False
    messages.error(request, _("Somebody moved the idea meanwhile; please look again."))
    return True


def lacking(request: HttpRequest, error: IllegalMoveError, *, form: Form) -> bool:
    """Show at the form what it lacks; what no form can mend is told above the idea's page."""
    if not error.lacks:
        messages.error(request, str(error))
        return False
    form.add_error(error.lacks if error.lacks in form.fields else None, str(error))
    return True


def _url(idea: Idea) -> str:
    return reverse("admin:ideas_idea_change", args=[idea.pk])


def back_to(idea: Idea) -> HttpResponse:
    """The idea's page again."""
    return redirect(_url(idea))
