"""What a digest says to one receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from engine.notices.messages import flat
from ideas.services.notices.digest.counting import Day, Numbers
from ideas.services.notices.wording import moment, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ideas.services.notices.digest.counting import Line
    from ideas.services.notices.hearing import Ear

_SHOWN = 5


def digest_words(day: Day, *, ear: Ear, date: date) -> tuple[str, str] | None:
    """Subject and text in the receiver's language; None where nothing of theirs happened."""
    with override(ear.language):
        lines = [line for line in day.numbers if ear.in_line(line)]
        told = [*_of_lines(day, lines=lines), *_of_ideas(day, ear=ear), *_of_person(day, ear=ear)]
        subject = _("Daily digest of %(date)s") % {"date": date.isoformat()}
        if ear.robot is not None and not ear.hears_all:
            names = [day.names[line] for line in lines]
            subject = "·".join([subject, *map(flat, names)])
    return (subject, "\n".join(told)) if told else None


def _of_lines(day: Day, *, lines: list[Line]) -> list[str]:
    there = [line for line in lines if day.numbers[line]]
    if not there:
        return []
    total = sum((day.numbers[line] for line in there), Numbers())
    if len(there) == 1:
        return [_counted(day.names[there[0]], total)]
    by_name = sorted(there, key=lambda line: (line is None, day.names[line]))
    return [
        _counted(_("Together"), total),
        *(_counted(day.names[line], day.numbers[line]) for line in by_name),
    ]


def _counted(name: str, numbers: Numbers) -> str:
    told = _(
        "%(line)s: %(requests)s requests, %(ideas)s new ideas, %(bursts)s bursts; "
        "clocks missed %(missed)s, due within a day %(due)s; handed over and waiting %(waiting)s"
    )
    values = {field: getattr(numbers, field) for field in Numbers.__slots__}
    return told % {"line": flat(name) or _("no product line"), **values}


def _of_ideas(day: Day, *, ear: Ear) -> list[str]:
    mine = [idea for idea in day.new_ideas if ear.in_line(idea.product_line_id)]
    return [
        _("New: %(idea)s (%(effective).1f)") % {"idea": title(idea), "effective": effective}
        for idea in mine[:_SHOWN]
        for effective in [getattr(getattr(idea, "support", None), "effective", 0.0)]
    ]


def _of_person(day: Day, *, ear: Ear) -> Iterable[str]:
    if ear.user is None:
        return
    clocks = day.clocks_of.get(ear.user, [])
    for clock in clocks[:_SHOWN]:
        names = {"policy": title(clock.policy), "idea": title(clock.idea)}
        yield _("Yours, due %(due)s: %(policy)s – %(idea)s") % {
            "due": moment(clock.due_at),
            **names,
        }
    if len(clocks) > _SHOWN:
        yield _("and %(number)s more of your clocks") % {"number": len(clocks) - _SHOWN}
    if waiting := day.waits_for(ear):
        yield _("Waiting at your desk: %(number)s") % {"number": waiting}
