"""Drafts in the brand's voice: templates kept, and filled in for one fan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ideas.models import Status, Template
from ideas.outreach.places import PLACES, TemplateError, check, fill
from ideas.outreach_words import milestone_words
from ideas.services.outreach.errors import OutreachError

if TYPE_CHECKING:
    from feedback.models import Fan
    from ideas.models import Idea

MOST_CHARACTERS = 1000
_LONGEST_QUOTE = 60


def checked_template(text: str) -> str:
    """A wording fit to be kept; raises OutreachError where a place is none we can fill in."""
    cleaned = checked_wording(text)
    try:
        check(cleaned)
    except TemplateError as error:
        known = " ".join(f"{{{name}}}" for name in PLACES)
        message = _("%(found)s is no place that can be filled in; there are: %(known)s")
        raise OutreachError(
            message % {"found": error.found, "known": known}, name="text"
        ) from error
    return cleaned


def checked_wording(text: str, *, name: str = "text") -> str:
    """Words that can be said: some, not too many, nothing a screen cannot show."""
    cleaned = text.replace("\r\n", "\n").strip()
    if not any(sign.isalnum() for sign in cleaned):
        raise OutreachError(_("Write what is to be said."), name=name)
    if len(cleaned) > MOST_CHARACTERS:
        message = _("At most %(number)s characters.") % {"number": MOST_CHARACTERS}
        raise OutreachError(message, name=name)
    if any(not sign.isprintable() and sign != "\n" for sign in cleaned):
        raise OutreachError(_("There are signs in it that no screen shows."), name=name)
    return cleaned


class Drafter:
    """Drafts of one milestone of one idea; asks once for the templates."""

    def __init__(self, idea: Idea, *, milestone: Status | str) -> None:
        """Take the templates in use."""
        rows = Template.objects.filter(milestone=milestone, is_active=True)
        self._templates = dict(rows.values_list("channel", "text"))
        # fans read the house's language, whatever the colleague's screen speaks
        with translation.override(settings.LANGUAGE_CODE):
            told = milestone_words(milestone)
        self._title = str(idea)
        self._words = {"idea": str(idea), "milestone": told, "reason": idea.public_reason}

    def draft(self, fan: Fan, *, quote: str) -> str:
        """What this fan would be told; empty where nobody wrote a template."""
        text = self._templates.get(fan.channel) or self._templates.get("") or ""
        said = " ".join(quote.split()) or self._title
        if len(said) > _LONGEST_QUOTE:
            said = said[:_LONGEST_QUOTE] + "…"
        words = {**self._words, "quote": said, "fan": fan.masked_name}
        return fill(text, words=words)[:MOST_CHARACTERS]
