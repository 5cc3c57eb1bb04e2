"""Files of an idea's milestones: attached, sent and taken off on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from engine.ledger.admin.telling import newest_operation, tell_done
from engine.uploads.contents import SUFFIXES
from engine.uploads.errors import UnfitFileError
from ideas.admin.idea_acts import IdeaActs, back_to
from ideas.admin.idea_forms import ReasonForm
from ideas.files import send_file, send_thumbnail
from ideas.models import Attachment, Idea, Milestone
from ideas.services.attaching import attach_file, take_off_attachment

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

_MOST_SHOWN = 50
_ACCEPTED = ",".join(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)


class AttachmentForm(ReasonForm):
    """A file and what it shows."""

    milestone = forms.ChoiceField(
        label=gettext_lazy("milestone"), choices=Milestone.choices, widget=UnfoldAdminSelectWidget
    )
    file = forms.FileField(
        label=gettext_lazy("file"), widget=UnfoldAdminFileFieldWidget({"accept": _ACCEPTED})
    )
    field_order = ("milestone", "file", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = _("Pictures (PNG, JPEG, WebP, GIF), PDF, office files; at most %(number)s MB.")
        self.fields["file"].help_text = told % {"number": settings.ATTACHMENT_MOST_BYTES // 2**20}


class AttachmentActs(IdeaActs):
    """Attach, send, take off."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the idea's own."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        file, small = wrap(self.file_view), wrap(self.thumbnail_view, cacheable=True)
        views = (
            ("<int:pk>/attach/", wrap(self.attach_view), "attach"),
            ("attachment/<int:pk>/", file, "attachment"),
            ("attachment/<int:pk>/small/", small, "thumbnail"),
            ("attachment/<int:pk>/take-off/", wrap(self.take_off_view), "take_off"),
        )
        own = [path(way, view, name=f"ideas_idea_{name}") for way, view, name in views]
        return [*own, *super().get_urls()]

    def attach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a file in, or say why not."""
        idea = self._idea(request, pk, needed="ideas.add_attachment")
        form = AttachmentForm(request.POST or None, request.FILES or None)
        if form.is_valid() and _attach(request, idea, form=form):
            return back_to(idea)
        return self._page(request, idea, form=form, title=_("Attach a file"))

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Send a file to be saved."""
        return send_file(_attachment(request, pk, needed="ideas.view_attachment"))

    def thumbnail_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Send the small picture to be shown."""
        return send_thumbnail(_attachment(request, pk, needed="ideas.view_attachment"))

    def take_off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a file off; an undo brings it back."""
        row = _attachment(request, pk, needed="ideas.delete_attachment")
        idea = row.idea.root
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            title = _("Take off: %(name)s") % {"name": row.name}
            return self._page(request, idea, form=form, title=title)
        since = newest_operation()
        take_off_attachment(row, actor=request.user, reason=form.cleaned_data["reason"])
        tell_done(request, _("The file is taken off."), since=since)
        return back_to(idea)


def attachments_card(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """What the page tells of an idea's files."""
    may_see = request.user.has_perm("ideas.view_attachment")
    rows = Attachment.objects.of(idea)[:_MOST_SHOWN] if may_see else ()
    return {
        "attachments": list(rows),
        "may_attach": request.user.has_perm("ideas.add_attachment"),
        "may_take_off": request.user.has_perm("ideas.delete_attachment"),
    }


def files_ever_on(request: HttpRequest, idea: Idea) -> list[Attachment]:
    """The newest files of an idea, those taken off included, for its history."""
    if not request.user.has_perm("ideas.view_attachment"):
        return []
    rows = Attachment.objects.filter(idea__root=idea.pk).order_by("-pk")
    return list(rows.only("name")[:_MOST_SHOWN])


def _attach(request: HttpRequest, idea: Idea, *, form: AttachmentForm) -> bool:
    data, since = form.cleaned_data, newest_operation()
    try:
        _row, is_new = attach_file(
            idea,
            file=data["file"],
            milestone=data["milestone"],
            actor=request.user,
            reason=data["reason"],
        )
    except UnfitFileError as error:
        form.add_error("file", str(error))
        return False
    if is_new:
        tell_done(request, _("The file is attached."), since=since)
    else:
        messages.warning(request, _("This very file is attached already."))
    return True


def _attachment(request: HttpRequest, pk: int, *, needed: str) -> Attachment:
    if not request.user.has_perm(needed):
        raise PermissionDenied
    return get_object_or_404(Attachment.objects.standing().select_related("idea__root"), pk=pk)
