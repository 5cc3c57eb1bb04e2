"""Forms of votes: one on a fan's behalf, and a file of them."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from feedback.models import Channel
from ideas.services.voting import MOST_SOURCE, Said, VoteRefusedError, checked

# The file waits in the page for its confirmation: nothing of it is kept here before.
MOST_BYTES_A_PAGE = 5_000_000


class VoteForm(forms.Form):
    """A vote on a fan's behalf: who, and where they said so."""

    channel = forms.ChoiceField(
        label=_("channel"), choices=Channel.choices, widget=UnfoldAdminSelectWidget
    )
    fan_id = forms.CharField(
        label=_("fan's id on the channel"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Better than a name. Stored only as a keyed hash."),
    )
    fan_name = forms.CharField(
        label=_("fan's full name"),
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Where no id is known. Stored only as a keyed hash and masked."),
    )
    link = forms.URLField(
        label=_("link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        help_text=_("Where the fan said so."),
    )
    source = forms.CharField(
        label=_("source"),
        required=False,
        max_length=MOST_SOURCE,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Where there is no link: an event, a hotline call."),
    )
    said_at = forms.DateTimeField(
        label=_("said"),
        required=False,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M",
            attrs={"type": "datetime-local", "class": " ".join(INPUT_CLASSES)},
        ),
        help_text=_("Empty where it is not known."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for an id, or a name that is not masked."""
        data = super().clean() or {}
        name = data.get("fan_name", "")
        if not data.get("fan_id") and (not name or "*" in name):
            raise forms.ValidationError(
                _("Give the fan's id or full name; a masked name is shared by many.")
            )
        self._check(Said(data.get("source", ""), data.get("link", ""), data.get("said_at")))
        return data

    def _check(self, said: Said) -> None:
        try:
            checked(said)
        except VoteRefusedError as error:
            self.add_error(error.name or None, str(error))


class VoteFileForm(forms.Form):
    """A file of votes; sent a second time, it comes from the page itself."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        widget=UnfoldAdminFileFieldWidget({"accept": ".csv,.txt,text/csv"}),
        help_text=_("Columns: channel, fan_id, idea (number or exact title), when, link."),
    )
    source = forms.CharField(
        label=_("source"),
        required=False,
        max_length=MOST_SOURCE,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Said of every vote; needed where rows have no link."),
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Take the file, or what the page kept of it."""
        data = super().clean() or {}
        if data.get("file") is not None:
            data["raw"] = data["file"].read(MOST_BYTES_A_PAGE + 1)
        else:
            data["raw"] = _decoded(data.get("content", ""))
        if not data["raw"]:
            raise forms.ValidationError(_("Choose a file."))
        if len(data["raw"]) > MOST_BYTES_A_PAGE:
            message = _("At most %(size)s MB on this page; larger files: manage.py import_votes.")
            raise forms.ValidationError(message, params={"size": MOST_BYTES_A_PAGE // 10**6})
        return data


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
