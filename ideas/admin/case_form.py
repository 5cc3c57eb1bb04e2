"""The form that decides a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from ideas.models import CaseOutcome
from ideas.services.needs import MOST_REASON


class DecideCaseForm(forms.Form):
    """How the members count from now on, and why."""

    outcome = forms.ChoiceField(
        label=_("outcome"), choices=CaseOutcome.choices, widget=UnfoldAdminRadioSelectWidget
    )
    reason = forms.CharField(
        label=_("internal reason"),
        max_length=MOST_REASON,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the history."),
    )
