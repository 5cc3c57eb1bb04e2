"""Compares the old reader's recipe with the new one on comments that neither has seen."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from engine.nlp.asking import reader
from engine.nlp.asking.reader import Reading
from engine.nlp.asking.scorer import Weights
from engine.nlp.calibration import Bin, calibration_error, reliability
from engine.nlp.reading import careful_stage
from engine.nlp.teaching.adapting import SEED, adapt
from engine.nlp.teaching.figures import Figures, figures, share_better
from engine.nlp.teaching.lessons import KIND_OF, Lesson, deal, group_numbers
from engine.nlp.training.rows import read_written

FOLDS = 5
PRODUCT = "product_request"
LEAST_LESSONS = 50
LEAST_OF_A_LABEL = 5
LEAST_LABELS = 2
# The rule by which a new version is better.
SURE_ENOUGH = 0.9
MOST_PRODUCT_LOSS = 0.01
MOST_FORGOTTEN = 0.01


class TooFewLessonsError(Exception):
    """There is too little to learn from, or to tell old from new by; the message says how much."""


@dataclass(frozen=True, slots=True)
class Side:
    """One reader: on people's comments held out, on the project's own sentences, and how sure."""

    held_out: Figures
    written: Figures
    table: tuple[Bin, ...]
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new; share_better is of paired resamples in which the new macro-F1 is above."""

    lessons: int
    old: Side
    new: Side
    share_better: float

    def objections(self) -> list[str]:
        """What speaks against the new version; nothing if it is better."""
        old, new = self.old.held_out, self.new.held_out
        product = old.f1(PRODUCT) - new.f1(PRODUCT)
        forgotten = self.old.written.macro - self.new.written.macro
        found = []
        if new.macro <= old.macro:
            found.append(f"macro-F1 does not rise ({old.macro:.3f} to {new.macro:.3f})")
        elif self.share_better < SURE_ENOUGH:
            found.append(
                f"the gain may be chance: above the old in {self.share_better:.0%} of resamples, "
                f"{SURE_ENOUGH:.0%} are needed"
            )
        if product > MOST_PRODUCT_LOSS:
            found.append(f"F1 of {PRODUCT} falls by {product:.3f}")
        if forgotten > MOST_FORGOTTEN:
            found.append(f"macro-F1 on the project's own sentences falls by {forgotten:.3f}")
        return found

    def as_dict(self) -> dict[str, object]:
        """The same as plain JSON."""
        return asdict(self)


def refuse_too_few(lessons: Sequence[Lesson]) -> None:
    """Say what is lacking before anything is computed.

    Raises:
        TooFewLessonsError: The lessons cannot teach, or cannot be dealt into folds.
    """
    if len(lessons) < LEAST_LESSONS:
        message = f"people labelled {len(lessons)} comments; at least {LEAST_LESSONS} are needed"
        raise TooFewLessonsError(message)
    counted = [lesson.label for lesson in lessons]
    enough = [label for label in set(counted) if counted.count(label) >= LEAST_OF_A_LABEL]
    if len(enough) < LEAST_LABELS:
        message = (
            f"at least {LEAST_LABELS} labels need {LEAST_OF_A_LABEL} comments each; "
            f"{len(enough)} has so many"
        )
        raise TooFewLessonsError(message)
    if len(set(group_numbers(lessons).tolist())) < FOLDS:
        message = f"the comments are of fewer than {FOLDS} fans or wordings"
        raise TooFewLessonsError(message)


def compare(
    base: Weights, lessons: Sequence[Lesson], *, known: Collection[int], new: Weights
) -> Comparison:
    """Cross-validate the recipe with the lessons known to the old version, and with all.

    Folds keep one fan's comments and equal texts together. `new` is what all lessons taught; it
    is only asked whether it still knows the project's own sentences.
    """
    groups = group_numbers(lessons)
    numbers = deal(lessons, groups, folds=FOLDS, seed=SEED).tolist()
    before: dict[int, Reading] = {}
    after: dict[int, Reading] = {}
    for fold in range(FOLDS):
        seen = [lesson for lesson, n in zip(lessons, numbers, strict=True) if n != fold]
        unseen = [lesson for lesson, n in zip(lessons, numbers, strict=True) if n == fold]
        newer = adapt(base, seen)
        before |= _read(unseen, _taught_by(base, seen, known=known, everything=newer))
        after |= _read(unseen, newer)
    labels = [lesson.label for lesson in lessons]
    sides = [[table[lesson.key] for lesson in lessons] for table in (before, after)]
    old_read, new_read = ([found.label for found in side] for side in sides)
    return Comparison(
        lessons=len(lessons),
        old=_side(labels, sides[0], _taught_by(base, lessons, known=known, everything=new)),
        new=_side(labels, sides[1], new),
        share_better=share_better(labels, old_read, new_read, groups=groups, seed=SEED),
    )


def _taught_by(
    base: Weights, lessons: Sequence[Lesson], *, known: Collection[int], everything: Weights
) -> Weights:
    """Give what the known ones of these lessons teach; where all are known, that is everything."""
    heard = [lesson for lesson in lessons if lesson.key in known]
    return everything if len(heard) == len(lessons) else adapt(base, heard)


def _read(lessons: Sequence[Lesson], weights: Weights) -> dict[int, Reading]:
    texts = [lesson.text for lesson in lessons]
    found = reader.read(
        texts, weights=weights, with_sentiment=False, careful=careful_stage(weights)
    )
    return {lesson.key: reading for lesson, reading in zip(lessons, found, strict=True)}


def _side(labels: Sequence[str], readings: Sequence[Reading], weights: Weights) -> Side:
    # A confidence is the chance of the kind: a product's wish, a service's, or none.
    right = [
        KIND_OF.get(reading.label) == KIND_OF.get(label)
        for reading, label in zip(readings, labels, strict=True)
    ]
    table = reliability([reading.confidence for reading in readings], right)
    written = read_written()
    # The quick stage alone: it is what was taught, and so what might have forgotten.
    known = reader.read([row.text for row in written], weights=weights, with_sentiment=False)
    return Side(
        held_out=figures(labels, [reading.label for reading in readings]),
        written=figures([row.label for row in written], [reading.label for reading in known]),
        table=tuple(table),
        calibration_error=calibration_error(table),
    )
