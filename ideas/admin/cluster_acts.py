"""Pages that attach a cluster to an idea, or detach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from ideas.admin.acting import act_page, carry_out
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.structure_forms import IntoForm
from ideas.models import Cluster
from ideas.services.structure import attach_cluster, detach_cluster

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

_ARRANGE = "ideas.change_cluster"


class ClusterActs:
    """Attach, detach."""

    def get_urls(self) -> list[URLPattern]:
        """Pages beside the cluster's own."""
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<int:pk>/attach/", wrap(self.attach_view), name="ideas_cluster_attach"),
            path("<int:pk>/detach/", wrap(self.detach_view), name="ideas_cluster_detach"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def attach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let it stand for an idea."""
        cluster, form = _cluster(request, pk), IntoForm(request.POST or None)
        if form.is_valid():
            data = form.cleaned_data
            to = data["idea"]
            if carry_out(
                request,
                lambda: attach_cluster(cluster, to=to, actor=request.user, reason=data["reason"]),
                form=form,
                told=_("The cluster belongs to “%(idea)s” now.") % {"idea": to},
            ):
                return _back_to(cluster)
        return self._act_page(request, cluster, form=form, title=_("Attach to an idea"))

    def detach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let it stand for none."""
        cluster, form = _cluster(request, pk), ReasonForm(request.POST or None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            if carry_out(
                request,
                lambda: detach_cluster(cluster, actor=request.user, reason=reason),
                form=form,
                told=_("The cluster belongs to no idea now."),
            ):
                return _back_to(cluster)
        return self._act_page(request, cluster, form=form, title=_("Detach from the idea"))

    def _act_page(
        self, request: HttpRequest, cluster: Cluster, *, form: Form, title: str
    ) -> TemplateResponse:
        back = reverse("admin:ideas_cluster_change", args=[cluster.pk])
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(cluster))


def _cluster(request: HttpRequest, pk: int) -> Cluster:
    if not request.user.has_perm(_ARRANGE):
        raise PermissionDenied
    return get_object_or_404(Cluster.objects.defer("centroid"), pk=pk)


def _back_to(cluster: Cluster) -> HttpResponse:
    return redirect("admin:ideas_cluster_change", cluster.pk)
