"""Which places of a comment ask for something, where a person says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp.reading import Finding, Reason
from feedback.models import Comment, Label, RequestKind
from feedback.services.labelling import read_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.nlp.reading import Reading

MOST = 20
_LABELS = {
    RequestKind.PRODUCT: Label.PRODUCT_REQUEST,
    RequestKind.SERVICE: Label.SERVICE_REQUEST,
}


class UnfitSpansError(ValueError):
    """Spans that cannot stand in the comment; the message tells a person why."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A wish in a comment: the characters of its text from start to end, and what it asks for."""

    start: int
    end: int
    kind: str = RequestKind.PRODUCT


@transaction.atomic
def set_spans(
    comment: Comment, *, spans: Iterable[Span] | None, actor: Actor, reason: str = ""
) -> Comment:
    """Say where a comment asks for something; None leaves it to the machine again.

    The label follows in the same operation: of the product before the service, as everywhere; no
    span at all is for `label_comments` to say. Raises UnfitSpansError.
    """
    row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    wanted = None if spans is None else _fit(row, spans)
    stored = None if wanted is None else [asdict(span) for span in wanted]
    label = row.person_label if wanted is None else _label(wanted)
    changes = [
        Cell(row, "person_spans", row.person_spans, stored),
        Cell(row, "person_label", row.person_label, label),
    ]
    if record_operation("comment.spans", actor=actor, reason=reason, changes=changes) is None:
        return row
    Comment.objects.filter(pk=row.pk).update(person_spans=stored, person_label=label)
    read_again([row.pk])
    row.refresh_from_db()
    return row


def findings_of(comment: Comment, answer: Reading) -> tuple[Finding, ...]:
    """A person's spans, where there are some that the label allows; else the machine's findings."""
    asks = comment.person_label in _LABELS.values()
    if not comment.person_spans or not asks:
        return answer.findings
    return tuple(
        Finding(
            kind=span["kind"],
            start=span["start"],
            end=span["end"],
            text=comment.text[span["start"] : span["end"]],
            confidence=1.0,
            why=(Reason("person", ""),),
        )
        for span in comment.person_spans
        # the fan may have shortened the comment since
        if span["end"] <= len(comment.text)
    )


def _fit(comment: Comment, spans: Iterable[Span]) -> list[Span]:
    wanted = sorted(set(spans))
    if not wanted or len(wanted) > MOST:
        raise UnfitSpansError(_("Name between one and %(most)d spans.") % {"most": MOST})
    for span in wanted:
        _refuse_unfit(span, text=comment.text)
    if any(other.start < one.end for one, other in pairwise(wanted)):
        raise UnfitSpansError(_("Spans must not overlap."))
    return wanted


def _refuse_unfit(span: Span, *, text: str) -> None:
    if span.kind not in RequestKind.values:
        raise UnfitSpansError(_("A span asks for a product or for a service."))
    if not 0 <= span.start < span.end <= len(text):
        raise UnfitSpansError(_("A span must lie within the text."))
    if not text[span.start : span.end].strip():
        raise UnfitSpansError(_("A span must hold words."))


def _label(spans: Sequence[Span]) -> str:
    kinds = {span.kind for span in spans}
    kind = RequestKind.PRODUCT if RequestKind.PRODUCT in kinds else RequestKind.SERVICE
    return str(_LABELS[kind])
