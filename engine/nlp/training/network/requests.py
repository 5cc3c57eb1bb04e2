"""Teaches the careful reader: which pieces ask for something, and what a comment is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.nlp.asking.careful import Run
from engine.nlp.asking.clauses import Numbers
from engine.nlp.asking.decision import ASKING, REST
from engine.nlp.characters import level
from engine.nlp.pieces import PAD, Pieces, closed
from engine.nlp.training.network.batches import batches
from engine.nlp.training.network.model import RequestModel
from engine.nlp.training.network.steps import Plan, optimise
from engine.nlp.training.rows import KINDS, Row

LABELS = (*ASKING[1:], *REST)
LENGTH = 128
_SKIPPED = -100
_PIECES_SAY = 2.0
_COARSE = "not_request"


@dataclass(frozen=True, slots=True)
class Example:
    """A comment's pieces, the kind of each, and its label; -1 where only "no request" is known."""

    ids: Numbers
    kinds: Numbers
    label: int


def examples(rows: Sequence[Row], pieces: Pieces) -> list[Example]:
    """Write labelled rows as the network reads them."""
    return [_example(row, pieces) for row in rows]


def teach(model: RequestModel, taught: Sequence[Example], *, plan: Plan) -> None:
    """Train the model in place, the same for the same plan."""

    def losses(random_: random.Random) -> list[Sequence[Example]]:
        dealt = _deal(taught, plan.batch, random_)
        random_.shuffle(dealt)
        return dealt

    heads = [*model.pieces.parameters(), *model.comment.parameters()]
    optimise(
        model,
        losses,
        lambda batch: _loss(model, batch),
        plan=plan,
        layers=list(model.encoder.layers),
        heads=heads,
    )


def runner(model: RequestModel) -> Run:
    """Read with a model in PyTorch as the shipped network reads: chances, padding taken off."""

    def run(rows: Sequence[Numbers]) -> list[tuple[np.ndarray, ...]]:
        model.eval()
        answers: list[tuple[np.ndarray, ...]] = [()] * len(rows)
        for members in batches(rows):
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                kinds, labels = model(_padded([rows[member] for member in members]))
            kinds, labels = (functional.softmax(raw.float(), -1).numpy() for raw in (kinds, labels))
            for line, member in enumerate(members):
                answers[member] = (kinds[line, : len(rows[member])], labels[line])
        return answers

    return run


def _example(row: Row, pieces: Pieces) -> Example:
    cut = pieces.cut(level(row.text))
    kinds = np.zeros(len(cut.ids), dtype=np.int64)
    kind = KINDS.get(row.label, 0)
    for span in row.spans if kind else ():
        at = row.text.find(span)
        if at >= 0:
            kinds[(cut.starts < at + len(span)) & (cut.ends > at) & (cut.ends > cut.starts)] = kind
    room = LENGTH - 2
    return Example(
        ids=closed(cut, most=LENGTH),
        kinds=np.concatenate(([_SKIPPED], kinds[:room], [_SKIPPED])),
        label=-1 if row.label == _COARSE else LABELS.index(row.label),
    )


def _deal(taught: Sequence[Example], size: int, random_: random.Random) -> list[Sequence[Example]]:
    """Deal shuffled examples into batches of like length."""
    order = random_.sample(range(len(taught)), len(taught))
    dealt: list[Sequence[Example]] = []
    for first in range(0, len(order), 20 * size):
        block = sorted(order[first : first + 20 * size], key=lambda n: len(taught[n].ids))
        dealt += [
            [taught[n] for n in block[start : start + size]] for start in range(0, len(block), size)
        ]
    return dealt


def _loss(model: RequestModel, batch: Sequence[Example]) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        kinds, labels = model(_padded([example.ids for example in batch]))
    targets = _padded([example.kinds for example in batch], fill=_SKIPPED)
    by_piece = functional.cross_entropy(
        kinds.float().flatten(0, 1), targets.flatten(), ignore_index=_SKIPPED
    )
    logs = functional.log_softmax(labels.float(), 1)
    wanted = torch.tensor([example.label for example in batch])
    known = wanted >= 0
    right = logs[known, wanted[known]].sum()
    # All that a coarse label says: none of the requests.
    right = right + torch.logsumexp(logs[~known][:, len(ASKING) - 1 :], 1).sum()
    return _PIECES_SAY * by_piece - right / len(batch)


def _padded(rows: Sequence[Numbers], *, fill: int = PAD) -> Tensor:
    width = max(map(len, rows))
    padded = np.full((len(rows), width), fill, dtype=np.int64)
    for line, row in enumerate(rows):
        padded[line, : len(row)] = row
    return torch.from_numpy(padded)
