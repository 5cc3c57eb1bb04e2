"""Why requests stand where they stand: what a page of evidence needs beside its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from feedback.models import FanRequest
from ideas.models import Cluster
from ideas.why_words import lost_sentence, moved_words, pinned_words, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ideas.models import Evidence

_FAN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Reasons:
    """Quoted requests that still stand, and the clusters that came second."""

    standing: frozenset[int]
    clusters: Mapping[int, Cluster]

    def why(self, evidence: Evidence) -> dict[str, Any]:
        """Why a request is here; never the words of a comment that was taken down.

        Sentences are in the language that is active. Of a pinned request that waits to be
        grouped only they are told.
        """
        assignment, why = evidence.assignment, _why_of(evidence)
        return {
            "similarity": assignment.similarity if assignment is not None else None,
            "threshold": why.get("threshold"),
            "shared_terms": why.get("shared_terms", []),
            "nearest": [
                {"request": key, "text": quote["text"], "similarity": quote["similarity"]}
                for key, quote in _quotes(why)
                if key in self.standing
            ],
            "runner_up": self._runner_up(why.get("runner_up")),
            "verdict": why.get("verdict", ""),
            "sentences": [
                *pinned_words(evidence.pin_id),
                *verdict_words(why.get("verdict")),
                *moved_words(why.get("moved")),
            ],
            "version": assignment.version if assignment is not None else "",
        }

    def _runner_up(self, found: Mapping[str, Any] | None) -> dict[str, Any] | None:
        cluster = self.clusters.get((found or {}).get("cluster", 0))
        if found is None or cluster is None:
            return None
        idea = cluster.idea.root if cluster.idea else None
        return {
            "cluster": cluster.pk,
            "title": cluster.title,
            "similarity": found["similarity"],
            "idea": {"id": idea.pk, "title": idea.title} if idea else None,
            "lost": found.get("lost", []),
            "lost_sentences": [lost_sentence(code) for code in found.get("lost", [])],
        }


def reasons_for(evidence: Iterable[Evidence]) -> Reasons:
    """Look up, in two questions, what the reasons of this evidence speak of."""
    whys = [_why_of(row) for row in evidence]
    quoted = {key for why in whys for key, _quote in _quotes(why)}
    second = {key for why in whys if (key := _second(why)) is not None}
    standing = FanRequest.objects.standing().filter(pk__in=quoted)
    clusters = Cluster.objects.filter(pk__in=second).select_related("idea__root")
    return Reasons(
        standing=frozenset(standing.values_list("pk", flat=True)),
        clusters={row.pk: row for row in clusters.only("title", "idea__root__title")},
    )


def opaque_fan(evidence: Evidence) -> str | None:
    """Tell fans apart within one idea only: nothing that leads to a fan or to another idea."""
    fan = evidence.request.comment.fan_id
    if fan is None:
        return None
    salt = f"lenggong.evidence.{evidence.idea_id}"
    return salted_hmac(salt, str(fan), secret=settings.AUTHOR_SECRET).hexdigest()[:_FAN_LENGTH]


def _why_of(evidence: Evidence) -> dict[str, Any]:
    return evidence.assignment.why if evidence.assignment is not None else {}


def _second(why: Mapping[str, Any]) -> int | None:
    key: int | None = (why.get("runner_up") or {}).get("cluster")
    return key


def _quotes(why: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for quote in why.get("nearest", []):
        if str(quote["key"]).isdecimal():
            yield int(quote["key"]), quote
