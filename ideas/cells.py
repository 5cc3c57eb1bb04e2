"""What people may change of ideas and what the machine grouped, told to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from engine.ledger.cells import Attribute, Concern, NamedSet, attributes, register
from engine.ledger.tallies import register_tally
from ideas.models import (
    Attachment,
    BurstAlert,
    Cluster,
    Decision,
    Idea,
    IntegrityCase,
    Note,
    Pin,
    Suggestion,
    SuggestionState,
    Verdict,
    Vote,
    Watch,
)
from ideas.outreach_cells import OUTREACH
from ideas.promise_cells import PROMISES
from ideas.services.attaching import note_changes
from ideas.services.bursts.deciding import set_states
from ideas.services.following import (
    follow_clusters,
    follow_ideas,
    follow_pins,
    follow_verdicts,
    follow_votes,
)
from ideas.services.integrity.bearing import follow_cases
from ideas.services.locking import wait_to_write
from ideas.services.refusing import refuse_unapproved
from ideas.services.reversing import reverse_suggestions
from ideas.services.voting import RETOLD
from ideas.tallies import IDEAS

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_IDEA = (
    "given_title",
    "is_standing",
    "launched_at",
    "merged_into",
    "owner",
    "product_line",
    "public_reason",
    "public_reply",
    "revisit_on",
    "route",
    "status",
    "summary",
)


class _Decision(Attribute):
    """What was decided on a suggestion, with when."""

    def write(self, values: Mapping[int, Any]) -> None:
        """Set the states; one that waits again was decided at no time."""
        for row, state in values.items():
            at = None if state == SuggestionState.OPEN else timezone.now()
            if at is None:
                # the machine may have made the same one meanwhile: only one waits
                Suggestion.objects.waiting_beside(row).delete()
            Suggestion.objects.filter(pk=row).update(state=state, decided_at=at)


class _Outcome(Attribute):
    """What was decided about a case, with when."""

    def write(self, values: Mapping[int, Any]) -> None:
        """Set the outcomes; a case that waits again was decided at no time."""
        for row, outcome in values.items():
            at = timezone.now() if outcome else None
            IntegrityCase.objects.filter(pk=row).update(outcome=outcome, decided_at=at)


class _Said(Attribute):
    """What was said of a burst, with when."""

    def write(self, values: Mapping[int, Any]) -> None:
        """Set the states; one that waits again was decided at no time."""
        set_states(values)


register(
    Concern(
        Idea,
        {**attributes(Idea, *_OF_IDEA), "tags": NamedSet(Idea, "tags")},
        before=wait_to_write,
        after=follow_ideas,
    ),
    Concern(Cluster, attributes(Cluster, "idea"), before=wait_to_write, after=follow_clusters),
    Concern(Pin, attributes(Pin, "is_standing"), before=wait_to_write, after=follow_pins),
    Concern(
        Verdict, attributes(Verdict, "is_standing"), before=wait_to_write, after=follow_verdicts
    ),
    Concern(
        Suggestion,
        {"state": _Decision(Suggestion, "state")},
        before=wait_to_write,
        after=reverse_suggestions,
    ),
    Concern(Decision, attributes(Decision, "is_standing"), after=refuse_unapproved),
    Concern(Attachment, attributes(Attachment, "is_standing"), after=note_changes),
    Concern(Note, attributes(Note, "is_standing", "text")),
    Concern(Vote, attributes(Vote, "is_standing", *RETOLD), after=follow_votes),
    Concern(
        IntegrityCase,
        {
            "outcome": _Outcome(IntegrityCase, "outcome"),
            "decided_by": Attribute(IntegrityCase, "decided_by"),
        },
        after=follow_cases,
    ),
    Concern(
        BurstAlert,
        {"state": _Said(BurstAlert, "state"), **attributes(BurstAlert, "decided_by")},
    ),
    Concern(Watch, attributes(Watch, "is_standing")),
    *OUTREACH,
    *PROMISES,
)
register_tally(IDEAS)
