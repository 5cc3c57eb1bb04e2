"""What report pages share: the period and product line they are asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget

from feedback.models import ProductLine
from ideas.services.scorecard import Scope

if TYPE_CHECKING:
    from django.http import QueryDict

_DAYS = 30


class PeriodForm(forms.Form):
    """From and to, both days included, and a product line or all."""

    first = forms.DateField(label=_("from"), widget=UnfoldAdminDateWidget)
    last = forms.DateField(label=_("to (included)"), widget=UnfoldAdminDateWidget)
    line = forms.ModelChoiceField(
        label=_("product line"),
        queryset=ProductLine.objects.all(),
        required=False,
        empty_label=_("all"),
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and both can be told in hours."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not date.min < first <= last < date.max - timedelta(days=2):
            self.add_error("last", _("It ends before it begins."))
        return data

    def scope(self) -> Scope:
        """The period as moments here."""
        data = self.cleaned_data
        return Scope(
            since=_midnight(data["first"]),
            until=_midnight(data["last"] + timedelta(days=1)),
            now=timezone.now(),
            line=data["line"].pk if data["line"] is not None else None,
        )


def asked_period(query: QueryDict) -> tuple[PeriodForm, Scope]:
    """What the address asks for; the last thirty days where it asks for nothing that can be."""
    today = timezone.localdate()
    usual = {"first": today - timedelta(days=_DAYS - 1), "last": today}
    given = {name: query[name] for name in ("first", "last", "line") if name in query}
    form = PeriodForm({**usual, **given})
    if form.is_valid():
        return form, form.scope()
    fallback = PeriodForm(usual)
    fallback.full_clean()
    return form, fallback.scope()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
