"""What a notice says, in the language of who reads it; of fans never more than a short quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from engine.notices.messages import flat
from ideas.models import Authenticity, News

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ideas.models import BurstAlert, Clock, HandOff
    from ideas.services.notices.items import Item

QUOTED = 40
_NOTED = 200
_LONGEST_SUBJECT = 200

# A subject, and lines.
Words = tuple[str, list[str]]


def words_of(item: Item, *, language: str) -> tuple[str, str]:
    """Subject and text in this language."""
    with override(language):
        subject, lines = _WORDS[item.news](item.facts)
    return flat(subject, most=_LONGEST_SUBJECT), "\n".join(line for line in lines if line)


def moment(at: datetime) -> str:
    """A time as colleagues here read it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def title(row: object) -> str:
    """What a row is called, short."""
    return flat(str(row), most=QUOTED)


def _burst(facts: Mapping[str, Any]) -> Words:
    alert: BurstAlert = facts["alert"]
    numbers = {
        "requests": alert.requests,
        "fans": alert.fans,
        "expected": f"{alert.expected:.1f}",
        "since": moment(alert.since),
    }
    told = _(
        "%(requests)s requests of %(fans)s fans since %(since)s; %(expected)s were to be expected."
    )
    lines = [told % numbers]
    if alert.authenticity in (Authenticity.COORDINATED, Authenticity.MIXED):
        name = {"authenticity": alert.get_authenticity_display()}
        lines.append(_("Whether they are many people is in doubt: %(authenticity)s.") % name)
    if facts["quote"]:
        lines.append(_("“%(quote)s”") % {"quote": flat(facts["quote"], most=QUOTED)})
    return _("Burst: %(what)s") % {"what": title(alert.idea or alert)}, lines


def _clock(subject: str, told: str) -> Callable[[Mapping[str, Any]], Words]:
    """The words of a clock's news; both texts are translated when they are used."""

    def words(facts: Mapping[str, Any]) -> Words:
        clock: Clock = facts["clock"]
        names = {"idea": title(clock.idea), "policy": title(clock.policy)}
        owner = clock.idea.owner
        lines = [
            _(told) % {"due": moment(clock.due_at)},
            _("Owner: %(owner)s") % {"owner": owner.get_full_name() or owner.get_username()}
            if owner is not None
            else _("Nobody owns the idea."),
        ]
        return _(subject) % names, lines

    return words


def _hand_off(facts: Mapping[str, Any]) -> Words:
    row: HandOff = facts["hand_off"]
    ways = {"sender": flat(row.sender), "desk": flat(row.desk)}
    lines = [_("%(sender)s gives it to %(desk)s.") % ways, flat(row.note, most=_NOTED)]
    return _("Handed over: %(idea)s") % {"idea": title(row.idea)}, lines


def _decided(facts: Mapping[str, Any]) -> Words:
    row: HandOff = facts["hand_off"]
    names = {"outcome": row.get_outcome_display(), "idea": title(row.idea)}
    lines = [_("Decided at: %(desk)s") % {"desk": flat(row.desk)}, flat(row.reason, most=_NOTED)]
    return _("Hand-off %(outcome)s: %(idea)s") % names, lines


def _mention(facts: Mapping[str, Any]) -> Words:
    names = {"by": flat(facts["by"]), "row": title(facts["row"])}
    return _("%(by)s mentions you: %(row)s") % names, [flat(facts["text"], most=_NOTED)]


_WORDS: dict[News, Callable[[Mapping[str, Any]], Words]] = {
    News.BURST: _burst,
    News.CLOCK_DUE: _clock(
        gettext_noop("Due soon: %(policy)s – %(idea)s"), gettext_noop("Due %(due)s")
    ),
    News.CLOCK_MISSED: _clock(
        gettext_noop("Missed: %(policy)s – %(idea)s"), gettext_noop("It was due %(due)s")
    ),
    News.CLOCK_ESCALATED: _clock(
        gettext_noop("Escalated: %(policy)s – %(idea)s"),
        gettext_noop("It was due %(due)s, and is still open."),
    ),
    News.HAND_OFF: _hand_off,
    News.HAND_OFF_DECIDED: _decided,
    News.MENTION: _mention,
}
