"""Group robots: made and changed by administrators, tried by a test message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from engine.notices.errors import Fault, NotSentError
from engine.sealing import SealError
from ideas.admin.acting import act_page
from ideas.admin.hearing_forms import RobotForm
from ideas.admin.notice_words import error_words
from ideas.models import Robot
from ideas.services.notices.robots import save_robot, send_test

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString


@admin.register(Robot)
class RobotAdmin(ModelAdmin):
    """Robots; one is switched off, not deleted, so that its notices stay told."""

    form = RobotForm
    list_display = ("name", "kind", "product_line", "is_active", "rests_until", "show_test")
    list_select_related = ("product_line",)
    ordering = ("name",)
    fields = (
        "kind",
        "name",
        "url",
        "secret",
        "drops_secret",
        "product_line",
        "events",
        ("quiet_from", "quiet_to"),
        "language",
        "is_active",
    )

    def get_urls(self) -> list[URLPattern]:
        """The page that tries a robot."""
        test = self.admin_site.admin_view(self.test_view)
        own = path("<int:pk>/test/", test, name="ideas_robot_test")
        return [own, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its notices would go with it."""
        return False

    def save_model(self, request: HttpRequest, obj: Robot, form: Any, change: bool) -> None:
        """Seal what was entered."""
        given = form.cleaned_data
        save_robot(
            obj, url=given["url"], secret=given["secret"], drops_secret=given["drops_secret"]
        )

    def test_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say a word in the group, and tell what its platform answered."""
        if not request.user.has_perm("ideas.change_robot"):
            raise PermissionDenied
        robot = get_object_or_404(Robot, pk=pk)
        back = reverse("admin:ideas_robot_changelist")
        if request.method == "POST":
            _try(request, robot)
            return redirect(back)
        title = gettext("Send a test message")
        form = forms.Form()
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(robot))

    @admin.display(description=_("test"))
    def show_test(self, obj: Robot) -> SafeString:
        """Where to try it."""
        address = reverse("admin:ideas_robot_test", args=[obj.pk])
        words = gettext("Send a test message")
        return format_html('<a class="lg-link" href="{}">{}</a>', address, words)


def _try(request: HttpRequest, robot: Robot) -> None:
    try:
        send_test(robot)
    except SealError:
        messages.error(request, error_words(Fault.SEALED))
    except NotSentError as error:
        messages.error(request, f"{error_words(error.fault)} {error.said}".strip())
    else:
        messages.success(request, gettext("The platform took the message: look into the group."))
