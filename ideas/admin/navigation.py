"""The sidebar: what people work with, in the order of a comment's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links; a person sees only what they may."""
    groups = [
        (_("What we may build"), _ideas()),
        (_("How we do"), _reports()),
        (_("What fans said"), _feedback()),
        (_("Words and accounts"), _words()),
        (_("House"), _house()),
    ]
    shown = [
        (title, [link for item in items if (link := _link(request, *item))])
        for title, items in groups
    ]
    return [
        {"title": title, "separator": bool(title), "items": items}
        for title, items in [("", [_home(), *_mine(request), _api()]), *shown]
        if items
    ]


def _ideas() -> list[tuple[str, str, str]]:
    return [
        (_("Ideas"), "lightbulb", "ideas_idea"),
        (_("Clocks"), "timer", "ideas_clock"),
        (_("My hand-offs"), "move_down", "ideas_handoff?mine=here"),
        (_("Fans to tell"), "campaign", "ideas_outreach"),
        (_("Bursts"), "trending_up", "ideas_burstalert"),
        (_("Clusters"), "hub", "ideas_cluster"),
        (_("Suggestions"), "auto_fix", "ideas_suggestion"),
        (_("Integrity cases"), "shield_person", "ideas_integritycase"),
        (_("Verdicts"), "gavel", "ideas_verdict"),
        (_("Internal notes"), "sticky_note_2", "ideas_note"),
        (_("Notices"), "notifications", "ideas_notice"),
    ]


def _reports() -> list[tuple[str, str, str]]:
    return [
        (_("Scorecard"), "monitoring", "ideas_clock/scorecard"),
        (_("Where ideas wait"), "hourglass_empty", "ideas_handoff/report"),
        (_("Clock policies"), "alarm", "ideas_clockpolicy"),
        (_("Templates"), "edit_note", "ideas_template"),
    ]


def _feedback() -> list[tuple[str, str, str]]:
    return [
        (_("Comments"), "chat", "feedback_comment"),
        (_("Requests"), "format_quote", "feedback_fanrequest"),
        (_("Reader versions"), "school", "feedback_readerversion"),
        (_("Threads"), "forum", "feedback_thread"),
        (_("Fans"), "group", "feedback_fan"),
    ]


def _words() -> list[tuple[str, str, str]]:
    return [
        (_("Product lines"), "category", "feedback_productline"),
        (_("Brand lexicon"), "dictionary", "feedback_lexiconentry"),
        (_("Own accounts"), "badge", "feedback_account"),
        (_("Tags"), "sell", "feedback_tag"),
    ]


def _house() -> list[tuple[str, str, str]]:
    return [
        (_("Operations"), "history", "ledger_operation"),
        (_("Client keys"), "key", "api_clientkey"),
        (_("Robots"), "smart_toy", "ideas_robot"),
        (_("Colleagues"), "person", "auth_user"),
        (_("Groups"), "groups", "auth_group"),
    ]


def _link(request: HttpRequest, title: str, icon: str, page: str) -> dict[str, Any] | None:
    """A list, a list with a query behind a ?, or a page of its own behind a /."""
    page, _mark, query = page.partition("?")
    page, _slash, own = page.partition("/")
    app, model = page.split("_", 1)
    if not request.user.has_perm(f"{app}.view_{model}"):
        return None
    try:
        url = reverse(f"admin:{page}_{own or 'changelist'}")
    except NoReverseMatch:
        return None
    return {"title": title, "icon": icon, "link": f"{url}?{query}" if query else url}


def _home() -> dict[str, Any]:
    return {"title": _("Home"), "icon": "home", "link": reverse("admin:index")}


def _mine(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.has_perm("ideas.view_notice"):
        return []
    title, address = _("What I want to hear of"), reverse("admin:ideas_notice_mine")
    return [{"title": title, "icon": "tune", "link": address}]


def _api() -> dict[str, Any]:
    return {"title": _("API"), "icon": "api", "link": reverse("docs")}
