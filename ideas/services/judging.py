"""What people say of pairs of requests; the grouping obeys it from then on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp.verdicts import ContradictionError, Verdicts
from feedback.models import FanRequest
from ideas.models import Assignment, Says, Verdict
from ideas.services.locking import wait_to_write
from ideas.services.releasing import release
from ideas.services.verdicts import places_of, verdicts_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class ImpossibleVerdictError(ValueError):
    """A verdict that cannot be made; the message tells a person why."""


@transaction.atomic
def judge(
    one: FanRequest, other: FanRequest, *, says: Says | str, actor: Actor, reason: str = ""
) -> Verdict:
    """Say that two requests are the same wish, or different; where they part, `one` leaves.

    What must move is taken out of its cluster at once and grouped anew by the next run.
    Raises ImpossibleVerdictError where earlier verdicts or the requests themselves forbid it.
    """
    made = judge_pairs([(one.pk, other.pk)], says=says, actor=actor, reason=reason)
    low, high = sorted((one.pk, other.pk))
    return made[0] if made else Verdict.objects.standing().get(one=low, other=high)


@transaction.atomic
def move_out(request: FanRequest, *, actor: Actor, reason: str = "") -> list[Verdict]:
    """Take a request out of its cluster for good: it is none of the wishes that stand for it."""
    wait_to_write()
    place = Assignment.objects.open().filter(request=request).values_list("cluster", flat=True)
    circle = [int(key) for key in verdicts_on([request.pk]).circle(str(request.pk))]
    others = (
        Assignment.objects.open()
        .filter(cluster__in=list(place), request__retired_at__isnull=True)
        .exclude(request__in=circle)
    )
    representatives = others.filter(is_representative=True)
    named = list(representatives.values_list("request", flat=True)) or list(
        others.order_by("pk").values_list("request", flat=True)[:1]
    )
    if not named:
        raise ImpossibleVerdictError(_("It stands alone: there is no cluster to leave."))
    pairs = [(request.pk, pk) for pk in named]
    return judge_pairs(pairs, says=Says.DIFFERENT, actor=actor, reason=reason)


@transaction.atomic
def judge_pairs(
    pairs: Sequence[tuple[int, int]], *, says: Says | str, actor: Actor, reason: str = ""
) -> list[Verdict]:
    """Make one verdict for each pair, as one operation; pairs judged so before are left out."""
    made = say_pairs(pairs, says=says, actor=actor)
    record_operation("verdict.make", actor=actor, reason=reason, changes=verdict_cells(made))
    return made


def say_pairs(pairs: Sequence[tuple[int, int]], *, says: Says | str, actor: Actor) -> list[Verdict]:
    """Make one verdict for each pair for an act that tells the ledger; see judge_pairs."""
    wait_to_write()
    _refuse_unfit(pairs)
    concerned = {pk for pair in pairs for pk in pair}
    _refuse_contradictions(pairs, says=says, known=verdicts_on(concerned))
    judged = set(Verdict.objects.among(concerned).values_list("one", "other"))
    fresh = sorted({(min(pair), max(pair)) for pair in pairs} - judged)
    made = Verdict.objects.bulk_create(
        Verdict(says=says, one_id=one, other_id=other, made_by_id=getattr(actor, "pk", None))
        for one, other in fresh
    )
    release(out_of_place(pairs, says=says, verdicts=verdicts_on(concerned)))
    return made


def verdict_cells(made: Iterable[Verdict]) -> list[Cell]:
    """What an operation that made these verdicts changed."""
    return [Cell(row, "is_standing", False, True) for row in made]


@transaction.atomic
def withdraw_verdict(verdict: Verdict, *, actor: Actor, reason: str = "") -> None:
    """Take a verdict back: the grouping is free again from the next run on; nothing moves now."""
    wait_to_write()
    row = Verdict.objects.get(pk=verdict.pk)
    if not row.is_standing:
        return
    Verdict.objects.filter(pk=row.pk).update(is_standing=False)
    changes = [Cell(row, "is_standing", True, False)]
    record_operation("verdict.withdraw", actor=actor, reason=reason, changes=changes)


def _refuse_unfit(pairs: Iterable[tuple[int, int]]) -> None:
    wanted = {pk for pair in pairs for pk in pair}
    rows = FanRequest.objects.current().filter(pk__in=wanted, is_vague=False)
    spaces = {pk: (kind, v) for pk, kind, v in rows.values_list("pk", "kind", "encoder_version")}
    if set(spaces) != wanted:
        raise ImpossibleVerdictError(
            _("Only requests of the newest reading that ask for something concrete are compared.")
        )
    for one, other in pairs:
        if one == other:
            raise ImpossibleVerdictError(_("A request cannot be compared with itself."))
        if spaces[one] != spaces[other]:
            raise ImpossibleVerdictError(
                _("Wishes for a thing and for a service, or of two encoders, are never compared.")
            )


def _refuse_contradictions(
    pairs: Iterable[tuple[int, int]], *, says: Says | str, known: Verdicts
) -> None:
    """Refuse what cannot hold beside the verdicts that stand, or beside each other."""
    fresh = [(str(one), str(other)) for one, other in pairs]
    same, different = (fresh, []) if says == Says.SAME else ([], fresh)
    try:
        Verdicts(same=[*known.same, *same], different=[*known.different, *different])
    except ContradictionError as error:
        texts = FanRequest.objects.in_bulk([int(error.one), int(error.other)])
        message = _(
            "That contradicts earlier verdicts: “%(one)s” and “%(other)s” would be the same "
            "wish and different wishes at once. Withdraw one of those first."
        )
        words = {"one": texts[int(error.one)], "other": texts[int(error.other)]}
        raise ImpossibleVerdictError(message % words) from error


def out_of_place(
    pairs: Iterable[tuple[int, int]], *, says: Says | str, verdicts: Verdicts
) -> set[int]:
    """Requests that stand where a verdict no longer lets them."""
    places = places_of(verdicts.keys)
    leaving: set[str] = set()
    for one, other in ((str(one), str(other)) for one, other in pairs):
        if says == Says.SAME:
            leaving |= _strays(one, places=places, verdicts=verdicts)
        else:
            shared = _clusters(one, places=places, verdicts=verdicts)
            shared &= _clusters(other, places=places, verdicts=verdicts)
            leaving |= {key for key in verdicts.circle(one) if places.get(key) in shared}
    return {int(key) for key in leaving}


def _clusters(one: str, *, places: dict[str, int], verdicts: Verdicts) -> set[int]:
    """Where a request and those who must be with it are; it may itself still wait."""
    return {places[key] for key in verdicts.circle(one) if key in places}


def _strays(one: str, *, places: dict[str, int], verdicts: Verdicts) -> set[str]:
    """Those who must come to where most of their circle is, if they may all be there."""
    circle = [key for key in verdicts.circle(one) if key in places]
    barred = {places[key] for key in verdicts.rivals(one) if key in places}
    crowds = Counter(places[key] for key in circle if places[key] not in barred)
    home = min(crowds, key=lambda cluster: (-crowds[cluster], cluster), default=None)
    return {key for key in circle if places[key] != home}
