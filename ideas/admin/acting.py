"""How a page carries out an act of a service: what refused it is told, and so is where to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from engine.ledger.models import Operation
from engine.ledger.rights import may_undo
from ideas.services.structure import StructureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest


def carry_out(
    request: HttpRequest, act: Callable[[], object], *, form: Form, kind: str, told: str
) -> bool:
    """Do it and say so, with a link to take it back; a refusal stands at the form."""
    last = Operation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        act()
    except StructureError as error:
        form.add_error(None, str(error))
        return False
    by_me = Operation.objects.filter(pk__gt=last, kind=kind, actor=request.user.pk)
    made = by_me.order_by("-pk").first()
    if made is None:
        messages.info(request, _("It was so already; nothing changed."))
        return True
    page, words = "change", _("the operation")
    if may_undo(made, person=request.user):
        page, words = "undo", _("Take back…")
    address = reverse(f"admin:ledger_operation_{page}", args=[made.pk])
    link = '{} <a class="lg-link" href="{}">{}</a>'
    messages.success(request, format_html(link, told, address, words))
    return True


def act_page(
    page: Any, request: HttpRequest, *, form: Form, title: str, back: str, subtitle: str = ""
) -> TemplateResponse:
    """A page with one small form, of a class of the admin."""
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "subtitle": subtitle,
        "opts": page.opts,
        "form": form,
        "back": back,
    }
    return TemplateResponse(request, "admin/ideas/idea/act.html", context)
