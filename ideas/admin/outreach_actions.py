"""What people do with many fans to tell at once: a small form, then one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine.ledger.admin.telling import newest_operation, tell_done
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.outreach_forms import SentForm
from ideas.models import OutreachState
from ideas.services.outreach import OutreachError, Said, opt_out, redraft, tell
from ideas.services.outreach.telling import MOST_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest

TELL = "ideas.change_outreach"
_S = OutreachState


class OutreachActions:
    """What is done to many fans at once: a small form, then one operation."""

    @admin.action(description=_("Approve…"), permissions=["tell"])
    def approve(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """It may be sent."""
        return self._move(request, queryset, to=_S.APPROVED)

    @admin.action(description=_("Mark as told…"), permissions=["tell"])
    def mark_sent(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """Somebody told them."""
        return self._move(request, queryset, to=_S.SENT, form_class=SentForm)

    @admin.action(description=_("Could not be sent…"), permissions=["tell"])
    def mark_failed(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """To be tried again."""
        return self._move(request, queryset, to=_S.FAILED)

    @admin.action(description=_("Cannot be reached…"), permissions=["tell"])
    def mark_unreachable(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """The account is gone."""
        return self._move(request, queryset, to=_S.UNREACHABLE)

    @admin.action(description=_("Back into the queue…"), permissions=["tell"])
    def requeue(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """Approved too early, or failed."""
        return self._move(request, queryset, to=_S.QUEUED)

    @admin.action(description=_("Want to hear nothing…"), permissions=["tell"])
    def opt_out(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """Nothing more on their channel."""
        return self._ask(
            request,
            queryset,
            form_class=ReasonForm,
            act=lambda rows, data: opt_out(rows, actor=request.user, reason=data["reason"]),
        )

    @admin.action(description=_("Draft anew by the templates…"), permissions=["tell"])
    def redraft(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """By the wordings of now."""
        return self._ask(
            request,
            queryset,
            form_class=ReasonForm,
            act=lambda rows, _data: redraft(rows, actor=request.user),
        )

    def has_tell_permission(self, request: HttpRequest) -> bool:
        """Who may tell fans."""
        return bool(request.user.has_perm(TELL))

    def _move(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        to: OutreachState,
        form_class: type[Form] = ReasonForm,
    ) -> TemplateResponse | None:
        def act(rows: list[int], data: dict[str, Any]) -> object:
            said = Said(data.get("link", ""))
            return tell(rows, to=to, actor=request.user, said=said, reason=data["reason"])

        return self._ask(request, queryset, form_class=form_class, act=act)

    def _ask(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        form_class: type[Form],
        act: Callable[[list[int], dict[str, Any]], object],
    ) -> TemplateResponse | None:
        """Show the form; with its answer, do it."""
        rows = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        form = form_class(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            since = newest_operation()
            try:
                act(rows, form.cleaned_data)
            except OutreachError as error:
                name = error.name if error.name in form.fields else None
                form.add_error(name, str(error))
            else:
                tell_done(request, gettext("It is noted."), since=since)
                return None
        name = request.POST.get("action", "")
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": self.get_actions(request)[name][2],  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "form": form,
            "number": len(rows),
            "action": name,
            "select_across": request.POST.get("select_across", "0"),
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/ideas/outreach/many.html", context)
