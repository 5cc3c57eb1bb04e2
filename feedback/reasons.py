"""Why the reader took a span for a request, or took none: its codes in an editor's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.nlp.asking.reasons import AGAINST

# From these chances on the machine is fairly sure, and sure.
FAIRLY, VERY = 0.6, 0.85
_HALF = 0.5

# Patterns of `engine.nlp.asking.grammar`, and set phrases.
PATTERNS = {
    "if_then_good": gettext_lazy("“if …, it would be good”"),
    "if": gettext_lazy("a condition"),
    "if_mine": gettext_lazy("a condition of one's own"),
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
    "set_phrase": gettext_lazy("a set phrase of asking"),
}

# Reasons that need no words of the comment.
_PLAIN = {
    "whole": gettext_lazy("a person said so; no single span stands out"),
    "person": gettext_lazy("a person marked this span"),
    "wording": gettext_lazy("no set phrase; the wording as a whole is like that of wishes"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One reason for people: words are the comment's own, share is from 0 to 1."""

    code: str
    speaks: str  # "for", "against", or "sure": how sure the reader is of the span
    words: str
    share: float | None
    sentence: str


def told(why: Any) -> list[Told]:
    """Each stored reason as a sentence; reasons of other readers stay readable."""
    if isinstance(why, str) or not isinstance(why, Iterable):
        return []
    items = list(why)
    alone = not any(_is_pattern(item) for item in items)
    return [_told(item, alone=alone) for item in items]


def sure_words(share: float) -> str:
    """How sure in words and as a share; never 0 % or 100 %."""
    percent = {"percent": percent_of(share)}
    if share >= VERY:
        return _("very sure (%(percent)s%%)") % percent
    if share >= FAIRLY:
        return _("fairly sure (%(percent)s%%)") % percent
    return _("unsure (%(percent)s%%)") % percent


def percent_of(share: float) -> int:
    """A whole number from 1 to 99: no machine is certain."""
    return min(99, max(1, round(share * 100)))


def pattern_name(code: str) -> str:
    """A pattern's name; a code of another reader as it is."""
    return str(PATTERNS.get(code, code))


def _told(item: Any, *, alone: bool) -> Told:
    if not isinstance(item, dict):
        return Told("", "for", "", None, str(item))
    code, detail = str(item.get("code", "")), str(item.get("detail", ""))
    if code in {"model", "careful"}:
        return _chance(code, detail)
    if code == "heard":
        return Told(code, "for", detail, None, _heard(detail, alone=alone))
    if code in _PLAIN:
        return Told(code, "for", "", None, str(_PLAIN[code]))
    speaks = "against" if code in AGAINST else "for"
    return Told(code, speaks, detail, None, _pattern(code, detail))


def _chance(code: str, detail: str) -> Told:
    try:
        share = float(detail)
    except ValueError:
        return Told(code, "sure", "", None, detail)
    if code == "model":
        return Told(code, "sure", "", share, sure_words(share))
    percent = {"percent": percent_of(share)}
    text = _("the second, careful reading by itself gives it %(percent)s%%") % percent
    return Told(code, "for" if share >= _HALF else "against", "", share, text)


def _heard(words: str, *, alone: bool) -> str:
    if alone:
        return _("no set phrase; the careful reading hears a wish in: “%(words)s”") % {
            "words": words
        }
    return _("the careful reading hears the wish most in: “%(words)s”") % {"words": words}


def _pattern(code: str, words: str) -> str:
    name = pattern_name(code)
    text = _("%(reason)s: “%(words)s”") % {"reason": name, "words": words} if words else name
    return _("speaks against it: %(reason)s") % {"reason": text} if code in AGAINST else text


def _is_pattern(item: Any) -> bool:
    return isinstance(item, dict) and item.get("code") in PATTERNS and item["code"] not in AGAINST
