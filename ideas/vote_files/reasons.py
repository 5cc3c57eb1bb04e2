"""Why a row of a file of votes is not taken; the sentence is a msgid, the code never changes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from feedback.sources.rows import excerpt_of

REASONS = {
    "unknown_channel": gettext_noop("The channel is none that we know."),
    "no_fan": gettext_noop("The fan's id is missing."),
    "masked": gettext_noop("A masked id is shared by many; it names nobody."),
    "formula": gettext_noop("This is a formula of a spreadsheet, not a value."),
    "no_idea": gettext_noop("The idea's number or title is missing."),
    "idea_unknown": gettext_noop("No idea has this number or exactly this title."),
    "idea_unclear": gettext_noop("Several ideas have this title; give the number."),
    "future": gettext_noop("The time has not come yet."),
    "no_source": gettext_noop("There is no link, and no source was given for the whole file."),
    "own_account": gettext_noop("This is one of our own accounts; it has no vote."),
    "not_a_fan": gettext_noop("Another company or a copycat of ours; it has no vote."),
}


@dataclass(frozen=True, slots=True)
class VoteRefusal:
    """A row that was not taken, with its line; `nearest` are ideas that may be meant."""

    line: int
    code: str
    reason: str
    field: str = ""
    excerpt: str = ""
    nearest: tuple[str, ...] = ()


class UnfitError(Exception):
    """A row that is refused; `field` names the cell."""

    def __init__(self, code: str, field: str) -> None:
        """Keep the code for the report."""
        super().__init__(code)
        self.code = code
        self.field = field


def refused(
    line: int, code: str, *, field: str = "", excerpt: str = "", nearest: tuple[str, ...] = ()
) -> VoteRefusal:
    """Report a row that is not taken."""
    return VoteRefusal(line, code, REASONS[code], field, excerpt_of(excerpt), nearest)
