"""Pages that arrange ideas: make one by hand, merge, split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import FanRequest
from ideas.admin.acting import act_page, carry_out
from ideas.admin.idea_acts import IdeaActs, back_to
from ideas.admin.structure_forms import CreateForm, IntoForm, SplitForm, StaysForm
from ideas.models import Cluster, Evidence, Idea
from ideas.services.structure import create_idea, merge_ideas, split_idea

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

# Who arranges what ideas stand on, and who makes ideas.
ARRANGE = "ideas.change_cluster"
MAKE = "ideas.add_idea"
_MOST_MERGED = 50
_MOST_SHOWN = 200


class StructureActs(IdeaActs):
    """Make, merge, split."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the idea's own, and two beside the list."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        views = (
            ("create/", self.create_view, "create"),
            ("merge/", self.merge_chosen_view, "merge_chosen"),
            ("<int:pk>/merge/", self.merge_view, "merge"),
            ("<int:pk>/split/", self.split_view, "split"),
        )
        own = [path(way, wrap(view), name=f"ideas_idea_{name}") for way, view, name in views]
        return [*own, *super().get_urls()]

    def has_arrange_permission(self, request: HttpRequest) -> bool:
        """Who may merge."""
        return request.user.has_perm(ARRANGE)

    @admin.action(description=gettext_lazy("Merge…"), permissions=["arrange"])
    def merge_chosen(self, _request: HttpRequest, queryset: QuerySet[Idea]) -> HttpResponse:
        """Ask which of the chosen ideas stays."""
        chosen = queryset.order_by("pk").values_list("pk", flat=True)[: _MOST_MERGED + 1]
        wanted = ",".join(str(pk) for pk in chosen)
        return redirect(f"{reverse('admin:ideas_idea_merge_chosen')}?ideas={wanted}")

    def merge_chosen_view(self, request: HttpRequest) -> HttpResponse:
        """Merge several ideas into the one of them that stays."""
        needs(request, ARRANGE)
        ideas = _chosen(request)
        if not 1 < len(ideas) <= _MOST_MERGED:
            text = _("Choose between two and %(number)s ideas.")
            messages.error(request, text % {"number": _MOST_MERGED})
            return redirect("admin:ideas_idea_changelist")
        form = StaysForm(request.POST or None, ideas=ideas)
        if form.is_valid():
            stays = next(idea for idea in ideas if idea.pk == form.cleaned_data["stays"])
            going = [idea for idea in ideas if idea != stays]
            if _merge(request, going, into=stays, form=form):
                return back_to(stays)
        return act_page(self, request, form=form, title=_("Merge ideas"), back=_list())

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge one idea into another."""
        idea = arranged(request, pk, needed=ARRANGE)
        form = IntoForm(request.POST or None)
        if form.is_valid():
            into = form.cleaned_data["idea"]
            if _merge(request, [idea], into=into, form=form):
                return back_to(into)
        return self._page(request, idea, form=form, title=_("Merge into another idea"))

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make an idea of its own of some clusters and requests."""
        idea = arranged(request, pk, needed=MAKE)
        words = request.GET.get("q", "").strip()
        requests = _requests_of(idea)
        clusters = Cluster.objects.filter(idea__root=idea, size__gt=0).defer("centroid")
        form = SplitForm(
            request.POST or None,
            clusters=clusters.order_by("-size", "pk"),
            requests=requests if request.POST else _some(requests, words=words),
        )
        made: list[Idea] = []
        if form.is_valid() and _split(request, idea, form=form, made=made):
            return back_to(made[0])
        if form.is_bound:
            form.fields["requests"].queryset = _shown_again(form, requests)  # type: ignore[attr-defined]
        page = self._page(request, idea, form=form, title=_("Split the idea"))
        page.template_name = "admin/ideas/idea/split.html"
        page.context_data = {**(page.context_data or {}), "words": words, "most": _MOST_SHOWN}
        return page

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """Make an idea by hand."""
        needs(request, MAKE)
        form = CreateForm(request.POST or None)
        made: list[Idea] = []
        if form.is_valid() and _create(request, form=form, made=made):
            return back_to(made[0])
        return act_page(self, request, form=form, title=_("New idea"), back=_list())


def _list() -> str:
    return reverse("admin:ideas_idea_changelist")


def needs(request: HttpRequest, permission: str) -> None:
    """Turn away who lacks a permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def arranged(request: HttpRequest, pk: int, *, needed: str) -> Idea:
    """An idea for who may; one merged away is left to the act, which says where it went."""
    needs(request, needed)
    return get_object_or_404(Idea.objects.standing(), pk=pk)


def arranging_card(request: HttpRequest) -> dict[str, bool]:
    """What an idea's page offers."""
    return {
        "may_arrange": request.user.has_perm(ARRANGE),
        "may_make": request.user.has_perm(MAKE),
    }


def _chosen(request: HttpRequest) -> list[Idea]:
    said = request.GET.get("ideas", "").split(",")[: _MOST_MERGED + 1]
    numbers = [int(part) for part in said if part.isascii() and part.isdecimal()]
    return list(Idea.objects.standing().filter(pk__in=numbers).order_by("pk"))


def _merge(request: HttpRequest, ideas: list[Idea], *, into: Idea, form: Form) -> bool:
    reason = form.cleaned_data["reason"]
    return carry_out(
        request,
        lambda: merge_ideas(ideas, into=into, actor=request.user, reason=reason),
        form=form,
        told=_("Merged into “%(idea)s”.") % {"idea": into},
    )


def _split(request: HttpRequest, idea: Idea, *, form: Form, made: list[Idea]) -> bool:
    data = form.cleaned_data
    return carry_out(
        request,
        lambda: made.append(
            split_idea(
                idea,
                title=data["title"],
                clusters=data["clusters"],
                requests=data["requests"],
                actor=request.user,
                reason=data["reason"],
            )
        ),
        form=form,
        told=_("Split off from “%(idea)s”.") % {"idea": idea},
    )


def _create(request: HttpRequest, *, form: Form, made: list[Idea]) -> bool:
    return carry_out(
        request,
        lambda: made.append(create_idea(actor=request.user, **form.cleaned_data)),
        form=form,
        told=_("The idea is made."),
    )


def _requests_of(idea: Idea) -> QuerySet[FanRequest]:
    evidence = Evidence.objects.of_ideas([idea.pk])
    rows = FanRequest.objects.filter(pk__in=evidence.values("pk"))
    return rows.order_by("pk").defer("embedding", "why")


def _some(rows: QuerySet[FanRequest], *, words: str) -> QuerySet[FanRequest]:
    return (rows.filter(text__icontains=words) if words else rows)[:_MOST_SHOWN]


def _shown_again(form: Form, rows: QuerySet[FanRequest]) -> QuerySet[FanRequest]:
    """Only what was chosen: a refused form is not an archive."""
    chosen = [pk for pk in form.data.getlist("requests") if pk.isdecimal()]  # type: ignore[attr-defined]
    return rows.filter(pk__in=chosen) if chosen else rows[:_MOST_SHOWN]
