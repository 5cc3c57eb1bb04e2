"""Decide on suggestions of the second look: carried out or turned down by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp.consolidation import Divide, Join
from feedback.models import FanRequest
from ideas.models import Act, Assignment, Cluster, Says, Suggestion, SuggestionState
from ideas.services.consolidating import settle
from ideas.services.judging import say_pairs, verdict_cells
from ideas.services.locking import wait_to_write
from ideas.services.promoting import promotion_cells
from ideas.services.rearranging import divide_cluster, join_clusters
from ideas.services.verdicts import verdicts_on

if TYPE_CHECKING:
    from collections.abc import Sequence


class OutdatedSuggestionError(ValueError):
    """A suggestion that no longer fits what stands; the message tells a person why."""


@transaction.atomic
def accept_suggestion(
    suggestion: Suggestion, *, actor: Actor, promotion_support: float, reason: str = ""
) -> None:
    """Carry a suggestion out, with a verdict so that it holds in every later run.

    Raises OutdatedSuggestionError, or ImpossibleVerdictError where verdicts stand against it.
    """
    row = _open_one(suggestion)
    changed, cells, pair = _join(row) if row.act == Act.JOIN else _divide(row)
    says = Says.SAME if row.act == Act.JOIN else Says.DIFFERENT
    made = say_pairs([(pair[1].pk, pair[0].pk)], says=says, actor=actor)
    promoted = settle(changed, promotion_support=promotion_support)
    cells += [*verdict_cells(made), *promotion_cells(promoted)]
    cells.append(_decide(row, SuggestionState.ACCEPTED))
    record_operation("suggestion.accept", actor=actor, reason=reason, changes=cells)


@transaction.atomic
def dismiss_suggestion(suggestion: Suggestion, *, actor: Actor, reason: str = "") -> None:
    """Turn a suggestion down; it is not made again."""
    row = _open_one(suggestion)
    cells = [_decide(row, SuggestionState.DISMISSED)]
    record_operation("suggestion.dismiss", actor=actor, reason=reason, changes=cells)


def _open_one(suggestion: Suggestion) -> Suggestion:
    wait_to_write()
    row = Suggestion.objects.open().filter(pk=suggestion.pk).first()
    if row is None:
        raise OutdatedSuggestionError(_("Somebody has decided on it already, or it is gone."))
    return row


def _decide(row: Suggestion, state: SuggestionState) -> Cell:
    Suggestion.objects.filter(pk=row.pk).update(state=state, decided_at=timezone.now())
    return Cell(row, "state", row.state, str(state))


_Done = tuple[list[int], list[Cell], tuple[FanRequest, FanRequest]]


def _join(row: Suggestion) -> _Done:
    one, other = _cluster(row.one_id), _cluster(row.other_id)
    if (one.kind, one.encoder_version) != (other.kind, other.encoder_version):
        raise OutdatedSuggestionError(_("The clusters can no longer be compared."))
    _refuse_apart(one, other)
    pair = (_first(_members(one)), _first(_members(other)))
    join = Join(**_told(row.why, one=str(one.pk), other=str(other.pk)))
    cells = join_clusters([join], suggestion=row.pk)
    return [one.pk, other.pk], cells, pair


def _divide(row: Suggestion) -> _Done:
    cluster = _cluster(row.one_id)
    members = {str(found.pk): found for found in _members(cluster)}
    parts = [[key for key in row.why[part] if key in members] for part in ("stay", "go")]
    if not all(parts):
        raise OutdatedSuggestionError(_("What was to be divided is no longer together."))
    pair = (members[parts[0][0]], members[parts[1][0]])
    told = _told(row.why, cluster=str(cluster.pk), stay=tuple(parts[0]), go=tuple(parts[1]))
    founded = divide_cluster(Divide(**told), suggestion=row.pk)
    return [cluster.pk, founded], [], pair


def _told(why: dict[str, Any], **now: Any) -> dict[str, Any]:
    return {**why, "quotes": tuple(why["quotes"]), **now}


def _cluster(pk: int | None) -> Cluster:
    row = Cluster.objects.filter(pk=pk or 0, size__gt=0).first()
    if row is None:
        raise OutdatedSuggestionError(_("The cluster is empty by now."))
    return row


def _members(cluster: Cluster) -> list[FanRequest]:
    rows = (
        Assignment.objects.open()
        .filter(cluster=cluster, request__retired_at__isnull=True)
        .select_related("request")
        .order_by("-is_representative", "pk")
    )
    return [row.request for row in rows]


def _first(members: Sequence[FanRequest]) -> FanRequest:
    if not members:
        raise OutdatedSuggestionError(_("The cluster is empty by now."))
    return members[0]


def _refuse_apart(one: Cluster, other: Cluster) -> None:
    mine, theirs = ({str(found.pk) for found in _members(row)} for row in (one, other))
    verdicts = verdicts_on(map(int, mine | theirs))
    if any(verdicts.rivals(key) & theirs for key in verdicts.keys & mine):
        raise OutdatedSuggestionError(_("A verdict holds requests of the two clusters apart."))
