"""Measure how much damaged text costs the reader.

python -m benchmarks.damage DIR [--network FILE.onnx] [--apart]

Every labelled comment of DIR is read by a model that never saw it, first as it is, then damaged by
tests.damage with each seed; models are trained on undamaged text. Prints the F1 of product_request.
--network is a careful network taught by none of these comments (`training.network requests` leaves
one beside its answers); without it the quick stage reads alone.
--apart leaves every other pair of the variant table out of the mender's table.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.nlp.asking.careful import Careful, Run
from engine.nlp.asking.reader import read
from engine.nlp.asking.scorer import Weights
from engine.nlp.mending import candidates
from engine.nlp.network import Network
from engine.nlp.normalise import clean
from engine.nlp.training.careful import fit_careful
from engine.nlp.training.fit import SEED, fit_and_hold_out
from engine.nlp.training.rows import Row, fold_numbers, read_folder, read_written
from engine.nlp.training.stream import read_stream
from engine.nlp.training.validation import FOLDS
from tests.damage import damage, look_alikes, variants

SEEDS = (1, 2, 3)
LABEL = "product_request"
BATCH = 500

Readers = tuple[Weights, Careful | None]


def main() -> None:
    """Train the folds once, then read them clean and damaged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--network", type=Path)
    parser.add_argument("--apart", action="store_true")
    arguments = parser.parse_args()
    rows, extra = read_folder(arguments.data), [*read_stream(arguments.data), *read_written()]
    run = Network(arguments.network).run if arguments.network else None
    folds = fold_numbers(rows, folds=FOLDS, seed=SEED).tolist()
    models = [
        readers([*(r for r, fold in zip(rows, folds, strict=True) if fold != out), *extra], run=run)
        for out in range(FOLDS)
    ]
    if arguments.apart:
        leave_out_half()
    whole = f1(rows, labels([row.text for row in rows], folds, models))
    print(f"clean    {whole:.4f}")
    hurt = []
    for seed in SEEDS:
        texts = [damage(row.text, seed=seed) for row in rows]
        hurt.append(f1(rows, labels(texts, folds, models)))
        print(f"seed {seed}   {hurt[-1]:.4f}", flush=True)
    print(f"fall     {whole - sum(hurt) / len(hurt):.4f}")


def readers(rows: Sequence[Row], *, run: Run | None) -> Readers:
    """Fit both stages, or the quick one alone."""
    weights, quick = fit_and_hold_out(rows)
    return weights, None if run is None else Careful(fit_careful(rows, quick, run=run), run)


def labels(texts: Sequence[str], folds: Sequence[int], models: Sequence[Readers]) -> list[str]:
    """Read each text, as received, by the model of its fold."""
    found = [""] * len(texts)
    for fold, (weights, careful) in enumerate(models):
        numbers = [number for number, other in enumerate(folds) if other == fold]
        for first in range(0, len(numbers), BATCH):
            part = numbers[first : first + BATCH]
            shown = [clean(texts[number]).text for number in part]
            readings = read(shown, weights=weights, careful=careful, with_sentiment=False)
            for number, reading in zip(part, readings, strict=True):
                found[number] = reading.label
    return found


def f1(rows: Sequence[Row], found: Sequence[str]) -> float:
    """Give the F1 of product requests."""
    pairs = [(row.label == LABEL, label == LABEL) for row, label in zip(rows, found, strict=True)]
    hits = sum(meant and said for meant, said in pairs)
    return 2 * hits / max(1, sum(meant + said for meant, said in pairs))


def leave_out_half() -> None:
    """Take every other damaged pair out of the mender's table: what it knows by sound and look."""
    damaged = {**look_alikes(), **variants()}
    pairs = sorted((glyph, common) for common, glyphs in damaged.items() for glyph in glyphs)
    known = candidates.glyphs()
    for glyph, common in pairs[::2]:
        if common in known.get(glyph, ""):
            known[glyph] = known[glyph].replace(common, "")


if __name__ == "__main__":
    main()
