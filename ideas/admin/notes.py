"""Internal notes: their cards on the pages of ideas and comments, their list, their small forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from engine.ledger.admin.telling import newest_operation, tell_done
from feedback.admin.base import SeenAdmin
from feedback.admin.cards import add_card
from feedback.models import Comment
from ideas.admin.acting import act_page
from ideas.admin.idea_forms import ReasonForm
from ideas.models import Idea, Note
from ideas.services.noting import (
    MOST_CHARACTERS,
    edit_note,
    may_edit,
    may_take_off,
    take_off_note,
    write_note,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse
    from django.utils.safestring import SafeString

    from ideas.models.note import NotedOn

_MOST_SHOWN = 50


class NoteForm(forms.Form):
    """What a note says."""

    text = forms.CharField(
        label=gettext_lazy("internal note"),
        max_length=MOST_CHARACTERS,
        widget=UnfoldAdminTextareaWidget({"rows": 6}),
        help_text=gettext_lazy("For colleagues only; never told to fans."),
    )


@dataclass(frozen=True, slots=True)
class ShownNote:
    """One note with what the reader may do to it."""

    row: Note
    may_edit: bool
    may_take_off: bool


@admin.register(Note)
class NoteAdmin(SeenAdmin):
    """All notes that stand, the newest first; written on the pages of what they are on."""

    list_display = ("show_text", "show_row", "made_by", "made_at")
    list_display_links = None
    ordering = ("-made_at", "-pk")
    search_fields = ("text",)
    fields = ("text", "made_by", "made_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        """Notes with what a row shows, in one query."""
        rows = Note.objects.standing().select_related("made_by", "idea", "comment")
        return rows.defer("idea__search_terms", "comment__search_terms", "comment__text_raw")

    def get_urls(self) -> list[URLPattern]:
        """Small forms."""
        wrap = self.admin_site.admin_view
        views = (
            ("on/<slug:kind>/<int:pk>/", self.write_view, "write"),
            ("<int:pk>/edit/", self.edit_view, "edit"),
            ("<int:pk>/take-off/", self.take_off_view, "take_off"),
        )
        own = [path(way, wrap(view), name=f"ideas_note_{name}") for way, view, name in views]
        return [*own, *super().get_urls()]

    def write_view(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Write a note on an idea or a comment."""
        if not request.user.has_perm("ideas.add_note"):
            raise PermissionDenied
        row = _noted_on(kind, pk)
        form = NoteForm(request.POST or None)
        if not form.is_valid():
            return self._page(request, row, form=form, title=_("Write an internal note"))
        since = newest_operation()
        write_note(row, text=form.cleaned_data["text"], actor=request.user)
        tell_done(request, _("The note is written."), since=since)
        return redirect(_page_of(row))

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say it otherwise; only who wrote it may."""
        note = _standing(pk)
        if not may_edit(note, person=request.user):
            raise PermissionDenied
        form = NoteForm(request.POST or None, initial={"text": note.text})
        if not form.is_valid():
            return self._page(request, note.row, form=form, title=_("Edit the internal note"))
        since = newest_operation()
        edit_note(note, text=form.cleaned_data["text"], actor=request.user)
        tell_done(request, _("The note is changed."), since=since)
        return redirect(_page_of(note.row))

    def take_off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a note off; an undo brings it back."""
        note = _standing(pk)
        if not may_take_off(note, person=request.user):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            return self._page(request, note.row, form=form, title=_("Take off the internal note"))
        since = newest_operation()
        take_off_note(note, actor=request.user, reason=form.cleaned_data["reason"])
        tell_done(request, _("The note is taken off."), since=since)
        return redirect(_page_of(note.row))

    @admin.display(description=gettext_lazy("internal note"))
    def show_text(self, obj: Note) -> str:
        """Its beginning."""
        return obj.text[:200]

    @admin.display(description=gettext_lazy("on"))
    def show_row(self, obj: Note) -> SafeString:
        """What it is on, as a link."""
        return render_to_string(
            "admin/lenggong/note_row.html", {"address": _page_of(obj.row), "row": obj.row}
        )

    def _page(
        self, request: HttpRequest, row: NotedOn, *, form: forms.Form, title: str
    ) -> TemplateResponse:
        back = _page_of(row)
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(row))


def notes_card(request: HttpRequest, row: NotedOn) -> SafeString | str:
    """The notes on an idea or a comment, as a card for its page."""
    if not request.user.has_perm("ideas.view_note"):
        return ""
    found = Note.objects.on(row)[:_MOST_SHOWN]
    kind = "comment" if isinstance(row, Comment) else "idea"
    context = {
        "notes": [_shown(note, request) for note in found],
        "may_write": request.user.has_perm("ideas.add_note"),
        "write_address": reverse("admin:ideas_note_write", args=[kind, row.pk]),
    }
    return render_to_string("admin/lenggong/notes.html", context)


def notes_ever_on(request: HttpRequest, idea: Idea) -> list[Note]:
    """The newest notes on an idea, those taken off included, for its history."""
    if not request.user.has_perm("ideas.view_note"):
        return []
    rows = Note.objects.filter(idea__root=idea.pk).order_by("-pk")
    return list(rows.only("text")[:_MOST_SHOWN])


add_card(notes_card)


def _shown(note: Note, request: HttpRequest) -> ShownNote:
    return ShownNote(
        note, may_edit(note, person=request.user), may_take_off(note, person=request.user)
    )


def _standing(pk: int) -> Note:
    rows = Note.objects.standing().select_related("idea", "comment")
    return get_object_or_404(rows, pk=pk)


def _noted_on(kind: str, pk: int) -> NotedOn:
    if kind == "idea":
        return get_object_or_404(Idea.objects.standing().select_related("root"), pk=pk).root
    if kind == "comment":
        return get_object_or_404(Comment, pk=pk)
    raise Http404


def _page_of(row: NotedOn) -> str:
    if isinstance(row, Comment):
        return reverse("admin:feedback_comment_change", args=[row.pk])
    return reverse("admin:ideas_idea_change", args=[row.root_id])
