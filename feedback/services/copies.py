"""Readings of texts that were read before by the same version: copied, not read again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from engine.nlp.reading import Finding, Reading, Reason
from feedback.models import Comment, FanRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# One row for each text by the index on fingerprints, however many copies there are. What our
# own accounts wrote keeps no requests, and what a person labelled was read for that label. A
# request of another version stands only because a person decided about it.
_READ_BEFORE = """
SELECT found.* FROM unnest(%s::bigint[], %s::text[]) AS asked (fingerprint, text)
CROSS JOIN LATERAL (
    SELECT c.id, c.text, c.machine_label, c.machine_confidence, c.sentiment
    FROM feedback_comment c LEFT JOIN feedback_fan f ON f.id = c.fan_id
    WHERE c.fingerprint = asked.fingerprint AND c.text = asked.text
      AND c.reader_version = %s AND c.read_at IS NOT NULL AND c.person_label = ''
      AND coalesce(f.role, 'fan') <> 'own'
      AND NOT EXISTS (SELECT FROM feedback_fanrequest r WHERE r.comment_id = c.id
                        AND r.retired_at IS NULL AND r.reader_version <> c.reader_version)
    LIMIT 1
) AS found
"""


def known_readings(fingerprints: Mapping[str, int], *, version: str) -> dict[str, Reading]:
    """Readings that this version has stored of these very texts, given with their fingerprints."""
    asked = [list(fingerprints.values()), list(fingerprints)]
    sources = list(Comment.objects.raw(_READ_BEFORE, [*asked, version])) if fingerprints else []
    findings = _findings([source.pk for source in sources])
    return {
        source.text: Reading(
            label=source.machine_label,
            confidence=source.machine_confidence or 0.0,
            sentiment=source.sentiment,
            findings=tuple(findings[source.pk]),
            version=version,
        )
        for source in sources
    }


def _findings(comments: Iterable[int]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    rows = FanRequest.objects.current().filter(comment__in=list(comments)).order_by("start", "pk")
    for row in rows.defer("embedding"):
        found[row.comment_id].append(
            Finding(row.kind, row.start, row.end, row.text, row.confidence, _reasons(row.why))
        )
    return found


def _reasons(why: Iterable[Any]) -> tuple[Reason, ...]:
    return tuple(Reason(reason["code"], reason["detail"]) for reason in why)
