"""The scorecard page, and the rows behind each of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import Comment, FanRequest
from ideas.admin.clock_words import time_words
from ideas.admin.reporting import asked_period
from ideas.admin.words import status_chip
from ideas.models import Clock, Idea, Outreach
from ideas.services.scorecard import MEASURES, reckon_scorecard, rows_behind
from ideas.status_words import status_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ideas.services.scorecard import Scorecard

_A_PAGE = 50
_LONGEST = 120
# each page tells some of these: fans, wishes and ideas, for whom each permission stands
_NEEDED = {
    Comment: "feedback.view_comment",
    FanRequest: "feedback.view_fanrequest",
    Idea: "ideas.view_idea",
    Clock: "ideas.view_clock",
    Outreach: "ideas.view_outreach",
}
RATES = {
    "response": gettext_lazy("response rate"),
    "resolution": gettext_lazy("resolution rate"),
    "satisfaction": gettext_lazy("satisfaction rate"),
}
MEANT = {
    "response": gettext_lazy("answered in time, of the answers that fell due"),
    "resolution": gettext_lazy("launched or declined with a reason, of the ideas of the period"),
    "satisfaction": gettext_lazy("whose next words are no complaint, of the fans told"),
}
NAMES = {
    "comments": gettext_lazy("comments"),
    "requests": gettext_lazy("requests"),
    "ideas": gettext_lazy("ideas"),
    "told": gettext_lazy("fans told"),
    "answers_due": gettext_lazy("answers that fell due"),
    "answered": gettext_lazy("answered in time"),
    "to_decide": gettext_lazy("ideas to decide"),
    "decided": gettext_lazy("launched or declined"),
    "heard": gettext_lazy("fans told whose next words are known"),
    "satisfied": gettext_lazy("next words that are no complaint"),
}


class ScorecardPages:
    """The card, and the list behind a number."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the clocks."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = [
            path("scorecard/", wrap(self.scorecard_view), name="ideas_clock_scorecard"),
            path("scorecard/<slug:name>/", wrap(self.rows_view), name="ideas_clock_rows"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def scorecard_view(self, request: HttpRequest) -> HttpResponse:
        """Tell the numbers of a period."""
        if not request.user.has_perm("ideas.view_clock"):
            raise PermissionDenied
        form, scope = asked_period(request.GET)
        told = _told(reckon_scorecard(scope))
        return self._page(request, "scorecard", title=_("Scorecard"), form=form, **told)

    def rows_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """List the rows that a number counts."""
        form, scope = asked_period(request.GET)
        if name not in MEASURES:
            raise Http404
        rows = rows_behind(name, scope=scope)
        if not request.user.has_perm(_NEEDED[rows.model]):
            raise PermissionDenied
        page = Paginator(_in_order(rows), _A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "rows": _shown(page.object_list),
            "number": page.paginator.count,
            "back": reverse("admin:ideas_clock_scorecard"),
        }
        return self._page(request, "rows", title=measure_name(name), form=form, **context)

    def _page(
        self, request: HttpRequest, template: str, *, title: str, **context: Any
    ) -> TemplateResponse:
        told = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": title,
            "opts": self.opts,  # type: ignore[attr-defined]
            "period": _period(request),
            **context,
        }
        return TemplateResponse(request, f"admin/ideas/reports/{template}.html", told)


def measure_name(name: str) -> str:
    """A measure in words; that of a status by the status."""
    if name in NAMES:
        return str(NAMES[name])
    kind, _line, status = name.partition("_")
    if kind == "in" and status:
        return _("Now: %(status)s") % {"status": status_name(status)}
    if kind == "left" and status:
        return _("Left in the period: %(status)s") % {"status": status_name(status)}
    return status_name(name)


def _told(card: Scorecard) -> dict[str, Any]:
    return {
        "rates": [
            {"rate": rate, "name": RATES[rate.name], "meant": MEANT[rate.name]}
            for rate in card.rates
        ],
        "funnel": [{"step": step, "name": measure_name(step.name)} for step in card.funnel],
        "statuses": [
            {"times": times, "chip": status_chip(times.status)} for times in card.statuses
        ],
    }


def _period(request: HttpRequest) -> str:
    """What of the address the links to rows carry on."""
    query = request.GET.copy()
    for name in set(query) - {"first", "last", "line"}:
        del query[name]
    return query.urlencode()


def _in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    if rows.model is Clock:
        return rows.select_related("idea", "policy").order_by("-due_at", "-pk")
    if rows.model is Outreach:
        return rows.select_related("idea", "fan").order_by("-sent_at", "-pk")
    if rows.model is FanRequest:
        return rows.select_related("comment").order_by("-pk")
    if rows.model is Idea:
        return rows.select_related("product_line").order_by("-created_at", "-pk")
    return rows.order_by("-pk")


def _shown(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of any table: words, where they lead, a chip and facts."""
    return [_row(row) for row in rows]


def _row(row: Any) -> dict[str, Any]:
    if isinstance(row, Clock):
        times = ((_("due"), row.due_at), (_("kept"), row.met_at))
        facts = [str(row.policy), *(f"{name} {time_words(at)}" for name, at in times)]
        return _line(row.idea, str(row.idea), chip=status_chip(row.idea.status), facts=facts)
    if isinstance(row, Idea):
        facts = [str(row.product_line or "–"), time_words(row.created_at)]
        return _line(row, str(row), chip=status_chip(row.status), facts=facts)
    if isinstance(row, Outreach):
        facts = [str(row.get_milestone_display()), time_words(row.sent_at)]
        return _line(row, f"{row.fan} · {row.idea}", chip="", facts=facts)
    comment = row if isinstance(row, Comment) else row.comment
    facts = [str(comment.get_channel_display()), time_words(comment.received_at)]
    return _line(row, row.text, chip="", facts=facts)


def _line(row: Any, words: str, *, chip: str, facts: list[str]) -> dict[str, Any]:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return {
        "words": Truncator(words).chars(_LONGEST),
        "address": reverse(name, args=[row.pk]),
        "chip": chip,
        "facts": facts,
    }
