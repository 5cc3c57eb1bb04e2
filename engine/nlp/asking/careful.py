"""The careful stage: a small transformer reads again what the quick stage would not dismiss."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from engine.nlp import pieces
from engine.nlp.asking.clauses import Batch, Numbers
from engine.nlp.asking.decision import ASKING, REST, comment_features
from engine.nlp.asking.decision import decide as quick_decide
from engine.nlp.asking.features import Matrix
from engine.nlp.asking.formulas import of_things, posts, spoken
from engine.nlp.asking.scorer import (
    FORMULA_CHANCES,
    Scores,
    Weights,
    believe_formulas,
    score,
    softmax,
)
from engine.nlp.asking.telling import TOLD_CHANCES, disbelieve, only_telling, telling
from engine.nlp.network import network

MODELS = Path(__file__).parents[1] / "models"
# Pieces of one window, its begin and end marks included: what the network was taught with.
WINDOW = 128
_LEAST = 1e-4

# Piece numbers in, for each: chances a piece (none, product, service) and a comment (LABELS).
Run = Callable[[Sequence[Numbers]], list[tuple[Matrix, ...]]]


@dataclass(frozen=True, slots=True)
class CarefulWeights:
    """What is learnt on top of the network; arrays are (classes, features)."""

    gate: Matrix  # (1,): comments below this chance to ask are not read again
    clause: Matrix
    clause_bias: Matrix
    request: Matrix
    request_bias: Matrix
    rest: Matrix
    rest_bias: Matrix
    steepness: Matrix  # (1,): makes chances of asking as often right as they say


@dataclass(frozen=True, slots=True)
class Careful:
    """The careful stage as a whole: what is learnt on top of the network, and the network."""

    weights: CarefulWeights
    run: Run
    # The quick stage it learnt to decide on; none where that is the one that reads.
    ground: Weights | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The network's chances piece by piece, in the order of the text; places as in the batch."""

    starts: Numbers
    ends: Numbers
    chances: Matrix  # pieces x (product, service)


@dataclass(frozen=True, slots=True)
class Considered:
    """What the network thinks of some comments of a batch."""

    comments: Numbers  # numbers in the batch
    clauses: Numbers  # their clauses
    by_clause: Matrix  # clauses x (mean product, mean service, best product, best service)
    by_comment: Matrix  # comments x LABELS, chances
    heard: Heard


@dataclass(frozen=True, slots=True)
class Believed:
    """What both stages think of a batch."""

    scores: Scores
    labels: list[str]
    asking: Matrix  # comments x (none, product, service)
    considered: Considered | None  # none where no comment was read again


def read_again(batch: Batch, quick: Believed, *, careful: Careful) -> Believed:
    """Put the careful stage's word in the place of the quick one's, where it has one.

    Where people taught the quick stage, the careful one decides as if they had not, and then
    its odds are moved as far as theirs moved the odds of the quick stage.
    """
    ground = quick if careful.ground is None else _first_look(batch, careful.ground)
    passing = (passed(one.asking, careful.weights) for one in (quick, ground))
    comments = functools.reduce(np.union1d, passing)
    if not comments.size:
        return quick
    considered = consider(batch, comments, run=careful.run)
    believed = believe(batch, ground.scores, considered, careful.weights)
    labels, chances = decide(
        batch, believed, considered, asking=ground.asking, weights=careful.weights
    )
    if careful.ground is not None:
        chances = _moved(chances, quick.asking[comments], ground.asking[comments])
        before = [quick.labels[comment] for comment in comments.tolist()]
        labels = list(map(_told, chances, labels, before))
    mixed = quick.asking.copy()
    mixed[comments] = chances
    changed = dict(zip(comments.tolist(), labels, strict=True))
    decided = [changed.get(number, label) for number, label in enumerate(quick.labels)]
    return Believed(believed, decided, mixed, considered)


def _first_look(batch: Batch, weights: Weights) -> Believed:
    scores = score(batch, weights)
    return Believed(scores, *quick_decide(batch, scores, weights), considered=None)


def _moved(chances: Matrix, taught: Matrix, ground: Matrix) -> Matrix:
    """Multiply the odds by what teaching multiplied the quick stage's with."""
    ways = (np.log(np.maximum(some, _LEAST)) for some in (chances, taught, ground))
    careful, after, before = ways
    return softmax(careful + after - before)


def _told(chances: Matrix, label: str, before: str) -> str:
    """Name the likeliest kind; of what asks for nothing, what either stage called it."""
    kind = int(chances.argmax())
    return ASKING[kind] if kind else next((one for one in (label, before) if one in REST), "other")


def consider(batch: Batch, comments: Numbers, *, run: Run) -> Considered:
    """Let the network read some comments of a batch, window by window."""
    cut = [_windows(batch, int(comment)) for comment in comments]
    flat = [window for windows in cut for window in windows]
    answers = run([pieces.closed(window, most=WINDOW) for window in flat])
    members = np.flatnonzero(np.isin(batch.owners, comments))
    by_clause = np.zeros((len(members), 4), dtype=np.float32)
    by_comment = np.zeros((len(comments), len(ASKING) - 1 + len(REST)), dtype=np.float32)
    heard, at = [], 0
    for line, (comment, windows) in enumerate(zip(comments, cut, strict=True)):
        said = answers[at : at + len(windows)]
        at += len(windows)
        by_comment[line] = max((answer[1] for answer in said), key=_asks)
        inside = batch.owners[members] == comment
        heard.append(_heard(windows, said))
        by_clause[inside] = _per_clause(batch, members[inside], heard[-1])
    return Considered(comments, members, by_clause, by_comment, _joined(heard))


def windows(batch: Batch, comment: int) -> list[Numbers]:
    """Give what the network is asked about one comment."""
    return [pieces.closed(window, most=WINDOW) for window in _windows(batch, comment)]


def passed(asking: Matrix, weights: CarefulWeights) -> Numbers:
    """Give the comments that are read again: those with any real chance to ask."""
    return np.flatnonzero(asking[:, 1:].sum(axis=1) >= weights.gate[0])


def believe(
    batch: Batch, scores: Scores, considered: Considered, weights: CarefulWeights
) -> Scores:
    """Put the chances of considered clauses in the place of the quick ones."""
    clauses = scores.clauses.copy()
    found = clause_features(scores, considered)
    clauses[considered.clauses] = softmax(found @ weights.clause.T + weights.clause_bias)
    things = of_things(batch, considered.clauses)
    clauses[things, 1] += clauses[things, 2]
    clauses[things, 2] = 0.0
    believed = believe_formulas(clauses, spoken(batch))
    return replace(scores, clauses=disbelieve(believed, telling(batch)))


def clause_features(scores: Scores, considered: Considered) -> Matrix:
    """Describe considered clauses by both stages' odds."""
    quick = _log_odds(scores.clauses[considered.clauses, 1:])
    odds = np.hstack([quick, _log_odds(considered.by_clause)]) / 4
    return np.asarray(odds, dtype=np.float32)


def features(batch: Batch, scores: Scores, considered: Considered, *, asking: Matrix) -> Matrix:
    """Describe considered comments; scores hold the careful chances of clauses."""
    chosen = considered.comments
    quick = comment_features(batch, scores)[chosen]
    chances = np.hstack([considered.by_comment, asking[chosen]])
    logs = np.log(np.maximum(chances, _LEAST)) / 4
    return np.hstack([quick, logs, considered.by_comment]).astype(np.float32)


def decide(
    batch: Batch, scores: Scores, considered: Considered, *, asking: Matrix, weights: CarefulWeights
) -> tuple[list[str], Matrix]:
    """Label the considered comments; chances are (none, product, service)."""
    found = features(batch, scores, considered, asking=asking)
    raw = found @ weights.request.T + weights.request_bias
    rest = (found @ weights.rest.T + weights.rest_bias).argmax(axis=1)
    kinds = raw.argmax(axis=1)
    labels = [
        ASKING[kind] if kind else REST[other] for kind, other in zip(kinds, rest, strict=True)
    ]
    chances = softmax(raw * weights.steepness[0])
    # What taught the network holds hardly any post that is a set phrase and nothing else,
    of_goods = batch.owners[of_things(batch, considered.clauses)]
    for line in np.flatnonzero(np.isin(considered.comments, posts(batch, considered.comments))):
        if labels[line] not in ASKING[1:] or considered.comments[line] in of_goods:
            labels[line], chances[line] = ASKING[1], FORMULA_CHANCES
    # and hardly any announcement or reproach.
    silent = only_telling(batch, scores.clauses, telling(batch))
    for line in np.flatnonzero(np.isin(considered.comments, silent)):
        if labels[line] in ASKING:
            labels[line], chances[line] = REST[rest[line]], TOLD_CHANCES
    return labels, chances


@functools.cache
def load(folder: Path = MODELS) -> Careful:
    """Read the shipped weights; the network is loaded when it is first asked."""
    with np.load(folder / "careful.npz", allow_pickle=False) as arrays:
        named = {name: arrays[name].astype(np.float32) for name in names()}
    graph = folder / "careful.onnx"
    return Careful(CarefulWeights(**named), lambda rows: network(graph, fused=False).run(rows))


def names() -> list[str]:
    """The names of the arrays, as they are stored."""
    return [field.name for field in fields(CarefulWeights)]


def _windows(batch: Batch, comment: int) -> list[pieces.Pieced]:
    """Cut one comment into windows of pieces, the places as in the whole comment."""
    start = int(batch.offsets[comment])
    end = int(batch.offsets[comment + 1]) if comment + 1 < batch.size else len(batch.joined) - 1
    whole = pieces.shipped().cut(batch.joined[start : end - 1])
    room = WINDOW - 2
    return [
        pieces.Pieced(
            ids=whole.ids[first : first + room],
            starts=whole.starts[first : first + room] + start,
            ends=whole.ends[first : first + room] + start,
        )
        for first in range(0, max(1, len(whole.ids)), room)
    ]


def _asks(chances: Matrix) -> float:
    return float(chances[0] + chances[1])


def _heard(windows: Sequence[pieces.Pieced], said: Sequence[tuple[Matrix, ...]]) -> Heard:
    """Put the windows of one comment together again, without begin and end marks."""
    return Heard(
        starts=np.concatenate([window.starts for window in windows]),
        ends=np.concatenate([window.ends for window in windows]),
        chances=np.concatenate([answer[0][1:-1, 1:] for answer in said]),
    )


def _joined(heard: Sequence[Heard]) -> Heard:
    if not heard:
        nowhere = np.zeros(0, dtype=np.int64)
        return Heard(nowhere, nowhere, np.zeros((0, len(ASKING) - 1), dtype=np.float32))
    return Heard(
        starts=np.concatenate([part.starts for part in heard]),
        ends=np.concatenate([part.ends for part in heard]),
        chances=np.concatenate([part.chances for part in heard]),
    )


def _per_clause(batch: Batch, members: Numbers, heard: Heard) -> Matrix:
    """Give for each clause the mean and the best chances of the pieces in it."""
    made = np.zeros((len(members), 4), dtype=np.float32)
    for line, clause in enumerate(members):
        inside = (heard.starts < batch.ends[clause]) & (heard.ends > batch.starts[clause])
        if inside.any():
            chances = heard.chances[inside]
            made[line] = np.concatenate([chances.mean(axis=0), chances.max(axis=0)])
    return made


def _log_odds(chances: Matrix) -> Matrix:
    return np.asarray(np.log((chances + _LEAST) / (1 - chances + _LEAST)), dtype=np.float32)
