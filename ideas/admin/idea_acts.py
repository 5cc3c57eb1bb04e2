"""What people do to an idea besides editing it: move it, record and withdraw votes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from feedback.intake import AuthorData
from feedback.services.authors import find_or_make_fan
from ideas.admin.idea_forms import MoveForm, ReasonForm, VoteForm
from ideas.admin.words import status_name
from ideas.models import Idea, Status, Vote
from ideas.services.moving import Given, IllegalMoveError, allowed_moves, change_status
from ideas.services.voting import add_vote, withdraw_vote

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from feedback.models import Fan
    from ideas.statuses import Move


class IdeaActs:
    """Pages that hold one small form each."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the idea's own."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<int:pk>/move/<slug:to>/", wrap(self.move_view), name="ideas_idea_move"),
            path("<int:pk>/vote/", wrap(self.vote_view), name="ideas_idea_vote"),
            path("<int:pk>/unvote/<int:vote>/", wrap(self.unvote_view), name="ideas_idea_unvote"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def move_view(self, request: HttpRequest, pk: int, to: str) -> HttpResponse:
        """Ask what the move needs, then make it."""
        idea = self._idea(request, pk, needed="ideas.change_idea")
        legal = allowed_moves(idea, actor=request.user)
        move = next((m for m in legal if m.target == to), None)
        if move is None:
            messages.error(request, refusal(idea, to=to, legal=legal))
            return back_to(idea)
        form = MoveForm(request.POST or None, move=move, idea=idea)
        if not form.is_valid():
            title = _("Move to: %(status)s") % {"status": status_name(to)}
            return self._page(request, idea, form=form, title=title)
        return _move(request, idea, move=move, form=form)

    def vote_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record a vote on a fan's behalf."""
        idea = self._idea(request, pk, needed="ideas.add_vote")
        form = VoteForm(request.POST or None)
        if not form.is_valid():
            return self._page(request, idea, form=form, title=_("Record a fan's vote"))
        fan = _fan(form.cleaned_data)
        if fan.is_brand:
            form.add_error(None, _("This is one of our own accounts; it has no vote."))
            return self._page(request, idea, form=form, title=_("Record a fan's vote"))
        source = form.cleaned_data["source"]
        _vote, is_new = add_vote(idea, fan=fan, source=source, actor=request.user)
        if is_new:
            messages.success(request, _("The vote is recorded."))
        else:
            messages.warning(request, _("This fan has voted for the idea already."))
        return back_to(idea)

    def unvote_view(self, request: HttpRequest, pk: int, vote: int) -> HttpResponse:
        """Take a vote back."""
        idea = self._idea(request, pk, needed="ideas.delete_vote")
        row = get_object_or_404(Vote.objects.select_related("fan", "idea"), pk=vote, idea=idea)
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            title = _("Withdraw the vote of %(fan)s") % {"fan": row.fan}
            return self._page(request, idea, form=form, title=title)
        withdraw_vote(row, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The vote is withdrawn."))
        return back_to(idea)

    def _idea(self, request: HttpRequest, pk: int, *, needed: str) -> Idea:
        if not request.user.has_perm(needed):
            raise PermissionDenied
        return get_object_or_404(Idea.objects.open(), pk=pk)

    def _page(
        self, request: HttpRequest, idea: Idea, *, form: Form, title: str
    ) -> TemplateResponse:
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": title,
            "subtitle": str(idea),
            "opts": Idea._meta,
            "idea": idea,
            "form": form,
            "back": _url(idea),
        }
        return TemplateResponse(request, "admin/ideas/idea/act.html", context)


def refusal(idea: Idea, *, to: str, legal: list[Move]) -> str:
    """Say that a move is not to be made, and which are."""
    words = {
        "source": status_name(idea.status),
        "target": status_name(to) if to in Status.values else to,
        "legal": "、".join(status_name(move.target) for move in legal) or _("none"),
    }
    text = _(
        "“%(source)s” → “%(target)s” is not a move you may make. From here you may: %(legal)s."
    )
    return text % words


def _move(request: HttpRequest, idea: Idea, *, move: Move, form: MoveForm) -> HttpResponse:
    data = form.cleaned_data
    if data["seen"] != idea.status:
        messages.error(request, _("Somebody moved the idea meanwhile; please look again."))
        return back_to(idea)
    given = Given(**{name: data[name] for name in move.needs})
    try:
        change_status(idea, to=move.target, actor=request.user, given=given, reason=data["reason"])
    except IllegalMoveError as error:
        messages.error(request, refusal(idea, to=move.target, legal=error.legal))
    else:
        text = _("The idea is now: %(status)s.")
        messages.success(request, text % {"status": status_name(move.target)})
    return back_to(idea)


def _fan(data: dict[str, Any]) -> Fan:
    author = AuthorData(
        external_id=data["fan_id"] or None,
        id_kind="native" if data["fan_id"] else "none",
        display_name=data["fan_name"] or None,
    )
    return find_or_make_fan(data["channel"], author, secret=settings.AUTHOR_SECRET)


def _url(idea: Idea) -> str:
    return reverse("admin:ideas_idea_change", args=[idea.pk])


def back_to(idea: Idea) -> HttpResponse:
    """The idea's page again."""
    return redirect(_url(idea))
