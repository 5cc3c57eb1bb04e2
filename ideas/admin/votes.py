"""Votes: recorded on a fan's behalf, withdrawn, and imported from a file after a dry run."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from engine.ledger.admin.telling import newest_operation, tell_done
from feedback.intake import AuthorData
from feedback.services.authors import find_or_make_fan
from ideas.admin.idea_acts import IdeaActs, back_to
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.vote_forms import VoteFileForm, VoteForm
from ideas.models import Idea, Vote
from ideas.services.importing_votes import VoteReport, import_votes
from ideas.services.voting import VoteRefusedError, add_vote, withdraw_vote
from ideas.vote_files.rows import VoteFileError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from feedback.models import Fan

_MOST_SHOWN = 200


class VoteActs(IdeaActs):
    """Record, withdraw, import."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the idea's own, and one beside the list."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        views = (
            ("<int:pk>/vote/", self.vote_view, "vote"),
            ("<int:pk>/unvote/<int:vote>/", self.unvote_view, "unvote"),
            ("import-votes/", self.import_view, "import_votes"),
        )
        own = [path(way, wrap(view), name=f"ideas_idea_{name}") for way, view, name in views]
        return [*own, *super().get_urls()]

    def vote_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record a vote on a fan's behalf."""
        idea = self._idea(request, pk, needed="ideas.add_vote")
        form = VoteForm(request.POST or None)
        if form.is_valid() and _vote(request, idea, form=form):
            return back_to(idea)
        return self._page(request, idea, form=form, title=_("Record a fan's vote"))

    def unvote_view(self, request: HttpRequest, pk: int, vote: int) -> HttpResponse:
        """Take a vote back."""
        idea = self._idea(request, pk, needed="ideas.delete_vote")
        votes = Vote.objects.standing().behind([idea.pk]).select_related("fan")
        row = get_object_or_404(votes, pk=vote)
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            title = _("Withdraw the vote of %(fan)s") % {"fan": row.fan}
            return self._page(request, idea, form=form, title=title)
        since = newest_operation()
        withdraw_vote(row, actor=request.user, reason=form.cleaned_data["reason"])
        tell_done(request, _("The vote is withdrawn."), since=since)
        return back_to(idea)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Tell what a file would do; then do it, once that was confirmed."""
        if not request.user.has_perm("ideas.add_vote"):
            raise PermissionDenied
        form = VoteFileForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._import_page(request, form=form)
        confirmed = "confirm" in request.POST
        since = newest_operation()
        report = _import(request, form=form, dry_run=not confirmed)
        if report is None or not confirmed:
            return self._import_page(request, form=form, report=report)
        told = _("%(added)s votes added, %(doubled)s stood already, %(refused)s rows refused.")
        words = {
            "added": report.added,
            "doubled": len(report.doubled),
            "refused": report.refused,
        }
        tell_done(request, told % words, since=since)
        return redirect(reverse("admin:ideas_idea_changelist"))

    def _import_page(
        self, request: HttpRequest, *, form: VoteFileForm, report: VoteReport | None = None
    ) -> TemplateResponse:
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Import votes"),
            "opts": Idea._meta,
            "form": form,
            "back": reverse("admin:ideas_idea_changelist"),
            "report": report,
        }
        if report is not None:
            raw, source = form.cleaned_data["raw"], form.cleaned_data["source"]
            context |= {
                "refusals": [(row, _(row.reason)) for row in report.refusals[:_MOST_SHOWN]],
                "content": base64.b64encode(raw).decode(),
                "source": source,
            }
        return TemplateResponse(request, "admin/ideas/idea/import_votes.html", context)


def _vote(request: HttpRequest, idea: Idea, *, form: VoteForm) -> bool:
    data, since = form.cleaned_data, newest_operation()
    try:
        _row, is_new = add_vote(
            idea,
            fan=_fan(data),
            actor=request.user,
            source=data["source"],
            link=data["link"],
            said_at=data["said_at"],
        )
    except VoteRefusedError as error:
        form.add_error(error.name or None, str(error))
        return False
    if is_new:
        tell_done(request, _("The vote is recorded."), since=since)
    else:
        messages.warning(request, _("This fan has voted for the idea already."))
    return True


def _import(request: HttpRequest, *, form: VoteFileForm, dry_run: bool) -> VoteReport | None:
    try:
        return import_votes(
            io.BytesIO(form.cleaned_data["raw"]),
            source=form.cleaned_data["source"],
            actor=request.user,
            secret=settings.AUTHOR_SECRET,
            dry_run=dry_run,
        )
    except (VoteFileError, VoteRefusedError) as error:
        form.add_error(None, str(error))
        return None


def _fan(data: dict[str, Any]) -> Fan:
    author = AuthorData(
        external_id=data["fan_id"] or None,
        id_kind="native" if data["fan_id"] else "none",
        display_name=data["fan_name"] or None,
    )
    return find_or_make_fan(data["channel"], author, secret=settings.AUTHOR_SECRET)
