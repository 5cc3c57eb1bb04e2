"""Comments in which the reader found nothing asked for but nearly did: one sentence why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from engine.nlp import reading
from engine.nlp.asking.reasons import AGAINST, LOOSE
from feedback.models import Label
from feedback.reasons import pattern_name, percent_of
from feedback.services.versions import active_weights

if TYPE_CHECKING:
    from feedback.models import Comment

# Below this chance to ask, nobody wonders why, unless something looks like asking.
_WORTH_A_WORD = 0.15
_MISLEADING = AGAINST - LOOSE
_QUIET = frozenset({Label.PRODUCT_REQUEST, Label.SERVICE_REQUEST, Label.SPAM, ""})


def why_not(comment: Comment) -> str:
    """Why the machine took no request here; empty where none was near.

    The text is read once more as if it asked: that shows its clause nearest to a wish.
    """
    if comment.person_label or comment.machine_label in _QUIET:
        return ""
    chance = 1.0 - (1.0 if comment.machine_confidence is None else comment.machine_confidence)
    finding = _nearest(comment.text)
    if finding is None:
        return ""
    against = next((reason for reason in finding.why if reason.code in _MISLEADING), None)
    if against is None and chance < _WORTH_A_WORD:
        return ""
    said = {"words": finding.text, "percent": percent_of(chance)}
    if against is None:
        text = _("Not taken as a request: “%(words)s” comes nearest to one, chance %(percent)s%%.")
        return text % said
    said |= {"reason": pattern_name(against.code), "against": against.detail}
    text = _(
        "Not taken as a request (chance %(percent)s%%): “%(words)s” reads as %(reason)s "
        "(“%(against)s”)."
    )
    return text % said


def _nearest(text: str) -> reading.Finding | None:
    (read,) = reading.read(
        [text],
        forced_labels=[Label.PRODUCT_REQUEST],
        with_sentiment=False,
        weights=active_weights(),
    )
    return max(read.findings, key=lambda finding: finding.confidence, default=None)
