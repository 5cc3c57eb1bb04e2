"""Watching an idea, by a click on its page; and the list of what one watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter

from ideas.admin.idea_acts import IdeaActs, back_to
from ideas.models import Idea, Watch
from ideas.services.watching import unwatch_idea, watch_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class WatchedFilter(DropdownFilter):
    """Ideas that the reader watches."""

    title = gettext_lazy("watched by me")
    parameter_name = "watched"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice: only those."""
        return [("me", gettext_lazy("only those"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them."""
        if self.value() != "me":
            return queryset
        return queryset.watched_by(request.user)  # type: ignore[attr-defined]


class WatchActs(IdeaActs):
    """Begin and end."""

    def get_urls(self) -> list[URLPattern]:
        """A button's address beside the idea's own page."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = path("<int:pk>/watch/", wrap(self.watch_view), name="ideas_idea_watch")
        return [own, *super().get_urls()]

    def watch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what the button said."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        idea = self._idea(request, pk, needed="ideas.add_watch")
        user = cast("User", request.user)
        if request.POST.get("watch") == "1":
            watch_idea(idea, user=user, actor=user)
            messages.success(request, _("You watch this idea."))
        else:
            unwatch_idea(idea, user=user, actor=user)
            messages.success(request, _("You no longer watch this idea."))
        return back_to(idea)


def watch_card(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """What the page tells of those who watch."""
    watchers = {watch.user_id: watch.user for watch in Watch.objects.of(idea)}
    return {
        "watchers": list(watchers.values()),
        "is_watched": request.user.pk in watchers,
        "may_watch": request.user.has_perm("ideas.add_watch"),
    }
