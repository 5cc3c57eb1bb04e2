"""Why requests stand where they stand: what a page of evidence needs beside its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from feedback.models import FanRequest
from ideas.models import Assignment, Cluster
from ideas.why_words import lost_sentence, moved_words, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FAN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Reasons:
    """Quoted requests that still stand, and the clusters that came second."""

    standing: frozenset[int]
    clusters: Mapping[int, Cluster]

    def why(self, assignment: Assignment) -> dict[str, Any]:
        """Why a request is in its cluster; never the words of a comment that was taken down.

        Sentences are in the language that is active.
        """
        why = assignment.why
        return {
            "similarity": assignment.similarity,
            "threshold": why.get("threshold"),
            "shared_terms": why.get("shared_terms", []),
            "nearest": [
                {"request": key, "text": quote["text"], "similarity": quote["similarity"]}
                for key, quote in _quotes(assignment)
                if key in self.standing
            ],
            "runner_up": self._runner_up(why.get("runner_up")),
            "verdict": why.get("verdict", ""),
            "sentences": [*verdict_words(why.get("verdict")), *moved_words(why.get("moved"))],
            "version": assignment.version,
        }

    def _runner_up(self, found: Mapping[str, Any] | None) -> dict[str, Any] | None:
        cluster = self.clusters.get((found or {}).get("cluster", 0))
        if found is None or cluster is None:
            return None
        idea = cluster.idea
        return {
            "cluster": cluster.pk,
            "title": cluster.title,
            "similarity": found["similarity"],
            "idea": {"id": idea.pk, "title": idea.title} if idea else None,
            "lost": found.get("lost", []),
            "lost_sentences": [lost_sentence(code) for code in found.get("lost", [])],
        }


def reasons_for(assignments: Iterable[Assignment]) -> Reasons:
    """Look up, in two questions, what the reasons of these assignments speak of."""
    rows = list(assignments)
    quoted = {key for row in rows for key, _quote in _quotes(row)}
    second = {key for row in rows if (key := _second(row)) is not None}
    standing = FanRequest.objects.standing().filter(pk__in=quoted)
    clusters = Cluster.objects.filter(pk__in=second).select_related("idea")
    return Reasons(
        standing=frozenset(standing.values_list("pk", flat=True)),
        clusters={row.pk: row for row in clusters.only("title", "idea__title")},
    )


def opaque_fan(assignment: Assignment) -> str | None:
    """Tell fans apart within one idea only: nothing that leads to a fan or to another idea."""
    fan = assignment.request.comment.fan_id
    if fan is None:
        return None
    salt = f"lenggong.evidence.{assignment.cluster.idea_id}"
    return salted_hmac(salt, str(fan), secret=settings.AUTHOR_SECRET).hexdigest()[:_FAN_LENGTH]


def _second(assignment: Assignment) -> int | None:
    key: int | None = (assignment.why.get("runner_up") or {}).get("cluster")
    return key


def _quotes(assignment: Assignment) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for quote in assignment.why.get("nearest", []):
        if str(quote["key"]).isdecimal():
            yield int(quote["key"]), quote
