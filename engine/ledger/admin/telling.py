"""What a page says after an act: that it is done, and where it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from engine.ledger.models import Operation
from engine.ledger.rights import may_undo

if TYPE_CHECKING:
    from django.http import HttpRequest


def newest_operation() -> int:
    """The number of the last operation, to be asked before an act; 0 before the first."""
    return Operation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def tell_done(request: HttpRequest, told: str, *, since: int) -> None:
    """Say what was done since then, with a link to take it back; or that nothing changed."""
    by_me = Operation.objects.filter(pk__gt=since, actor=request.user.pk)
    made = by_me.order_by("-pk").first()
    if made is None:
        messages.info(request, _("It was so already; nothing changed."))
        return
    page, words = "change", _("the operation")
    if may_undo(made, person=request.user):
        page, words = "undo", _("Take back…")
    address = reverse(f"admin:ledger_operation_{page}", args=[made.pk])
    link = '{} <a class="lg-link" href="{}">{}</a>'
    messages.success(request, format_html(link, told, address, words))
