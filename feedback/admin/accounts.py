"""Our own accounts; after every edit we and our copycats are told from fans anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from engine.pages import ChoiceFilter
from feedback.models import Account
from feedback.services.roles import flag_own_accounts
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest


@admin.register(Account)
class AccountAdmin(ModelAdmin):
    """What these accounts write is never counted."""

    list_display = ("name", "channel", "external_id", "product_line")
    list_filter = (
        ("channel", ChoiceFilter),
        ("product_line", RelatedDropdownFilter),
    )
    list_select_related = ("product_line",)
    list_per_page = 50
    search_fields = ("name", "external_id")
    fields = ("channel", "name", "external_id", "product_line")

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Keep the account, then tell which fans are us or pose as us."""
        super().save_model(request, obj, form, change)
        _tell_anew()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Let the account go; its texts count again."""
        super().delete_model(request, obj)
        _tell_anew()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """The same for many."""
        super().delete_queryset(request, queryset)
        _tell_anew()


def _tell_anew() -> None:
    flag_own_accounts(secret=settings.AUTHOR_SECRET)
    # what those wrote who are us no longer waits to be read
    transaction.on_commit(wake_reader)
