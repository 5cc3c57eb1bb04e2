"""What is asked when fans are told, and wordings that are checked before they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from feedback.models import Channel
from ideas.admin.idea_forms import ReasonForm
from ideas.models import MILESTONES, Template
from ideas.outreach.places import PLACES
from ideas.services.outreach.drafting import MOST_CHARACTERS, checked_template
from ideas.services.outreach.errors import OutreachError

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

_MOST_DIGITS = 18


class SentForm(ReasonForm):
    """Where fans were told."""

    link = forms.URLField(
        label=_("link of what was sent"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        help_text=_("May stay empty: a direct message has none."),
    )
    field_order = ("link", "reason")


class WordingForm(forms.Form):
    """What one fan is told."""

    draft = forms.CharField(
        label=_("draft"),
        max_length=MOST_CHARACTERS,
        widget=UnfoldAdminTextareaWidget({"rows": 6}),
    )


class MilestoneForm(forms.Form):
    """Which list."""

    milestone = forms.ChoiceField(
        label=_("milestone"),
        choices=[(status.value, status.label) for status in MILESTONES],
        widget=UnfoldAdminSelectWidget,
    )


class AwardForm(forms.Form):
    """What is given to who asked first."""

    note = forms.CharField(
        label=_("what is given"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as the number of the unit."),
    )


class TemplateForm(forms.ModelForm):
    """A wording with named places; only places that can be filled in are taken."""

    class Meta:
        model = Template
        fields = ("milestone", "channel", "text", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            known = " ".join(f"{{{name}}}" for name in PLACES)
            self.fields["text"].help_text = known

    def clean_text(self) -> str:
        """Refuse what could not be filled in."""
        try:
            return checked_template(self.cleaned_data["text"])
        except OutreachError as error:
            raise forms.ValidationError(str(error)) from error


class ChannelFilter(DropdownFilter):
    """Fans of one channel."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All channels."""
        return list(Channel.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen channel."""
        if self.value() not in Channel.values:
            return queryset
        return queryset.filter(fan__channel=self.value())


class FirstAskerFilter(DropdownFilter):
    """Who asked first."""

    title = _("first asker")
    parameter_name = "first"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Only these."""
        return [("1", _("first asker"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them."""
        return queryset.filter(is_first_asker=True) if self.value() == "1" else queryset


class OfIdeaFilter(DropdownFilter):
    """Fans of one idea and what was merged into it; it stands in links from the idea's page."""

    title = _("idea")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Only the one of the address, where it is a number."""
        value = request.GET.get(self.parameter_name, "")
        return [(value, f"#{value}")] if is_number(value) else [("", "–")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them."""
        value = str(self.value() or "")
        return queryset.filter(idea__root=int(value)) if is_number(value) else queryset


def is_number(value: str) -> bool:
    """Whether an address names a row that there can be."""
    return value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
