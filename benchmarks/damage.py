"""Measure how much damaged text costs the reader.

python -m benchmarks.damage DIR [--apart]

Every labelled comment of DIR is read by a model that never saw it, first as it is, then damaged by
tests.damage with each seed; models are trained on undamaged text. Prints the F1 of product_request.
--apart leaves every other pair of the variant table out of the mender's table.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.nlp.asking.reader import read
from engine.nlp.asking.scorer import Weights
from engine.nlp.mending import candidates
from engine.nlp.normalise import clean
from engine.nlp.training.fit import SEED, fit
from engine.nlp.training.rows import Row, fold_numbers, read_folder, read_written
from engine.nlp.training.validation import FOLDS
from tests.damage import damage, look_alikes, variants

SEEDS = (1, 2, 3)
LABEL = "product_request"
BATCH = 500


def main() -> None:
    """Train the folds once, then read them clean and damaged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--apart", action="store_true")
    arguments = parser.parse_args()
    rows, extra = read_folder(arguments.data), read_written()
    folds = fold_numbers(rows, folds=FOLDS, seed=SEED).tolist()
    models = [
        fit([*(row for row, fold in zip(rows, folds, strict=True) if fold != out), *extra])
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


def labels(texts: Sequence[str], folds: Sequence[int], models: Sequence[Weights]) -> list[str]:
    """Read each text, as received, by the model of its fold."""
    found = [""] * len(texts)
    for fold, weights in enumerate(models):
        numbers = [number for number, other in enumerate(folds) if other == fold]
        for first in range(0, len(numbers), BATCH):
            part = numbers[first : first + BATCH]
            shown = [clean(texts[number]).text for number in part]
            readings = read(shown, weights=weights, with_sentiment=False)
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
