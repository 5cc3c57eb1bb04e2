"""Forms by which people label, tag and place comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from feedback.models import Comment, Label, ProductLine, Tag

_LONGEST_TAG = 40
_SEPARATORS = str.maketrans("，、；;", ",,,,")


class CommentForm(forms.ModelForm):
    """What a person may say of one comment."""

    class Meta:
        model = Comment
        fields = ("person_label", "product_line", "tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person_label", "product_line"):
            if name in self.fields:
                # what a colleague set since the page was opened is not set back
                self.fields[name].show_hidden_initial = True


class LabelForm(forms.Form):
    """One label for many comments."""

    label = forms.ChoiceField(
        label=_("label"),
        choices=[*Label.choices, ("machine", _("leave it to the machine"))],
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(
        label=_("reason"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the history; may stay empty."),
    )


class TagForm(forms.Form):
    """Tags to put on and to take off."""

    add = forms.CharField(
        label=_("put on"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Separate several tags by commas."),
    )
    remove = forms.ModelMultipleChoiceField(
        label=_("take off"),
        queryset=Tag.objects.none(),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remove"].queryset = Tag.objects.all()  # type: ignore[attr-defined]

    def clean_add(self) -> list[str]:
        """Split by western and Chinese separators."""
        names = self.cleaned_data["add"].translate(_SEPARATORS).split(",")
        found = [" ".join(name.split()) for name in names]
        if too_long := [name for name in found if len(name) > _LONGEST_TAG]:
            raise forms.ValidationError(
                _("A tag has at most 40 characters: %(tag)s"), params={"tag": too_long[0]}
            )
        return [name for name in found if name]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one tag."""
        data = super().clean() or {}
        if not self.errors and not data.get("add") and not data.get("remove"):
            raise forms.ValidationError(_("Name at least one tag."))
        return data


class ProductLineForm(forms.Form):
    """One product line for many comments."""

    product_line = forms.ModelChoiceField(
        label=_("product line"),
        queryset=ProductLine.objects.none(),
        required=False,
        empty_label=_("no product line"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product_line"].queryset = ProductLine.objects.all()  # type: ignore[attr-defined]
