"""Read comments: label, sentiment, requests; rows are claimed, so workers never meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from engine.nlp import reading
from engine.nlp.normalise import bigrams, fingerprint
from engine.nlp.wish import is_vague, wish_content
from feedback.models import Comment, FanRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.nlp.encoder import Encoder

_READ_FIELDS = (
    "read_at",
    "reader_version",
    "machine_label",
    "machine_confidence",
    "sentiment",
    "fingerprint",
    "search_terms",
)
# A novel in one comment must not fill the index: search sees its beginning.
_SEARCHED_CHARACTERS = 2000


@transaction.atomic
def read_batch(*, limit: int, encoder: Encoder) -> int:
    """Read up to limit unread comments that no other worker holds; answers how many."""
    comments = list(Comment.objects.unread().select_related("fan").claimed(limit))
    if not comments:
        return 0
    readings = _readings(comments)
    for comment, found in zip(comments, readings, strict=True):
        _stamp(comment, found)
    Comment.objects.bulk_update(comments, _READ_FIELDS)
    _renew_requests(comments, readings, encoder=encoder)
    return len(comments)


def _readings(comments: Sequence[Comment]) -> list[reading.Reading]:
    """Read each distinct text once: a wave of copies costs as much as one."""
    asked = {(c.text, c.person_label) for c in comments}
    distinct = sorted(asked)
    answers = reading.read(
        [text for text, _ in distinct],
        forced_labels=[label or None for _, label in distinct],
    )
    known = dict(zip(distinct, answers, strict=True))
    return [known[c.text, c.person_label] for c in comments]


def _stamp(comment: Comment, found: reading.Reading) -> None:
    comment.read_at = timezone.now()
    comment.reader_version = found.version
    # A forced label is the person's; the machine keeps what it said before.
    if not comment.person_label:
        comment.machine_label = found.label
        comment.machine_confidence = found.confidence
    comment.sentiment = found.sentiment
    comment.fingerprint = fingerprint(comment.text)
    comment.search_terms = bigrams(comment.text[:_SEARCHED_CHARACTERS])


@dataclass(frozen=True, slots=True)
class _Span:
    comment: int
    start: int
    end: int
    kind: str
    text: str


def _renew_requests(
    comments: Sequence[Comment], readings: Iterable[reading.Reading], *, encoder: Encoder
) -> None:
    """Retire the requests a reading no longer finds, keep those it finds again, add the rest."""
    found = _found(comments, readings)
    standing = {
        _Span(r.comment_id, r.start, r.end, r.kind, r.text): r.pk
        for r in FanRequest.objects.current().filter(comment__in=comments)
    }
    gone = [pk for span, pk in standing.items() if span not in found]
    FanRequest.objects.filter(pk__in=gone).update(retired_at=timezone.now())
    fresh = [finding for span, finding in found.items() if span not in standing]
    owners = [span.comment for span in found if span not in standing]
    FanRequest.objects.bulk_create(_requests(owners, fresh, encoder=encoder), batch_size=500)


def _found(
    comments: Sequence[Comment], readings: Iterable[reading.Reading]
) -> dict[_Span, reading.Finding]:
    """Findings by place; of two readings of one span the surer stands."""
    surest: dict[tuple[int, int, int], reading.Finding] = {}
    for comment, answer in zip(comments, readings, strict=True):
        if comment.fan is not None and comment.fan.is_brand:
            continue
        for finding in sorted(answer.findings, key=lambda f: f.confidence):
            surest[comment.pk, finding.start, finding.end] = finding
    return {_Span(*place, f.kind, f.text): f for place, f in surest.items()}


def _requests(
    owners: Sequence[int], findings: Sequence[reading.Finding], *, encoder: Encoder
) -> list[FanRequest]:
    contents = [wish_content(f.text) for f in findings]
    vectors = encoder.encode([finding.text for finding in findings])
    return [
        FanRequest(
            comment_id=owner,
            kind=finding.kind,
            start=finding.start,
            end=finding.end,
            text=finding.text,
            content=content,
            is_vague=is_vague(finding.text),
            confidence=finding.confidence,
            why=[{"code": r.code, "detail": r.detail} for r in finding.why],
            embedding=vector,
            encoder_version=encoder.version,
            reader_version=reading.VERSION,
        )
        for owner, finding, content, vector in zip(owners, findings, contents, vectors, strict=True)
    ]
