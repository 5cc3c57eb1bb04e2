"""Puts the parts together: from texts and weights to labels, spans and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from engine.nlp import sentiment as hearing
from engine.nlp.asking import scorer
from engine.nlp.asking.clauses import Batch, split
from engine.nlp.asking.decision import decide
from engine.nlp.asking.features import Matrix
from engine.nlp.asking.grammar import evidence
from engine.nlp.asking.spam import is_spam
from engine.nlp.asking.spans import Stretch, bounds, stretches
from engine.nlp.mending.mend import Mended, mend

LABELS = (
    "product_request",
    "service_request",
    "complaint",
    "question",
    "praise",
    "other",
    "spam",
)
_KINDS = {"product_request": "product", "service_request": "service"}
_COLUMNS = {"product": 1, "service": 2}
_LEAST_CHANCE = 0.5
_LEAST_CHANCE_BESIDE = 0.6
_MOST_REASONS = 4
_SPAM_CONFIDENCE = 0.9
_BABBLE_READ = 200
_LEAST_SIGNS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for a finding: a pattern's code and the words, or a chance."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One wish: text is exactly the comment's characters from start to end."""

    kind: str
    start: int
    end: int
    text: str
    confidence: float
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine thinks of one comment."""

    label: str
    confidence: float
    sentiment: float | None
    findings: tuple[Finding, ...]
    version: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What the model saw in a batch, by comment number."""

    texts: Sequence[str]
    batch: Batch
    clauses: Matrix  # chances of (none, product, service)
    asking: Matrix  # the same for whole comments
    members: list[range]  # the clauses of each comment
    labels: list[str]
    sentiments: Sequence[float | None]
    version: str


def read(
    texts: Sequence[str],
    *,
    weights: scorer.Weights,
    forced_labels: Sequence[str | None] | None = None,
    with_sentiment: bool = True,
) -> list[Reading]:
    """Read display texts; a forced label is a person's and decides what is looked for."""
    forced = [None] * len(texts) if forced_labels is None else forced_labels
    if len(forced) != len(texts):
        raise ValueError("There must be as many forced labels as texts.")
    if not texts:
        return []
    mended = mend(texts)
    look = _look([text.text for text in mended], weights, with_sentiment=with_sentiment)
    return [
        _as_shown(_reading(look, number, label=label), mended[number], texts[number])
        for number, label in enumerate(forced)
    ]


def _look(texts: Sequence[str], weights: scorer.Weights, *, with_sentiment: bool) -> _Look:
    batch = split(texts)
    scores = scorer.score(batch, weights)
    labels, asking = decide(batch, scores, weights)
    edges = np.searchsorted(batch.owners, np.arange(batch.size + 1)).tolist()
    members = [range(first, last) for first, last in pairwise(edges)]
    heard = hearing.sentiments(texts) if with_sentiment else [None] * len(texts)
    return _Look(texts, batch, scores.clauses, asking, members, labels, heard, weights.version)


def _reading(look: _Look, number: int, *, label: str | None) -> Reading:
    text = look.texts[number]
    if label is not None:
        confidence = 1.0
    elif is_spam(text):
        label, confidence = "spam", _SPAM_CONFIDENCE
    elif not look.members[number] or _is_babble(text):
        label, confidence = "other", 1.0
    else:
        label = look.labels[number]
        confidence = float(look.asking[number, _COLUMNS.get(_KINDS.get(label, ""), 0)])
    return Reading(
        label=label,
        confidence=round(confidence, 4),
        sentiment=look.sentiments[number],
        findings=_findings(look, number, label),
        version=look.version,
    )


def _as_shown(reading: Reading, mended: Mended, text: str) -> Reading:
    """Move the findings from the mended text to the text shown."""
    if mended.starts is None:
        return reading
    places = [mended.shown(finding.start, finding.end) for finding in reading.findings]
    findings = tuple(
        replace(finding, start=start, end=end, text=text[start:end])
        for finding, (start, end) in zip(reading.findings, places, strict=True)
    )
    return replace(reading, findings=findings)


def _is_babble(text: str) -> bool:
    """Say whether a text is one sign over and over: the model knows no such comment."""
    return len({sign for sign in text[:_BABBLE_READ] if sign.isalnum()}) < _LEAST_SIGNS


def _findings(look: _Look, number: int, label: str) -> tuple[Finding, ...]:
    """Find the wishes of a request, at least one; any other label means none."""
    kind, text = _KINDS.get(label), look.texts[number]
    if kind is None or not text:
        return ()
    found = _findings_of(look, number, kind, always=True)
    if not found:
        return (Finding(kind, 0, len(text), text, 0.0, (Reason("whole", ""),)),)
    if kind == "product":
        found += _findings_of(look, number, "service", always=False)
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.kind)))


def _findings_of(look: _Look, number: int, kind: str, *, always: bool) -> list[Finding]:
    column = look.clauses[:, _COLUMNS[kind]]
    chances = [(clause, float(column[clause])) for clause in look.members[number]]
    best = max((chance for _, chance in chances), default=0.0)
    least = min(_LEAST_CHANCE, best) if always else _LEAST_CHANCE_BESIDE
    text = look.texts[number]
    return [
        _finding(text, kind, look.batch, stretch)
        for stretch in stretches(look.batch, chances, least=least)
    ]


def _finding(text: str, kind: str, batch: Batch, stretch: Stretch) -> Finding:
    start, end = bounds(batch, stretch)
    shown = evidence(batch.joined[batch.starts[stretch.first] : batch.ends[stretch.last]])
    reasons = [Reason(code, detail) for code, detail in shown[:_MOST_REASONS]]
    reasons.append(Reason("model", f"{stretch.confidence:.2f}"))
    confidence = round(stretch.confidence, 4)
    return Finding(kind, start, end, text[start:end], confidence, tuple(reasons))
