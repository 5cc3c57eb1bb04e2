"""Puts the parts together: from texts and weights to labels, spans and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.nlp import sentiment as hearing
from engine.nlp.asking import scorer
from engine.nlp.asking.careful import Believed, Careful, Considered, read_again
from engine.nlp.asking.clauses import Batch, split
from engine.nlp.asking.decision import decide
from engine.nlp.asking.features import Matrix
from engine.nlp.asking.reasons import Reason, reasons
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
_SPAM_CONFIDENCE = 0.9
_BABBLE_READ = 200
_LEAST_SIGNS = 2


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

    texts: Sequence[str]  # as shown
    mended: Sequence[Mended]
    batch: Batch
    considered: Considered | None
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
    careful: Careful | None = None,
) -> list[Reading]:
    """Read display texts; a forced label is a person's and decides what is looked for.

    Without the careful stage the quick one decides alone.
    """
    forced = [None] * len(texts) if forced_labels is None else forced_labels
    if len(forced) != len(texts):
        raise ValueError("There must be as many forced labels as texts.")
    if not texts:
        return []
    look = _look(texts, weights, careful=careful, with_sentiment=with_sentiment)
    return [_reading(look, number, label=label) for number, label in enumerate(forced)]


def _look(
    texts: Sequence[str],
    weights: scorer.Weights,
    *,
    careful: Careful | None,
    with_sentiment: bool,
) -> _Look:
    mended = mend(texts)
    meant = [text.text for text in mended]
    batch = split(meant)
    scores = scorer.score(batch, weights)
    believed = Believed(scores, *decide(batch, scores, weights), considered=None)
    if careful is not None:
        believed = read_again(batch, believed, careful=careful)
    edges = np.searchsorted(batch.owners, np.arange(batch.size + 1)).tolist()
    return _Look(
        texts=texts,
        mended=mended,
        batch=batch,
        considered=believed.considered,
        clauses=believed.scores.clauses,
        asking=believed.asking,
        members=[range(first, last) for first, last in pairwise(edges)],
        labels=believed.labels,
        sentiments=hearing.sentiments(meant) if with_sentiment else [None] * len(texts),
        version=weights.version,
    )


def _reading(look: _Look, number: int, *, label: str | None) -> Reading:
    text = look.mended[number].text
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


def _is_babble(text: str) -> bool:
    """Say whether a text is one sign over and over: the model knows no such comment."""
    return len({sign for sign in text[:_BABBLE_READ] if sign.isalnum()}) < _LEAST_SIGNS


def _findings(look: _Look, number: int, label: str) -> tuple[Finding, ...]:
    """Find the wishes of a request, at least one; any other label means none."""
    kind, length = _KINDS.get(label), len(look.mended[number].text)
    if kind is None or not length:
        return ()
    found = _findings_of(look, number, kind, always=True)
    if not found:
        start, end, text = _shown(look, number, 0, length)
        return (Finding(kind, start, end, text, 0.0, (Reason("whole", ""),)),)
    if kind == "product":
        found += _findings_of(look, number, "service", always=False)
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.kind)))


def _findings_of(look: _Look, number: int, kind: str, *, always: bool) -> list[Finding]:
    column = look.clauses[:, _COLUMNS[kind]]
    chances = [(clause, float(column[clause])) for clause in look.members[number]]
    best = max((chance for _, chance in chances), default=0.0)
    least = min(_LEAST_CHANCE, best) if always else _LEAST_CHANCE_BESIDE
    return [
        _finding(look, number, kind, stretch)
        for stretch in stretches(look.batch, chances, least=least)
    ]


def _finding(look: _Look, number: int, kind: str, stretch: Stretch) -> Finding:
    offset = int(look.batch.offsets[number])

    def words(first: int, last: int) -> str:
        return _shown(look, number, first - offset, last - offset)[2]

    start, end, text = _shown(look, number, *bounds(look.batch, stretch))
    column, considered = _COLUMNS[kind], look.considered
    why = reasons(look.batch, stretch, kind=column, considered=considered, words=words)
    return Finding(kind, start, end, text, round(stretch.confidence, 4), why)


def _shown(look: _Look, number: int, start: int, end: int) -> tuple[int, int, str]:
    """Give a piece of the text read as it stands in the text shown."""
    first, last = look.mended[number].shown(start, end)
    return first, last, look.texts[number][first:last]
