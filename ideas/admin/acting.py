"""How a page carries out an act of a service: what refused it is told, and so is where to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.response import TemplateResponse

from engine.ledger.admin.telling import newest_operation, tell_done
from ideas.services.structure import StructureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest


def carry_out(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    form: Form,
    told: str,
    refusal: type[ValueError] = StructureError,
) -> bool:
    """Do it and say so, with a link to take it back; a refusal stands at the form or its field."""
    since = newest_operation()
    try:
        act()
    except refusal as error:
        name = getattr(error, "name", "")
        form.add_error(name if name in form.fields else None, str(error))
        return False
    tell_done(request, told, since=since)
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
