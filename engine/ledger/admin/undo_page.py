"""The page that takes an operation back: first what would happen, then the deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from engine.ledger.history import actor_name, say_of
from engine.ledger.models import Operation
from engine.ledger.names import operation_name
from engine.ledger.rights import may_undo
from engine.ledger.tallies import rehearse_undo, tally_of
from engine.ledger.undoing import RefusedError, undo
from engine.ledger.words import CellInWords, address_of, in_words, model_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from engine.ledger.tallies import Effect
    from engine.ledger.undoing import Conflict

_MOST_CELLS = 200


class UndoForm(forms.Form):
    """Why, kept in the history."""

    reason = forms.CharField(
        label=gettext_lazy("internal reason"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history; may stay empty."),
    )


@dataclass(frozen=True, slots=True)
class ConflictInWords:
    """What is in the way: the cell, what it holds now, and who changed it since."""

    cell: CellInWords
    message: str
    found: str
    since: Operation | None
    since_name: str
    since_actor: str


@dataclass(frozen=True, slots=True)
class EffectInWords:
    """A row's numbers before and after."""

    title: str
    address: str
    numbers: list[tuple[str, str, str]]


class UndoPage:
    """The page below an operation's own."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the operation's own pages."""
        page = self.admin_site.admin_view(self.undo_view)  # type: ignore[attr-defined]
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        return [path("<int:pk>/undo/", page, name="ledger_operation_undo"), *urls]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the dry run, ask why, then undo."""
        operation = get_object_or_404(Operation.objects.select_related("actor"), pk=pk)
        if not may_undo(operation, person=request.user):
            raise PermissionDenied
        form = UndoForm(request.POST or None)
        if form.is_valid():
            try:
                made = undo(operation, actor=request.user, reason=form.cleaned_data["reason"])
            except RefusedError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("The operation is taken back."))
                return redirect(address_of(Operation, made.pk))
        return self._page(request, operation, form=form)

    def _page(
        self, request: HttpRequest, operation: Operation, *, form: UndoForm
    ) -> TemplateResponse:
        done, effects = rehearse_undo(operation, actor=request.user)
        cells = in_words(list(operation.changes.order_by("pk")[:_MOST_CELLS]))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Take back: %(operation)s") % {"operation": operation},
            "opts": Operation._meta,
            "operation": operation,
            "actor": actor_name(operation.actor),
            "cells": cells,
            "refused": "" if done.refused is None else str(done.refused),
            "conflicts": _conflicts(done.refused),
            "effects": [_effect(effect) for effect in effects],
            "form": form,
            "submit": _("Take back"),
            "back": address_of(Operation, operation.pk),
        }
        return TemplateResponse(request, "admin/ledger/operation/undo.html", context)


def _conflicts(refused: Exception | None) -> list[ConflictInWords]:
    found = refused.conflicts if isinstance(refused, RefusedError) else ()
    cells = in_words([conflict.change for conflict in found])
    return [_conflict(row, cell) for row, cell in zip(found, cells, strict=True)]


def _conflict(conflict: Conflict, cell: CellInWords) -> ConflictInWords:
    model, since = model_of(conflict.change.model), conflict.since
    say = str if model is None else say_of(model, conflict.change.field)
    return ConflictInWords(
        cell=cell,
        message=conflict.message,
        found=say(conflict.found),
        since=since,
        since_name=operation_name(since.kind) if since is not None else "",
        since_actor=actor_name(since.actor) if since is not None else "",
    )


def _effect(effect: Effect) -> EffectInWords:
    names = tally_of(effect.model).names
    after = effect.after or {}
    return EffectInWords(
        title=effect.title,
        address=address_of(effect.model, effect.row),
        numbers=[
            (str(names[name]), _number(value), _number(after.get(name)))
            for name, value in effect.before.items()
        ],
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
