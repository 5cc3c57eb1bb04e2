"""How a comment's label, author and numbers look, wherever a comment is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from feedback.admin.html import chip, excerpt
from feedback.models import Comment, Label, Role

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

# Below this chance of the machine a person should look.
UNSURE_BELOW = 0.6

_TONES = {
    Label.PRODUCT_REQUEST: "blue",
    Label.SERVICE_REQUEST: "violet",
    Label.COMPLAINT: "red",
    Label.QUESTION: "orange",
    Label.PRAISE: "green",
}
_NAMES = dict(Label.choices)


def label_name(value: object) -> str:
    """A label in the reader's language."""
    return str(_NAMES.get(str(value or ""), value or ""))


def label_chip(comment: Comment) -> SafeString:
    """The label, and who says so."""
    if not comment.label:
        return chip(_("not read yet"), tone="faint")
    tone = _TONES.get(Label(comment.label), "plain") if comment.label in _NAMES else "plain"
    return format_html(
        '<span class="lg-label">{}<small>{}</small></span>',
        chip(label_name(comment.label), tone=tone),
        said_by(comment),
    )


def said_by(comment: Comment) -> str:
    """Whether a person said so, or the machine and how sure it is."""
    if comment.person_label:
        return _("by a person")
    if comment.machine_confidence is None:
        return _("by machine")
    return _("by machine, %(percent)s%%") % {"percent": round(comment.machine_confidence * 100)}


def fan_name(comment: Comment) -> SafeString:
    """The masked author; who is no fan is said to be what they are."""
    if comment.fan is None:
        return chip(_("no author named"), tone="faint")
    name = format_html("<bdi>{}</bdi>", str(comment.fan))
    if comment.fan.role != Role.FAN:
        return format_html("{} {}", name, role_chip(comment.fan.role))
    return name


def role_chip(role: str) -> SafeString:
    """Who a fan is to us, in a word; only fans count."""
    tone = "faint" if role == Role.FAN else "orange"
    return chip(Role(role).label, tone=tone)


def spans_of(comment: Comment) -> list[tuple[int, int]]:
    """The asking spans that still stand in the text; `current_requests` must be prefetched."""
    requests = comment.current_requests  # type: ignore[attr-defined]
    return [(r.start, r.end) for r in requests if comment.text[r.start : r.end] == r.text]


def when(comment: Comment) -> str:
    """The posting time, no finer than it is known."""
    if comment.created_at is None:
        return ""
    local = timezone.localtime(comment.created_at)
    if comment.created_at_precision == "day":
        return date_format(local, "Y-m-d")
    return date_format(local, "Y-m-d H:i")


def text_excerpt(comment: Comment) -> SafeString:
    """A stretch around the asking span; a text of nothing but mentions shows its raw form."""
    if comment.text:
        return excerpt(comment.text, spans=spans_of(comment))
    return format_html("{} {}", excerpt(comment.text_raw), chip(_("no words"), tone="faint"))


def thread_name(comment: Comment) -> SafeString | str:
    """The post's title; an untitled one by the end of its id."""
    if comment.thread is None:
        return "–"
    if comment.thread.title:
        return excerpt(comment.thread.title, width=24)
    return format_html('<span class="lg-time">…{}</span>', comment.thread.external_id[-6:])
