"""Makes the shipped model file, or measures by cross-validation how good such a file is."""

import argparse
import sys
from pathlib import Path

from engine.nlp.asking.scorer import SHIPPED
from engine.nlp.training.fit import fit
from engine.nlp.training.rows import read_folder, read_written
from engine.nlp.training.store import save
from engine.nlp.training.validation import predict, scores


def main() -> None:
    """Read the arguments and do what they ask."""
    parser = argparse.ArgumentParser(prog="python -m engine.nlp.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of requests_*.jsonl")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="model file to write")
    parser.add_argument("--cross-validate", type=Path, metavar="SCORER", help="score_requests.py")
    arguments = parser.parse_args()
    rows, extra = read_folder(arguments.data), read_written()
    if arguments.cross_validate:
        predicted = predict(rows, extra)
        sys.stdout.write(scores(arguments.data, predicted, scorer=arguments.cross_validate))
        return
    save(fit([*rows, *extra]), arguments.out)
    sys.stdout.write(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
