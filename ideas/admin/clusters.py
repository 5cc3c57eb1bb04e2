"""Clusters: what the machine grouped; a person may make an idea of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from engine.ledger.admin.telling import newest_operation, tell_done
from engine.pages import ChoiceFilter
from feedback.admin.base import FramedAdmin, SeenAdmin
from feedback.models import Comment
from ideas.admin.acting import act_page
from ideas.admin.cluster_acts import ClusterActs
from ideas.admin.evidence import pieces
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.request_acts import JUDGE
from ideas.models import Assignment, Cluster
from ideas.services.promoting import promote_by_hand

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse
    from django.utils.safestring import SafeString

_MEMBERS_A_PAGE = 20
_PROMOTE = "ideas.change_cluster"


class IdeaFilter(DropdownFilter):
    """Clusters with an idea, or waiting for one."""

    title = _("idea")
    parameter_name = "has_idea"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With or without."""
        return [("no", _("no idea yet")), ("yes", _("belongs to an idea"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what was chosen."""
        if self.value() == "no":
            return queryset.filter(idea__isnull=True)
        return queryset.filter(idea__isnull=False) if self.value() == "yes" else queryset


@admin.register(Cluster)
class ClusterAdmin(ClusterActs, FramedAdmin, SeenAdmin):
    """Requests for the same thing."""

    list_display = ("show_title", "kind", "size", "show_idea")
    list_filter = (("kind", ChoiceFilter), IdeaFilter)
    search_fields = ("title",)
    search_help_text = _("Words of the title or of a member's comment.")
    ordering = ("-size", "pk")
    fields = ("title", "kind", "size", "show_idea", "created_at")
    readonly_fields = fields
    change_form_outer_after_template = "admin/ideas/cluster/after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        """Ideas come along; vectors stay where they are."""
        return Cluster.objects.select_related("idea").defer("centroid", "idea__search_terms")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search by what the members' comments say."""
        if not search_term.strip():
            return queryset, False
        said = Comment.objects.search(search_term).values("pk")
        members = Assignment.objects.open().filter(request__comment__in=said)
        return queryset.filter(pk__in=members.values("cluster")), False

    def get_urls(self) -> list[URLPattern]:
        """The page that makes an idea of a cluster."""
        promote = self.admin_site.admin_view(self.promote_view)
        return [
            path("<int:pk>/promote/", promote, name="ideas_cluster_promote"),
            *super().get_urls(),
        ]

    def around(self, request: HttpRequest, row: Cluster) -> dict[str, Any]:
        """Add the members, and the button for who may use it."""
        return _around(request, row)

    def promote_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make an idea of the cluster."""
        if not request.user.has_perm(_PROMOTE):
            raise PermissionDenied
        cluster = get_object_or_404(Cluster, pk=pk, size__gt=0)
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            return self._promote_page(request, cluster, form=form)
        since = newest_operation()
        idea = promote_by_hand(cluster, actor=request.user, reason=form.cleaned_data["reason"])
        tell_done(request, gettext("The cluster belongs to this idea now."), since=since)
        return redirect(reverse("admin:ideas_idea_change", args=[idea.pk]))

    def _promote_page(
        self, request: HttpRequest, cluster: Cluster, *, form: ReasonForm
    ) -> TemplateResponse:
        title, back = (
            gettext("Make an idea of it"),
            reverse("admin:ideas_cluster_change", args=[cluster.pk]),
        )
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(cluster))

    @admin.display(description=_("title"), ordering="title")
    def show_title(self, obj: Cluster) -> str:
        """The machine's title, or the number."""
        return str(obj)

    @admin.display(description=_("idea"))
    def show_idea(self, obj: Cluster) -> SafeString | str:
        """A link to the idea."""
        if obj.idea is None:
            return "–"
        url = reverse("admin:ideas_idea_change", args=[obj.idea.pk])
        return format_html('<a class="lg-link" href="{}">{}</a>', url, obj.idea)


def _around(request: HttpRequest, cluster: Cluster) -> dict[str, Any]:
    rows = (
        Assignment.objects.open()
        .filter(cluster=cluster)
        .select_related("request__comment__fan", "request__comment__thread")
        .defer("request__embedding", "request__comment__search_terms")
        .order_by("-is_representative", "-similarity", "pk")
    )
    page = Paginator(rows, _MEMBERS_A_PAGE).get_page(request.GET.get("evidence"))
    return {
        "evidence": page,
        "pieces": pieces((row.request, row, None) for row in page.object_list),
        "may_judge": request.user.has_perm(JUDGE),
        "judged_for": cluster.idea.root_id if cluster.idea is not None else None,
        "may_arrange": cluster.size > 0 and request.user.has_perm(_PROMOTE),
        "may_promote": cluster.idea_id is None
        and cluster.size > 0
        and request.user.has_perm(_PROMOTE),
    }
