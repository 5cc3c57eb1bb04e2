"""Why the reader took a span for a request, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WORDS = {
    "if_then_good": gettext_lazy("“if …, it would be good”"),
    "if": gettext_lazy("a condition"),
    "then_good": gettext_lazy("“then it would be good”"),
    "would_be_good": gettext_lazy("“how good it would be”"),
    "hope": gettext_lazy("a word of hope"),
    "hope_change": gettext_lazy("hope for a change"),
    "hope_maker": gettext_lazy("hope addressed to the maker"),
    "hope_ability": gettext_lazy("hope that something becomes possible"),
    "await": gettext_lazy("looking forward to something"),
    "advise": gettext_lazy("a word of advice"),
    "advise_change": gettext_lazy("advice to change something"),
    "can_you": gettext_lazy("“could you”"),
    "can_you_change": gettext_lazy("“could you” with a change"),
    "can_question": gettext_lazy("a question whether it can"),
    "beg": gettext_lazy("begging"),
    "beg_make": gettext_lazy("begging for something to be made"),
    "demand": gettext_lazy("a demand"),
    "should": gettext_lazy("it should be changed"),
    "should_word": gettext_lazy("“should”"),
    "to_improve": gettext_lazy("something to improve"),
    "best": gettext_lazy("“it would be best”"),
    "why_not": gettext_lazy("“why not”"),
    "want": gettext_lazy("wanting to have"),
    "issue": gettext_lazy("asks to bring out"),
    "urge": gettext_lazy("urging"),
    "on_sale": gettext_lazy("asks when it can be bought"),
    "plus_one": gettext_lazy("joins another's wish"),
    "more": gettext_lazy("asks for more of something"),
    "improve_word": gettext_lazy("a word of improving"),
    "change_word": gettext_lazy("a word of making or changing"),
    "lack": gettext_lazy("something is lacking"),
    "served": gettext_lazy("speaks of service"),
    "mine": gettext_lazy("speaks of oneself"),
    "you_maker": gettext_lazy("speaks to the maker"),
    "do_not": gettext_lazy("asks not to do something"),
    "question_mark": gettext_lazy("a question"),
    "fact_question": gettext_lazy("a question for facts"),
    "buyers": gettext_lazy("speaks to other buyers"),
    "happened": gettext_lazy("tells what happened"),
    "explain": gettext_lazy("asks for an explanation"),
    "hope_luck": gettext_lazy("hope for luck"),
    "hope_cheer": gettext_lazy("hope as a cheer"),
    "advise_buyer": gettext_lazy("advice to buyers"),
    "advise_against": gettext_lazy("advice against buying"),
    "cannot_tell": gettext_lazy("does not know whether"),
    "beg_fact": gettext_lazy("begging for a fact"),
}


def reasons(why: Any) -> list[str]:
    """Each stored reason as a short sentence; reasons of other readers stay readable."""
    return [_reason(item) for item in why] if isinstance(why, Iterable) else []


def _reason(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    code, detail = str(item.get("code", "")), str(item.get("detail", ""))
    if code == "model":
        return _("the model's chance: %(chance)s") % {"chance": detail}
    if code == "whole":
        return _("a person said so; no single span stands out")
    name = str(_WORDS.get(code, code))
    return _("%(reason)s: “%(words)s”") % {"reason": name, "words": detail} if detail else name
