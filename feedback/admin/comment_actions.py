"""What people do to many comments at once: a small form, then one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engine.ledger.services import Actor
from feedback.admin.comment_forms import LabelForm, ProductLineForm, TagForm
from feedback.models import Comment
from feedback.services.labelling import label_comments, set_product_line, tag_comments
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest

# One act locks its rows and writes a cell for each: a whole archive is not one act.
MOST_AT_ONCE = 5000

Apply = Callable[[list[Comment], dict[str, Any], Actor], int]


class CommentActions:
    """The list's actions."""

    @admin.action(description=gettext_lazy("Label as…"), permissions=["change"])
    def label_as(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """Give one label to the chosen comments."""
        return _ask(self, request, queryset, form_class=LabelForm, apply=_label)

    @admin.action(description=gettext_lazy("Tags…"), permissions=["change"])
    def set_tags(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """Put tags on the chosen comments, and take tags off."""
        return _ask(self, request, queryset, form_class=TagForm, apply=_tag)

    @admin.action(description=gettext_lazy("Product line…"), permissions=["change"])
    def set_line(self, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
        """Say which product line the chosen comments speak of."""
        return _ask(self, request, queryset, form_class=ProductLineForm, apply=_place)


def _label(comments: list[Comment], data: dict[str, Any], actor: Actor) -> int:
    label = "" if data["label"] == "machine" else data["label"]
    changed = label_comments(comments, label=label, actor=actor, reason=data["reason"])
    transaction.on_commit(wake_reader)
    return changed


def _tag(comments: list[Comment], data: dict[str, Any], actor: Actor) -> int:
    gone = [tag.name for tag in data["remove"]]
    return tag_comments(comments, add=data["add"], remove=gone, actor=actor)


def _place(comments: list[Comment], data: dict[str, Any], actor: Actor) -> int:
    return set_product_line(comments, product_line=data["product_line"], actor=actor)


def _ask(
    page: Any, request: HttpRequest, queryset: QuerySet, *, form_class: type[Form], apply: Apply
) -> TemplateResponse | None:
    """Show the form; with its answer, do it and say how many changed."""
    chosen = queryset.order_by("pk").select_related(None).prefetch_related(None)
    comments = list(chosen.only("pk")[: MOST_AT_ONCE + 1])
    if len(comments) > MOST_AT_ONCE:
        text = _("At most %(number)s comments at once: narrow the list by a filter.")
        messages.error(request, text % {"number": MOST_AT_ONCE})
        return None
    form = form_class(request.POST if "apply" in request.POST else None)
    if not form.is_valid():
        return _form_page(page, request, form=form, number=len(comments))
    changed = apply(comments, form.cleaned_data, request.user)
    text = ngettext("%(number)s comment changed.", "%(number)s comments changed.", changed)
    messages.success(request, text % {"number": changed})
    return None


def _form_page(page: Any, request: HttpRequest, *, form: Form, number: int) -> TemplateResponse:
    name = request.POST.get("action", "")
    context = {
        **page.admin_site.each_context(request),
        "title": page.get_actions(request)[name][2],
        "opts": page.opts,
        "form": form,
        "number": number,
        "action": name,
        "select_across": request.POST.get("select_across", "0"),
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/feedback/comment/many.html", context)
