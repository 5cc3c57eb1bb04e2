"""The trained model: loads its weights and scores clauses and comments with numpy alone."""

import functools
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.nlp.asking import grammar
from engine.nlp.asking.clauses import Batch, Numbers
from engine.nlp.asking.features import (
    LONGEST_BESIDE,
    Grams,
    Matrix,
    beside,
    borrow,
    clause_marks,
    comment_marks,
    grams,
)
from engine.nlp.asking.formulas import spoken
from engine.nlp.asking.telling import disbelieve, telling
from engine.nlp.characters import level_table

_NLP = Path(__file__).parents[1]
SHIPPED = _NLP / "models" / "asking.npz"
# Every file but the weights that shapes what is found in a text: data, and the program itself.
_CODE = ("asking/*.py", "mending/*.py", "characters.py", "network.py", "pieces.py", "reading.py")
BESIDE = (
    "models/careful.npz",
    "models/careful.onnx",
    "models/mending.npz",
    "models/pieces.tsv",
    "lexicon/glyphs.txt",
    "lexicon/looks.txt",
    "lexicon/sounds.txt",
    *sorted(path.relative_to(_NLP).as_posix() for glob in _CODE for path in _NLP.glob(glob)),
)
_LEAST = 1e-6
FORMULA_CHANCES = (0.15, 0.8, 0.05)
OWN_WEIGHT = 4.0
BESIDE_WEIGHT = 1.4


@dataclass(frozen=True, slots=True)
class Weights:
    """Every number that training found; arrays are (classes, buckets) or (classes, marks)."""

    rarity: Matrix  # of each bucket, the same for every class
    own: Matrix
    before: Matrix
    after: Matrix
    marks: Matrix
    bias: Matrix
    comment: Matrix
    comment_marks: Matrix
    comment_bias: Matrix
    request: Matrix
    request_bias: Matrix
    rest: Matrix
    rest_bias: Matrix
    version: str = "untrained"


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model thinks of a batch before anything is decided."""

    marks: Matrix  # clauses x patterns
    clauses: Matrix  # clauses x (none, product, service), probabilities
    comments: Matrix  # comments x (complaint, question, praise, other), raw scores


def load(path: Path = SHIPPED) -> Weights:
    """Read the shipped weights; the version follows from the file's bytes."""
    return unpack(path.read_bytes(), family="asking")


def unpack(content: bytes, *, family: str) -> Weights:
    """Read weights from a file's bytes.

    The version is the family and a hash of the bytes and of all else that shapes a reading.
    """
    digest = hashlib.blake2b(content + beside_digest(), digest_size=4).hexdigest()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        named = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Weights(version=f"{family}-{digest}", **named)


@functools.cache
def beside_digest(folder: Path = _NLP) -> bytes:
    """Hash the other models, the tables and the code: with others, a reading is another."""
    digest = hashlib.blake2b(level_table().encode(), digest_size=16)
    for name in BESIDE:
        content = (folder / name).read_bytes()
        # The same lines are the same program however their ends are written.
        digest.update(content.replace(b"\r\n", b"\n") if name.endswith(".py") else content)
    return digest.digest()


def score(batch: Batch, weights: Weights) -> Scores:
    """Score every clause and comment of a batch."""
    marks = grammar.mark(batch)
    clauses, comments = _gram_scores(batch, weights)
    clauses += clause_marks(batch, marks) @ weights.marks.T + weights.bias
    comments += comment_marks(batch, marks) @ weights.comment_marks.T + weights.comment_bias
    chances = disbelieve(believe_formulas(softmax(clauses), spoken(batch)), telling(batch))
    return Scores(marks=marks, clauses=chances, comments=comments)


def softmax(scores: Matrix) -> Matrix:
    """Turn rows of raw scores into probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def believe_formulas(chances: Matrix, clauses: Numbers) -> Matrix:
    """Lift set phrases of asking: short posts are rare in what the model was taught."""
    doubted = clauses[chances[clauses, 1:].max(axis=1, initial=0.0) < FORMULA_CHANCES[1]]
    chances[doubted] = FORMULA_CHANCES
    return chances


def _gram_scores(batch: Batch, weights: Weights) -> tuple[Matrix, Matrix]:
    count = len(batch.starts)
    own, before, after, comments = (
        np.zeros((count, len(table)), dtype=np.float32)
        for table in (weights.own, weights.before, weights.after, weights.comment)
    )
    rare, near = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    for found in grams(batch):
        rarity = weights.rarity[found.buckets]
        rare += np.bincount(found.owners, weights=rarity**2, minlength=count)
        own += _sums(weights.own, found, count, rarity)
        comments += _sums(weights.comment, found, count, rarity)
        if found.length <= LONGEST_BESIDE:
            near += np.bincount(found.owners, minlength=count)
            before += _sums(weights.before, found, count)
            after += _sums(weights.after, found, count)
    to_left, to_right = beside(batch)
    scale = _shrink(near, BESIDE_WEIGHT)
    clauses = own * _shrink(rare, OWN_WEIGHT)
    clauses += borrow(before * scale, to_left) + borrow(after * scale, to_right)
    return clauses, _per_comment(batch, comments, rare)


def _sums(table: Matrix, found: Grams, count: int, factor: Matrix | None = None) -> Matrix:
    """Add up the weights of each clause's n-grams, a column a class."""
    columns = [
        np.bincount(
            found.owners,
            weights=row[found.buckets] if factor is None else row[found.buckets] * factor,
            minlength=count,
        )
        for row in table
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _per_comment(batch: Batch, scores: Matrix, rare: Matrix) -> Matrix:
    summed = np.zeros((batch.size, scores.shape[1]), dtype=np.float32)
    np.add.at(summed, batch.owners, scores)
    total = np.bincount(batch.owners, weights=rare, minlength=batch.size).astype(np.float32)
    return np.asarray(summed * _shrink(total, OWN_WEIGHT), dtype=np.float32)


def _shrink(squares: Matrix, weight: float) -> Matrix:
    """Make long clauses count as much as short ones: divide by the length of their vector."""
    scale = weight / np.sqrt(np.maximum(squares, _LEAST))
    return np.asarray(scale[:, None], dtype=np.float32)
