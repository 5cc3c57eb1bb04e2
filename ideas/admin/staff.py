"""Colleagues and groups: Django's own, in the look of the other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from feedback.admin.base import KeptWhileUsedAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class StaffAdmin(KeptWhileUsedAdmin, UserAdmin, ModelAdmin):
    """Who may log in; permissions come from groups, so that a role stays one thing.

    Who did something here, or owns an idea, is not deleted but made inactive.
    """

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "last_name", "first_name", "show_groups", "is_active")
    list_filter = ("is_active", "is_superuser", "groups")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("last_name", "first_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Groups come along."""
        return User.objects.prefetch_related("groups")

    @admin.display(description=_("Groups"))
    def show_groups(self, obj: User) -> str:
        """The person's roles."""
        return "、".join(group.name for group in obj.groups.all()) or "–"


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin, ModelAdmin):
    """Roles; the three of the house are set again after every migrate."""

    filter_horizontal = ()
