"""Read comments: label, sentiment, requests; rows are claimed, so workers never meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from engine.durability import commit_lazily
from engine.nlp import reading
from engine.nlp.normalise import fingerprint_and_bigrams
from engine.nlp.wish import is_vague, wish_content
from feedback.models import Comment, FanRequest, Role
from feedback.services.copies import known_readings
from feedback.services.spanning import findings_of
from feedback.services.versions import active_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.nlp.encoder import Encoder

# text → its fingerprint and search terms
Keys = dict[str, tuple[int, list[str]]]

# All that reading needs to know: a comment's raw text and its counts stay where they are.
_NEEDED = (
    "text",
    "person_label",
    "person_spans",
    "machine_label",
    "machine_confidence",
    "fan__role",
)
# One statement a batch. Terms are words without blanks, so they travel as one text.
_STAMP = """
UPDATE feedback_comment comment
SET read_at = %s, reader_version = %s, machine_label = found.label,
    machine_confidence = found.confidence, sentiment = found.sentiment,
    fingerprint = found.fingerprint, search_terms = string_to_array(found.terms, ' ')
FROM unnest(%s::bigint[], %s::text[], %s::float8[], %s::float8[], %s::bigint[], %s::text[])
     AS found(id, label, confidence, sentiment, fingerprint, terms)
WHERE comment.id = found.id
"""
# A novel in one comment must not fill the index: search sees its beginning.
_SEARCHED_CHARACTERS = 2000


@transaction.atomic
def read_batch(*, limit: int, encoder: Encoder) -> int:
    """Read up to limit unread comments that no other worker holds; answers how many."""
    unread = Comment.objects.unread().select_related("fan").only(*_NEEDED)
    comments = list(unread.claimed(limit))
    if not comments:
        return 0
    commit_lazily()
    keys = keys_of(comments)
    readings = read_comments(comments, weights=active_weights(), keys=keys)
    standing = requests_of(comments)
    _stamp(comments, readings, keys=keys, decided=decided_in(standing))
    renew_requests(comments, readings, standing=standing, encoder=encoder)
    return len(comments)


def keys_of(comments: Iterable[Comment]) -> Keys:
    """Fingerprint and search terms of each distinct text."""
    return {
        text: fingerprint_and_bigrams(text, searched=_SEARCHED_CHARACTERS)
        for text in {comment.text for comment in comments}
    }


def read_comments(
    comments: Sequence[Comment],
    *,
    weights: reading.Weights,
    keys: Keys,
    with_sentiment: bool = True,
) -> list[reading.Reading]:
    """Read each distinct text once: a wave of copies costs as much as one, also a later wave."""
    asked = {(c.text, c.person_label) for c in comments}
    plain = {text: keys[text][0] for text, label in sorted(asked) if not label}
    known = {
        (text, ""): found for text, found in known_readings(plain, version=weights.version).items()
    }
    distinct = sorted(asked - known.keys())
    answers = reading.read(
        [text for text, _ in distinct],
        forced_labels=[label or None for _, label in distinct],
        with_sentiment=with_sentiment,
        weights=weights,
    )
    known.update(zip(distinct, answers, strict=True))
    return [known[c.text, c.person_label] for c in comments]


def requests_of(comments: Sequence[Comment]) -> list[FanRequest]:
    """The requests that stand before these comments are read, each with `is_kept`.

    They are locked first and asked about then: who decides about one meanwhile waits, and is told
    what became of it.
    """
    rows = FanRequest.objects.current().filter(comment__in=comments).order_by("pk")
    held = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    return list(FanRequest.objects.filter(pk__in=held).with_kept().defer("embedding"))


def decided_in(standing: Iterable[FanRequest]) -> set[int]:
    """The comments in which a person decided about a request."""
    return {row.comment_id for row in standing if _is_kept(row)}


def _stamp(
    comments: Sequence[Comment],
    readings: Sequence[reading.Reading],
    *,
    keys: Keys,
    decided: set[int],
) -> None:
    said = [
        _said(comment, found, by_person=bool(comment.person_label) or comment.pk in decided)
        for comment, found in zip(comments, readings, strict=True)
    ]
    columns: list[list[Any]] = [
        [comment.pk for comment in comments],
        [label for label, _ in said],
        [confidence for _, confidence in said],
        [found.sentiment for found in readings],
        [keys[comment.text][0] for comment in comments],
        [" ".join(keys[comment.text][1]) for comment in comments],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [timezone.now(), readings[0].version, *columns])


def _said(comment: Comment, found: reading.Reading, *, by_person: bool) -> tuple[str, float | None]:
    # A forced label is the person's, and so is a request they decided about: it goes on asking
    # for what it was read to ask. The machine keeps what it said before.
    if by_person:
        return comment.machine_label, comment.machine_confidence
    return found.label, found.confidence


@dataclass(frozen=True, slots=True)
class _Span:
    comment: int
    start: int
    end: int
    kind: str
    text: str


def renew_requests(
    comments: Sequence[Comment],
    readings: Sequence[reading.Reading],
    *,
    standing: Iterable[FanRequest],
    encoder: Encoder,
) -> int:
    """Retire the requests a reading no longer finds, keep those it finds again, add the rest.

    What is found again keeps its row, so its cluster too. What a person decided about stays as
    it is, and nothing is added over it. Answers how many came and went.
    """
    found = _found(comments, readings)
    known = {_Span(r.comment_id, r.start, r.end, r.kind, r.text): r for r in standing}
    gone = [row for span, row in known.items() if span not in found]
    kept = [row for row in gone if _is_kept(row)]
    retired = [row.pk for row in gone if not _is_kept(row)]
    FanRequest.objects.filter(pk__in=retired).update(retired_at=timezone.now())
    _confirm([(known[span], found[span]) for span in found if span in known], readings)
    fresh = [
        (span.comment, f)
        for span, f in found.items()
        if span not in known and not any(_overlap(span, row) for row in kept)
    ]
    version = readings[0].version
    FanRequest.objects.bulk_create(
        _requests(fresh, encoder=encoder, version=version), batch_size=500
    )
    return len(retired) + len(fresh)


def _is_kept(row: FanRequest) -> bool:
    return bool(row.is_kept)  # type: ignore[attr-defined]


def _overlap(span: _Span, row: FanRequest) -> bool:
    same = span.comment == row.comment_id
    return same and span.start < row.end and row.start < span.end


def _confirm(
    pairs: Iterable[tuple[FanRequest, reading.Finding]], readings: Sequence[reading.Reading]
) -> None:
    """Let what another version found say what this one thinks of it."""
    version = readings[0].version
    stale = [(row, finding) for row, finding in pairs if row.reader_version != version]
    for row, finding in stale:
        row.reader_version = version
        row.confidence, row.why = finding.confidence, _plain(finding)
    FanRequest.objects.bulk_update(
        [row for row, _ in stale], ["reader_version", "confidence", "why"]
    )


def _found(
    comments: Sequence[Comment], readings: Iterable[reading.Reading]
) -> dict[_Span, reading.Finding]:
    """Findings by place; of two readings of one span the surer stands."""
    surest: dict[tuple[int, int, int], reading.Finding] = {}
    for comment, answer in zip(comments, readings, strict=True):
        if comment.fan is not None and comment.fan.role == Role.OWN:
            continue
        for finding in sorted(findings_of(comment, answer), key=lambda f: f.confidence):
            surest[comment.pk, finding.start, finding.end] = finding
    return {_Span(*place, f.kind, f.text): f for place, f in surest.items()}


def _requests(
    fresh: Sequence[tuple[int, reading.Finding]], *, encoder: Encoder, version: str
) -> list[FanRequest]:
    texts = sorted({finding.text for _, finding in fresh})
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    return [
        FanRequest(
            comment_id=owner,
            kind=finding.kind,
            start=finding.start,
            end=finding.end,
            text=finding.text,
            content=wish_content(finding.text),
            is_vague=is_vague(finding.text),
            confidence=finding.confidence,
            why=_plain(finding),
            embedding=vectors[finding.text],
            encoder_version=encoder.version,
            reader_version=version,
        )
        for owner, finding in fresh
    ]


def _plain(finding: reading.Finding) -> list[dict[str, str]]:
    return [{"code": reason.code, "detail": reason.detail} for reason in finding.why]
