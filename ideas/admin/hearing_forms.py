"""Forms of who hears of what: a robot's, and a colleague's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTimeWidget,
    UnfoldBooleanSwitchWidget,
)

from engine.notices.errors import NotSentError
from engine.notices.guarding import checked_address
from ideas.models import Event, NoticePreference, Robot, RobotKind
from ideas.models.hearing import events_of_groups

_UNSIGNED = {RobotKind.WECOM}


class _HearingForm(forms.ModelForm):
    """What robots and colleagues have in common."""

    events = forms.MultipleChoiceField(
        label=_("hears of"),
        choices=Event.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end, or there are none."""
        data = super().clean() or {}
        quiet_from, quiet_to = data.get("quiet_from"), data.get("quiet_to")
        if (quiet_from is None) != (quiet_to is None):
            self.add_error("quiet_to", _("Quiet hours need a beginning and an end."))
        elif quiet_from is not None and quiet_from == quiet_to:
            self.add_error("quiet_to", _("Quiet hours end at another time than they begin."))
        return data


class RobotForm(_HearingForm):
    """A robot; its address and secret go in and are never shown again."""

    url = forms.CharField(
        label=_("address (webhook)"),
        required=False,
        max_length=500,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("As the platform gave it. Never shown again; empty: as it was."),
    )
    secret = forms.CharField(
        label=_("secret for the signature"),
        required=False,
        max_length=200,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("Of Feishu and DingTalk. Never shown again; empty: as it was."),
    )
    drops_secret = forms.BooleanField(
        label=_("without a secret from now on"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = Robot
        fields = (
            "kind",
            "name",
            "product_line",
            "events",
            "quiet_from",
            "quiet_to",
            "language",
            "is_active",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "events" in self.fields:
            self.fields["events"].label = _("tells of")
            self.fields["events"].initial = events_of_groups
            wanted = set(events_of_groups())
            kept = [(value, name) for value, name in Event.choices if value in wanted]
            self.fields["events"].choices = kept  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """An address as robots have them; needed once."""
        url: str = self.cleaned_data["url"].strip()
        if not url and not self.instance.sealed_url:
            raise forms.ValidationError(_("A robot needs an address."))
        try:
            if url:
                checked_address(url)
        except NotSentError:
            raise forms.ValidationError(_("This is no address of a robot.")) from None
        return url

    def clean(self) -> dict[str, Any]:
        """Who has no signature has no secret."""
        data = super().clean()
        if data.get("secret") and data.get("kind") in _UNSIGNED:
            self.add_error("secret", _("Robots of this platform have no secret."))
        return data


class PreferenceForm(_HearingForm):
    """What one wants to hear of oneself."""

    class Meta:
        model = NoticePreference
        fields = (
            "events",
            "by_email",
            "lines",
            "hears_all",
            "quiet_from",
            "quiet_to",
            "language",
        )
        widgets = {
            "by_email": UnfoldBooleanSwitchWidget,
            "hears_all": UnfoldBooleanSwitchWidget,
            "lines": UnfoldAdminCheckboxSelectMultipleWidget,
            "quiet_from": UnfoldAdminTimeWidget(attrs={"type": "time"}),
            "quiet_to": UnfoldAdminTimeWidget(attrs={"type": "time"}),
            "language": UnfoldAdminSelectWidget,
        }
