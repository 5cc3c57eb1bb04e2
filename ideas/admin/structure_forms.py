"""Forms of the pages that arrange ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from feedback.models import FanRequest, ProductLine, RequestKind
from ideas.admin.idea_forms import ReasonForm
from ideas.models import Cluster, Idea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

_LONGEST_TITLE = 120
_LARGEST = 2**63 - 1
_EXCERPT = 80


class IdeaField(forms.CharField):
    """An idea by its number or its exact title."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=_LONGEST_TITLE,
            help_text=_("Its number, such as #7, or its exact title."),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Find it; one merged away is found, so that the act can say where it went."""
        said = super().clean(value)
        number = said.lstrip("#\uff03")
        is_number = number.isascii() and number.isdecimal() and int(number) <= _LARGEST
        rows = Idea.objects.standing()
        by_number = rows.filter(pk=int(number)).first() if is_number else None
        if by_number is not None:
            return by_number
        found = list(Idea.objects.open().filter(title=said)[:2])
        if len(found) > 1:
            raise forms.ValidationError(_("Several ideas have this title; give the number."))
        if not found:
            raise forms.ValidationError(_("No idea has this number or exactly this title."))
        return found[0]


class IntoForm(ReasonForm):
    """Another idea, and why."""

    idea = IdeaField(label=_("the other idea"))
    field_order = ("idea", "reason")


class StaysForm(ReasonForm):
    """Which of several ideas stays."""

    field_order = ("stays", "reason")

    def __init__(self, *args: Any, ideas: Sequence[Idea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stays"] = forms.TypedChoiceField(
            label=_("the idea that stays"),
            choices=[(idea.pk, f"#{idea.pk} {idea}") for idea in ideas],
            coerce=int,
            widget=UnfoldAdminRadioSelectWidget,
            help_text=_("The others lead to it; all they stand on counts there."),
        )
        self.order_fields(self.field_order)


class _ClustersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.size})"


class _RequestsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.text)[:_EXCERPT]


class SplitForm(ReasonForm):
    """What goes, and what it shall be called."""

    title = forms.CharField(
        label=_("title of the new idea"),
        max_length=_LONGEST_TITLE,
        widget=UnfoldAdminTextInputWidget,
    )
    clusters = _ClustersField(
        Cluster.objects.none(),
        label=_("clusters that go"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    requests = _RequestsField(
        FanRequest.objects.none(),
        label=_("single requests that go"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    field_order = ("title", "clusters", "requests", "reason")

    def __init__(
        self, *args: Any, clusters: QuerySet[Cluster], requests: QuerySet[FanRequest], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("clusters", clusters), ("requests", requests)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class CreateForm(ReasonForm):
    """An idea of one's own."""

    title = forms.CharField(
        label=_("title"), max_length=_LONGEST_TITLE, widget=UnfoldAdminTextInputWidget
    )
    kind = forms.ChoiceField(
        label=_("kind"), choices=RequestKind.choices, widget=UnfoldAdminSelectWidget
    )
    summary = forms.CharField(
        label=_("summary"),
        required=False,
        max_length=5000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )
    product_line = forms.ModelChoiceField(
        ProductLine.objects.none(),
        label=_("product line"),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("title", "kind", "summary", "product_line", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product_line"].queryset = ProductLine.objects.all()  # type: ignore[attr-defined]
