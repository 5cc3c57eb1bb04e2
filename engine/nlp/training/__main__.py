"""Makes the shipped weights, or measures by cross-validation how good such weights are."""

import argparse
import sys
from pathlib import Path

from engine.nlp.asking.careful import MODELS
from engine.nlp.asking.scorer import SHIPPED
from engine.nlp.training import held_out
from engine.nlp.training.careful import fit_careful
from engine.nlp.training.fit import fit_and_hold_out
from engine.nlp.training.report import report
from engine.nlp.training.rows import FILES, read_folder, read_written
from engine.nlp.training.store import save, save_careful
from engine.nlp.training.stream import read_stream
from engine.nlp.training.validation import predict, scores


def main() -> None:
    """Read the arguments and do what they ask."""
    parser = argparse.ArgumentParser(prog="python -m engine.nlp.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled files")
    parser.add_argument(
        "--held-out",
        type=Path,
        help="what `python -m engine.nlp.training.network requests` wrote; without it only the "
        "quick stage is made or measured",
    )
    parser.add_argument("--cross-validate", type=Path, metavar="SCORER", help="score_requests.py")
    given = parser.parse_args()
    rows, extra = read_folder(given.data), [*read_stream(given.data), *read_written()]
    run = held_out.read(given.held_out).run if given.held_out else None
    if given.cross_validate:
        predicted = predict(rows, extra, run=run)
        found = scores(given.data, predicted, scorer=given.cross_validate, files=FILES)
        sys.stdout.write("\n".join([found, *report(predicted), ""]))
        return
    taught = [*rows, *extra]
    weights, quick = fit_and_hold_out(taught)
    save(weights, SHIPPED)
    if run:
        save_careful(fit_careful(taught, quick, run=run), MODELS / "careful.npz")


if __name__ == "__main__":
    main()
