"""What lists of ideas and requests may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError

from engine.api.authentication import colleague_of
from engine.api.filters import AnyOf, IdFilter, TextQuery
from feedback.models import Channel, FanRequest, RequestKind
from ideas.models import Assignment, Evidence, Idea, Status

if TYPE_CHECKING:
    from feedback.models import FanRequestQuerySet
    from ideas.models import IdeaQuerySet


class IdeaFilters(filters.FilterSet):  # type: ignore[misc]
    """Status, product line, channel, support, time, words."""

    status = AnyOf(choices=Status.choices, help_text="Only these statuses; may be repeated.")
    kind = filters.ChoiceFilter(choices=RequestKind.choices, help_text="A thing or a service.")
    product_line = TextQuery(method="of_product_line", help_text="Id or name of a product line.")
    channel = AnyOf(
        choices=Channel.choices,
        method="heard_on",
        help_text="Only ideas with evidence on one of these channels; may be repeated.",
    )
    tag = TextQuery(field_name="tags__name", help_text="Only ideas with this tag.")
    effective_from = filters.NumberFilter(
        field_name="support__effective",
        lookup_expr="gte",
        help_text="At least so much effective support.",
    )
    effective_to = filters.NumberFilter(
        field_name="support__effective",
        lookup_expr="lte",
        help_text="At most so much effective support.",
    )
    asked_after_launch = filters.BooleanFilter(
        method="still_asked", help_text="`true`: only launched ideas that fans go on asking for."
    )
    updated_since = filters.IsoDateTimeFilter(
        field_name="updated_at",
        lookup_expr="gte",
        help_text="Changed at or after this time; with `order=updated` a way to follow changes.",
    )
    watched = filters.ChoiceFilter(
        choices=[("me", "me")],
        method="watched_by",
        help_text="`me`: only ideas that the colleague the key acts for watches.",
    )
    q = TextQuery(
        method="search",
        help_text="Words that title, summary or evidence hold; two characters are a word: `冰箱`.",
    )

    class Meta:
        model = Idea
        fields: list[str] = []

    def of_product_line(self, queryset: IdeaQuerySet, _name: str, value: str) -> IdeaQuerySet:
        """Ideas of one product line; an id too long to be one is a name nobody has."""
        if value.isdecimal():
            return queryset.filter(product_line__id=int(value))
        return queryset.filter(product_line__name=value)

    def still_asked(self, queryset: IdeaQuerySet, _name: str, value: bool) -> IdeaQuerySet:
        """Launched ideas with requests after the launch, or all others."""
        flagged = Idea.objects.asked_after_launch()
        if value:
            return queryset.filter(pk__in=flagged.values("pk"))
        return queryset.exclude(pk__in=flagged.values("pk"))

    def heard_on(self, queryset: IdeaQuerySet, _name: str, value: list[str]) -> IdeaQuerySet:
        """Ideas with evidence on a channel."""
        heard = Evidence.objects.standing().filter(request__comment__channel__in=value)
        return queryset.filter(pk__in=heard.values("idea"))

    def watched_by(self, queryset: IdeaQuerySet, name: str, _value: str) -> IdeaQuerySet:
        """Ideas of a colleague's own list."""
        person = colleague_of(self.request)
        if person is None:
            raise ValidationError({name: "The key acts for no colleague who still works here."})
        return queryset.watched_by(person)

    def search(self, queryset: IdeaQuerySet, _name: str, value: str) -> IdeaQuerySet:
        """Look for words."""
        return queryset.search(value)


class RequestFilters(filters.FilterSet):  # type: ignore[misc]
    """Kind, idea, cluster, confidence."""

    kind = filters.ChoiceFilter(choices=RequestKind.choices, help_text="A thing or a service.")
    idea = IdFilter(method="of_idea", help_text="Only the evidence of this idea.")
    cluster = IdFilter(method="of_cluster", help_text="Only the requests of this cluster.")
    confidence_from = filters.NumberFilter(
        field_name="confidence",
        lookup_expr="gte",
        help_text="Read as a request with at least this confidence, 0 to 1.",
    )

    class Meta:
        model = FanRequest
        fields: list[str] = []

    def of_idea(self, queryset: FanRequestQuerySet, _name: str, value: int) -> FanRequestQuerySet:
        """Requests that an idea stands on."""
        found = Evidence.objects.filter(idea=value)
        return queryset.filter(pk__in=found.values("request"))

    def of_cluster(
        self, queryset: FanRequestQuerySet, _name: str, value: int
    ) -> FanRequestQuerySet:
        """Requests of a cluster."""
        found = Assignment.objects.open().filter(cluster=value)
        return queryset.filter(pk__in=found.values("request"))
