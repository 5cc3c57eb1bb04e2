"""Forms of an idea's page: what people set, what a move or a decision needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from ideas.models import Decision, Idea, Outcome, Route
from ideas.services.needs import LEAST_PUBLIC_LETTERS, MOST_PUBLIC, Given
from ideas.status_words import NEEDS
from ideas.statuses import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        if "route" in self.fields and self.instance.decisions.approving().exists():
            self.fields["route"].disabled = True
            self.fields["route"].help_text = _("Set by the decision.")
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
        needed = {name: field for need in move.needs for name, field in _asked(need, idea=idea)}
        self.fields = {**needed, **self.fields}

    def given(self) -> Given:
        """What was filled in."""
        names = set(self.fields) - {"reason", "outcome"}
        return Given(**{name: self.cleaned_data[name] for name in names})


class DecideForm(MoveForm):
    """A decision of any outcome; the service tells what is lacking for the one chosen."""

    field_order = ("outcome", "route", "approver", "public_reason", "revisit_on", "reason")

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        ReasonForm.__init__(self, *args, **kwargs)
        self.fields["seen"].initial = idea.status
        self.fields["outcome"] = forms.ChoiceField(
            label=_("decision"), choices=Outcome.choices, widget=UnfoldAdminSelectWidget
        )
        self.fields |= {"route": _route(idea), "approver": _approver()}
        for need in (Need.PUBLIC_REASON, Need.REVISIT_ON):
            self.fields |= dict(_asked(need, idea=idea))
        for name in ("route", "public_reason", "revisit_on"):
            self.fields[name].required = False
        self.fields["public_reason"].help_text = _("Only for a decline.")
        self.fields["revisit_on"].help_text = _("Only for putting it off.")
        self.order_fields(self.field_order)


def _asked(need: Need, *, idea: Idea) -> Iterator[tuple[str, forms.Field]]:
    """The fields by which a page asks for what is needed."""
    if need == Need.DECISION:
        if not Decision.objects.approving().filter(idea=idea).exists():
            yield from (("route", _route(idea)), ("approver", _approver()))
        return
    field = {Need.PUBLIC_REPLY: _reply, Need.PUBLIC_REASON: _public_reason, Need.REVISIT_ON: _day}[
        need
    ]()
    field.label = NEEDS[need]
    field.initial = getattr(idea, need)
    yield str(need), field


def _route(idea: Idea) -> forms.Field:
    return forms.ChoiceField(
        label=_("route"),
        choices=[("", "–"), *Route.choices],
        initial=idea.route,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Mass production needs the gauge at its threshold."),
    )


def _approver() -> forms.Field:
    return forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("username"),
        label=_("approver"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Needed for a small batch, which also needs an internal reason."),
    )


def _reply() -> forms.Field:
    return forms.URLField(max_length=500, assume_scheme="https", widget=UnfoldAdminURLInputWidget)


def _public_reason() -> forms.Field:
    return forms.CharField(
        max_length=MOST_PUBLIC,
        min_length=LEAST_PUBLIC_LETTERS,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
    )


def _day() -> forms.Field:
    widget = forms.DateInput(
        format="%Y-%m-%d", attrs={"type": "date", "class": " ".join(INPUT_CLASSES)}
    )
    return forms.DateField(widget=widget)
