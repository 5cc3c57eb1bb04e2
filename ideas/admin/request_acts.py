"""Pages on which people say where a single request belongs: move, confirm, reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from feedback.admin.cards import add_request_card
from feedback.models import FanRequest
from ideas.admin.acting import act_page, carry_out
from ideas.admin.idea_acts import IdeaActs, back_to
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.structure import arranged, needs
from ideas.admin.structure_forms import IntoForm
from ideas.models import Evidence, Idea
from ideas.services.structure import confirm_request, move_request, reject_request

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

# Where a request belongs is judged by who may judge pairs of them.
JUDGE = "ideas.add_verdict"


class RequestActs(IdeaActs):
    """Move, confirm, reject."""

    def get_urls(self) -> list[URLPattern]:
        """Pages below the ideas."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        views = (
            ("requests/<int:row>/move/", self.move_request_view, "move_request"),
            ("<int:pk>/requests/<int:row>/confirm/", self.confirm_view, "confirm_request"),
            ("<int:pk>/requests/<int:row>/reject/", self.reject_view, "reject_request"),
        )
        own = [path(way, wrap(view), name=f"ideas_idea_{name}") for way, view, name in views]
        return [*own, *super().get_urls()]

    def move_request_view(self, request: HttpRequest, row: int) -> HttpResponse:
        """Let it belong to another idea."""
        needs(request, JUDGE)
        wish, form = _request(row), IntoForm(request.POST or None)
        if form.is_valid():
            data = form.cleaned_data
            to = data["idea"]
            if carry_out(
                request,
                lambda: move_request(wish, to=to, actor=request.user, reason=data["reason"]),
                form=form,
                told=_("Moved to “%(idea)s”.") % {"idea": to},
            ):
                return back_to(to)
        return self._request_page(request, wish, form=form, title=_("Move to another idea"))

    def confirm_view(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        """Say that it belongs here."""
        return self._judge(request, pk, row, confirm=True)

    def reject_view(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        """Say that it does not belong here."""
        return self._judge(request, pk, row, confirm=False)

    def _judge(self, request: HttpRequest, pk: int, row: int, *, confirm: bool) -> HttpResponse:
        idea = arranged(request, pk, needed=JUDGE)
        wish, form = _request(row), ReasonForm(request.POST or None)
        act = confirm_request if confirm else reject_request
        told = _("It belongs to “%(idea)s”.") if confirm else _("Taken out of “%(idea)s”.")
        if form.is_valid() and carry_out(
            request,
            lambda: act(wish, idea=idea, actor=request.user, reason=form.cleaned_data["reason"]),
            form=form,
            told=told % {"idea": idea},
        ):
            return back_to(idea)
        title = _("Belongs to “%(idea)s”") if confirm else _("Does not belong to “%(idea)s”")
        return self._request_page(request, wish, form=form, title=title % {"idea": idea})

    def _request_page(
        self, request: HttpRequest, wish: FanRequest, *, form: Form, title: str
    ) -> TemplateResponse:
        back = reverse("admin:feedback_fanrequest_change", args=[wish.pk])
        return act_page(self, request, form=form, title=title, back=back, subtitle=wish.text)


def request_card(request: HttpRequest, wish: FanRequest) -> str:
    """Where a request belongs, for its own page."""
    return render_to_string(
        "admin/ideas/request/card.html",
        {
            "wish": wish,
            "idea": _idea_of(wish),
            "may_judge": wish.retired_at is None and request.user.has_perm(JUDGE),
        },
    )


add_request_card(request_card)


def _request(pk: int) -> FanRequest:
    return get_object_or_404(FanRequest.objects.defer("embedding"), pk=pk)


def _idea_of(wish: FanRequest) -> Idea | None:
    row = Evidence.objects.filter(pk=wish.pk).select_related("idea").first()
    return row.idea if row is not None else None
