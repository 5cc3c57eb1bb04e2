"""How reasons look to a client: a code for programs, a sentence for people."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.functional import lazystr
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.language import asked_language
from feedback.reasons import PATTERNS, pattern_name, told

_OTHERS = {
    "heard": "the words that the careful reading hears the wish in",
    "careful": "the chance that the careful reading alone gives",
    "wording": "no pattern; the wording as a whole",
    "model": "how sure the reader is of the span",
    "whole": "a person said so; no single span stands out",
}


class _Codes:
    """Spelt out when the schema is made: words of a screen are not known before."""

    def __str__(self) -> str:
        with translation.override("en"):
            names = {code: pattern_name(code) for code in PATTERNS} | _OTHERS
        lines = "\n".join(f"- `{code}`: {name}" for code, name in names.items())
        return (
            "Never changes its meaning; a later version may add some. Empty where a reader of "
            f"another software left words only.\n\n{lines}"
        )


class ReasonSerializer(serializers.Serializer[Any]):
    """One thing that spoke for or against reading a span as a request."""

    code = serializers.CharField(help_text=lazystr(_Codes()))
    speaks = serializers.ChoiceField(
        choices=["for", "against", "sure"], help_text="`sure`: how sure the reader is of the span."
    )
    words = serializers.CharField(help_text="The comment's own words that show it, or empty.")
    share = serializers.FloatField(allow_null=True, help_text="0 … 1, of chances only.")
    sentence = serializers.CharField(
        help_text="For people, in the language of `Accept-Language`: English or Chinese."
    )


@extend_schema_field(ReasonSerializer(many=True))
class ReasonsField(serializers.Field[Any, Any, Any, Any]):
    """The stored reasons of a request."""

    def to_representation(self, value: Any) -> Any:
        """Each with its sentence, in the language the client asks for."""
        with translation.override(asked_language(self.context["request"])):
            return ReasonSerializer(told(value), many=True).data
