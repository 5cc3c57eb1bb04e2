"""Client keys in the admin: made here, shown once, revoked for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.admin import APIKeyModelAdmin
from rest_framework_api_key.models import APIKey
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from engine.api.models import ACTING, ClientKey, Scope

if TYPE_CHECKING:
    from django.http import HttpRequest

# Keys without scopes open nothing here; showing their table would only mislead.
admin.site.unregister(APIKey)


class ClientKeyForm(forms.ModelForm):
    """A key's scopes as boxes to tick."""

    scopes = forms.MultipleChoiceField(
        label=_("scopes"), choices=Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def clean(self) -> dict[str, Any]:
        """Ask whose doing the changes of a key are that may change ideas."""
        data = super().clean() or {}
        if ACTING.intersection(data.get("scopes", ())) and not data.get("acts_for"):
            self.add_error(
                "acts_for", _("A key that changes ideas or notes must act for a colleague.")
            )
        return data


@admin.register(ClientKey)
class ClientKeyAdmin(APIKeyModelAdmin, ModelAdmin):
    """Who may call the API, and for what."""

    form = ClientKeyForm
    list_display = (  # type: ignore[assignment]
        "name",
        "prefix",
        "scopes",
        "acts_for",
        "created",
        "expiry_date",
        "revoked",
    )
    list_select_related = ("acts_for",)
    fields = ("name", "scopes", "acts_for", "expiry_date", "revoked", "prefix")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is revoked, not deleted, so that its prefix in a log can be told."""
        return False
