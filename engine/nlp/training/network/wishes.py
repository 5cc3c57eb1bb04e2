"""Teaches the wish encoder: wordings of one wish near each other, wishes easily confused apart."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.nlp.asking.clauses import Numbers
from engine.nlp.characters import level
from engine.nlp.encoder import Vectors
from engine.nlp.pieces import PAD, Pieces, closed
from engine.nlp.training.network.batches import batches
from engine.nlp.training.network.model import WishModel
from engine.nlp.training.network.steps import Plan, optimise
from engine.nlp.training.wishes import Worded

LENGTH = 64
_TEMPERATURE = 0.05
_FAMILIES, _WISHES = 8, 4
_PAIRS, _INSIDE = 6, 6
_WHOLE = 0.4
_FAR = -1e4

Families = dict[str, dict[str, list[Worded]]]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Wishes by family, pairs of sentences that mean the same, spans with their comments."""

    families: Families
    pairs: Sequence[tuple[str, str]]
    inside: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Couples:
    """One batch: left and right mean the same; wishes tell which other rows do, too."""

    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)

    def add(self, left: str, right: str, wish: str) -> None:
        """Add one couple."""
        self.left.append(left)
        self.right.append(right)
        self.wishes.append(wish)


def teach(model: WishModel, lessons: Lessons, *, pieces: Pieces, plan: Plan) -> None:
    """Train in place; a round is one batch (multiple negatives ranking, Henderson et al. 2017)."""
    optimise(
        model,
        lambda chance: [deal(lessons, chance)],
        lambda batch: _loss(model, batch, pieces),
        plan=plan,
        layers=list(model.encoder.layers),
    )


def deal(lessons: Lessons, chance: random.Random) -> Couples:
    """Deal one batch: whole families, so that the wrong answers are near ones."""
    couples = Couples()
    taught = [
        family
        for family, wishes in lessons.families.items()
        if any(len(wordings) > 1 for wordings in wishes.values())
    ]
    for family in chance.sample(taught, min(_FAMILIES, len(taught))):
        wishes = [wish for wish, found in lessons.families[family].items() if len(found) > 1]
        for wish in chance.sample(wishes, min(_WISHES, len(wishes))):
            one, other = chance.sample(lessons.families[family][wish], 2)
            couples.add(_say(one, chance), _say(other, chance), wish)
    for pairs, count in ((lessons.pairs, _PAIRS), (lessons.inside, _INSIDE)):
        for number, (left, right) in enumerate(chance.sample(pairs, min(count, len(pairs)))):
            couples.add(left, right, f"{count}/{number}/{left}")
    return couples


def embed(model: WishModel, texts: Sequence[str], *, pieces: Pieces) -> Vectors:
    """Give one unit row a text."""
    model.eval()
    rows = [_ids(text, pieces) for text in texts]
    vectors = np.zeros((len(texts), model.encoder.places.shape[1]), dtype=np.float32)
    for members in batches(rows):
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = model(_padded([rows[member] for member in members]))
        vectors[members] = found.float().numpy()
    return vectors


def _say(worded: Worded, chance: random.Random) -> str:
    return worded.text if chance.random() < _WHOLE else worded.span


def _loss(model: WishModel, couples: Couples, pieces: Pieces) -> Tensor:
    rows = [_ids(text, pieces) for text in (*couples.left, *couples.right)]
    vectors: list[Tensor] = [torch.empty(0)] * len(rows)
    # Like lengths together: one long comment must not pad a hundred short ones.
    for members in batches(rows, most=1_024):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = model(_padded([rows[member] for member in members]))
        for line, member in enumerate(members):
            vectors[member] = found[line].float()
    half = len(couples.left)
    likeness = torch.stack(vectors[:half]) @ torch.stack(vectors[half:]).T / _TEMPERATURE
    alike = torch.tensor(
        [
            [row != column and one == other for column, other in enumerate(couples.wishes)]
            for row, one in enumerate(couples.wishes)
        ]
    )
    likeness = likeness.masked_fill(alike, _FAR)
    wanted = torch.arange(half)
    there = functional.cross_entropy(likeness, wanted)
    back = functional.cross_entropy(likeness.T, wanted)
    return (there + back) / 2


def _ids(text: str, pieces: Pieces) -> Numbers:
    return closed(pieces.cut(level(text)), most=LENGTH)


def _padded(rows: Sequence[Numbers]) -> Tensor:
    padded = np.full((len(rows), max(map(len, rows))), PAD, dtype=np.int64)
    for line, row in enumerate(rows):
        padded[line, : len(row)] = row
    return torch.from_numpy(padded)
