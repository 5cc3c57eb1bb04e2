"""What is asked when ideas are handed from desk to desk, and which hand-offs a list keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from ideas.models import HandOff, HandOffOutcome

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class SendForm(forms.Form):
    """To which desk, and what is asked of it."""

    to = forms.ChoiceField(label=_("desk"), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        label=_("what is asked of them"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_active=True, is_staff=True).order_by("username")
        people = [(f"user:{user.pk}", user.get_full_name() or user.username) for user in staff]
        groups = [(f"group:{group.pk}", group.name) for group in Group.objects.order_by("pk")]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "–"), (_("Groups"), groups), (_("Colleagues"), people),
        ]  # fmt: skip

    def desk(self) -> dict[str, Any]:
        """The group or the colleague chosen."""
        kind, _colon, number = self.cleaned_data["to"].partition(":")
        if kind == "user":
            return {"user": User.objects.get(pk=number)}
        return {"desk": Group.objects.get(pk=number)}


class OutcomeForm(forms.Form):
    """What becomes of it here."""

    outcome = forms.ChoiceField(
        label=_("outcome"), choices=HandOffOutcome.choices, widget=UnfoldAdminSelectWidget
    )
    reason = forms.CharField(
        label=_("reason"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Needed where it is not taken on."),
    )


class MineFilter(DropdownFilter):
    """Hand-offs of the reader."""

    title = _("mine")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Those at one's desk, and those one sent."""
        return [
            ("here", _("waiting at my desk")),
            ("was", _("ever at my desk")),
            ("sent", _("sent by me")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them."""
        rows = HandOff.objects.all()
        found = {
            "here": rows.waiting().at_desk_of(request.user),
            "was": rows.at_desk_of(request.user),
            "sent": rows.sent_by(request.user),
        }.get(str(self.value()))
        return queryset if found is None else queryset.filter(pk__in=found.order_by().values("pk"))


class WaitingFilter(DropdownFilter):
    """Hand-offs that nobody has decided."""

    title = _("progress")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Waiting or decided."""
        return [("waiting", _("waits")), ("decided", _("decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them."""
        if self.value() == "waiting":
            waiting = HandOff.objects.waiting().order_by()
            return queryset.filter(pk__in=waiting.values("pk"))
        return queryset.filter(decided_at__isnull=False) if self.value() == "decided" else queryset
