"""What people do with a list: approve, note what was sent and what was not; each an operation.

Nothing is ever posted by the machine: `sent` records what somebody did on the channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, plain, record_operation
from feedback.sources.errors import BadRecord
from feedback.sources.fields import clean_url
from ideas.models import Idea, Outreach, OutreachState
from ideas.services.needs import LackingError, checked_reason
from ideas.services.outreach.drafting import Drafter, checked_wording
from ideas.services.outreach.errors import OutreachError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

# One act locks its rows and writes a cell for each.
MOST_AT_ONCE = 5000
_S = OutreachState
FROM = {
    _S.APPROVED: (_S.QUEUED, _S.FAILED, _S.UNREACHABLE),
    _S.SENT: (_S.APPROVED,),
    _S.FAILED: (_S.APPROVED,),
    _S.UNREACHABLE: (_S.QUEUED, _S.APPROVED, _S.FAILED),
    _S.QUEUED: (_S.APPROVED, _S.FAILED, _S.UNREACHABLE),
}
KINDS = {
    _S.APPROVED: "outreach.approve",
    _S.SENT: "outreach.sent",
    _S.FAILED: "outreach.failed",
    _S.UNREACHABLE: "outreach.unreachable",
    _S.QUEUED: "outreach.requeue",
}
# What an undo puts back at once: rules of the database bind these columns.
TOLD = ("state", "sent_at", "link", "reason")
DRAFT = ("draft", "is_reworded")


@dataclass(frozen=True, slots=True)
class Said:
    """Where and when somebody told the fan; now, if not told otherwise."""

    link: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows an act changed, and which it left as they were."""

    done: int
    left: Sequence[int]


@transaction.atomic
def tell(
    rows: Iterable[int],
    *,
    to: OutreachState | str,
    actor: Actor,
    said: Said | None = None,
    reason: str = "",
) -> Done:
    """Move these fans to another state, all as one operation.

    Left as they are: those whose state does not lead there, who wants to hear nothing, who has no
    draft to be sent. Raises OutreachError.
    """
    if to not in FROM:
        raise OutreachError(_("That is no state to be chosen."), name="state")
    wanted = _few(rows)
    why = _why(reason)
    link, sent_at = _sent(said or Said()) if to == _S.SENT else ("", None)
    found = Outreach.objects.once().filter(pk__in=wanted, state__in=FROM[_S(to)])
    if to in {_S.APPROVED, _S.SENT}:
        found = found.exclude(draft="")
    held = list(found.select_for_update(of=("self",)).order_by("pk"))
    values = {"state": str(to), "sent_at": sent_at, "link": link, "reason": why}
    cells = [_cell(row, TOLD, values) for row in held]
    Outreach.objects.filter(pk__in=[row.pk for row in held]).update(**values)
    record_operation(KINDS[_S(to)], actor=actor, reason=why, changes=cells)
    return Done(len(held), sorted(wanted - {row.pk for row in held}))


@transaction.atomic
def reword(row: Outreach, *, text: str, actor: Actor) -> Outreach:
    """Say it to this fan in other words; only while it was not sent. Raises OutreachError."""
    draft = checked_wording(text, name="draft")
    held = _unsent([row.pk]).first()
    if held is None:
        raise OutreachError(_("It was sent already, or is not to be sent any more."))
    values = {"draft": draft, "is_reworded": True}
    cells = [_cell(held, DRAFT, values)]
    Outreach.objects.filter(pk=held.pk).update(**values)
    record_operation("outreach.reword", actor=actor, changes=cells)
    return Outreach.objects.get(pk=held.pk)


@transaction.atomic
def redraft(rows: Iterable[int], *, actor: Actor) -> Done:
    """Draft these anew by the templates in use; what a person worded or approved is left."""
    wanted = _few(rows)
    held = list(
        _unsent(wanted).filter(state=_S.QUEUED, is_reworded=False).select_related("fan", "comment")
    )
    ideas = Idea.objects.in_bulk({row.idea_id for row in held})
    keys = {(row.idea_id, row.milestone) for row in held}
    drafters = {key: Drafter(ideas[key[0]], milestone=key[1]) for key in sorted(keys)}
    cells, changed = [], []
    for row in held:
        drafter = drafters[row.idea_id, row.milestone]
        quote = row.comment.text if row.comment is not None else ""
        values = {"draft": drafter.draft(row.fan, quote=quote), "is_reworded": False}
        if values["draft"] not in {"", row.draft}:
            cells.append(_cell(row, DRAFT, values))
            row.draft = values["draft"]
            changed.append(row)
    Outreach.objects.bulk_update(changed, ["draft"], batch_size=500)
    record_operation("outreach.redraft", actor=actor, changes=cells)
    return Done(len(changed), sorted(wanted - {row.pk for row in changed}))


def _unsent(rows: Iterable[int]) -> Any:
    found = Outreach.objects.once().filter(pk__in=list(rows))
    found = found.exclude(state__in=[_S.SENT, _S.OPTED_OUT])
    return found.select_for_update(of=("self",)).order_by("pk")


def _few(rows: Iterable[int]) -> set[int]:
    wanted = set(rows)
    if len(wanted) > MOST_AT_ONCE:
        message = _("At most %(number)s fans at once: narrow the list by a filter.")
        raise OutreachError(message % {"number": MOST_AT_ONCE})
    return wanted


def _why(reason: str) -> str:
    try:
        return checked_reason(reason)
    except LackingError as error:
        raise OutreachError(str(error), name=error.name) from error


def _sent(said: Said) -> tuple[str, datetime]:
    now = timezone.now()
    if said.sent_at is not None and said.sent_at > now:
        raise OutreachError(_("The time has not come yet."), name="sent_at")
    try:
        link = clean_url(said.link.strip(), field="link")
    except BadRecord as error:
        raise OutreachError(_(error.reason), name="link") from error
    # as the database answers it: the ledger compares the text
    return link or "", (said.sent_at or now).astimezone(UTC)


def _cell(row: Outreach, names: tuple[str, ...], values: dict[str, Any]) -> Cell:
    """The columns that hold together, told under the first name."""
    before = [plain(getattr(row, name)) for name in names]
    return Cell(row, names[0], before, [plain(values[name]) for name in names])
