"""The page on which a person says who a fan is to us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from feedback.models import Fan, Role
from feedback.services.roles import set_fan_role
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHANGE = "feedback.change_fan"
_MACHINE = "machine"


class RoleForm(forms.Form):
    """Who somebody is to us, and why."""

    role = forms.ChoiceField(
        label=gettext_lazy("role"),
        choices=[*Role.choices, (_MACHINE, gettext_lazy("leave it to the machine"))],
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Only fans count; ideas are counted again at once."),
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history; may stay empty."),
    )


class RolePage:
    """The page below a fan's own."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the fan's own pages."""
        page = self.admin_site.admin_view(self.role_view)  # type: ignore[attr-defined]
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        return [path("<int:pk>/role/", page, name="feedback_fan_role"), *urls]

    def role_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the role and the reason, then set it."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        fan = get_object_or_404(Fan, pk=pk)
        back = reverse("admin:feedback_fan_change", args=[fan.pk])
        form = RoleForm(request.POST or None, initial={"role": fan.person_role or _MACHINE})
        if form.is_valid():
            role = form.cleaned_data["role"]
            wanted = "" if role == _MACHINE else role
            set_fan_role([fan], role=wanted, actor=request.user, reason=form.cleaned_data["reason"])
            transaction.on_commit(wake_reader)
            messages.success(request, _("The fan's role is set."))
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Who this is to us"),
            "opts": Fan._meta,
            "form": form,
            "fan": fan,
            "back": back,
        }
        return TemplateResponse(request, "admin/feedback/fan/role.html", context)
