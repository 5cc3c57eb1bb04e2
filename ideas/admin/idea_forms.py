"""Forms of an idea's page: what people set, what a move needs, a vote on a fan's behalf."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from feedback.admin.html import is_web_address
from feedback.models import Channel
from ideas.admin.words import NEEDS
from ideas.models import Idea

if TYPE_CHECKING:
    from ideas.statuses import Move


class IdeaForm(forms.ModelForm):
    """What people set besides the status."""

    class Meta:
        model = Idea
        fields = ("given_title", "summary", "product_line", "owner", "route", "tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "given_title" in self.fields:
            self.fields["given_title"].widget.attrs["placeholder"] = self.instance.proposed_title
            self.fields["given_title"].help_text = _("Empty: the machine's title is shown.")
        if "summary" in self.fields:
            self.fields["summary"].widget.attrs["rows"] = 3
        if "owner" in self.fields:
            staff = User.objects.filter(is_active=True, is_staff=True).order_by("username")
            self.fields["owner"].queryset = staff  # type: ignore[attr-defined]
        for name in ("given_title", "summary", "product_line", "owner", "route"):
            if name in self.fields:
                # what a colleague set since the page was opened is not set back
                self.fields[name].show_hidden_initial = True


class ReasonForm(forms.Form):
    """A reason that is kept in the history."""

    reason = forms.CharField(
        label=_("internal reason"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the history; may stay empty."),
    )


class MoveForm(ReasonForm):
    """What one move needs, all of it required."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, move: Move, idea: Idea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = idea.status
        made = {"public_reply": _reply, "public_reason": _public_reason, "revisit_on": _revisit}
        needed = {name: made[name]() for name in move.needs}
        for name, field in needed.items():
            field.label = NEEDS[name]
            field.initial = getattr(idea, name)
        self.fields = {**needed, **self.fields}

    def clean_public_reply(self) -> str:
        """Readers follow it: only web addresses."""
        return _web_address(self.cleaned_data["public_reply"])

    def clean_revisit_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["revisit_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Name a day to come."))
        return day


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
    source = forms.CharField(
        label=_("source"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Where the fan said so: a link, an event, a hotline call."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for an id, or a name that is not masked."""
        data = super().clean() or {}
        name = data.get("fan_name", "")
        if not data.get("fan_id") and (not name or "*" in name):
            raise forms.ValidationError(
                _("Give the fan's id or full name; a masked name is shared by many.")
            )
        return data


def _reply() -> forms.Field:
    return forms.URLField(max_length=500, assume_scheme="https", widget=UnfoldAdminURLInputWidget)


def _public_reason() -> forms.Field:
    return forms.CharField(max_length=2000, widget=UnfoldAdminTextareaWidget({"rows": 4}))


def _revisit() -> forms.Field:
    widget = forms.DateInput(
        format="%Y-%m-%d", attrs={"type": "date", "class": " ".join(INPUT_CLASSES)}
    )
    return forms.DateField(widget=widget)


def _web_address(url: str) -> str:
    if not is_web_address(url):
        raise forms.ValidationError(_("Only web addresses (https://…)."))
    return url
