"""Cross-validation: every comment is read by models that never saw it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.nlp.asking.careful import Careful, Run
from engine.nlp.asking.reader import Reading, read
from engine.nlp.training.careful import fit_careful
from engine.nlp.training.fit import SEED, fit_and_hold_out
from engine.nlp.training.held_out import FOLDS
from engine.nlp.training.rows import Row, fold_numbers

# What is scored together: the files by number, in the order of rows.FILES.
POOLS = {"dev and more": (0, 2), "cues": (1,), "all": (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Predicted:
    """A comment and what a reader that never saw it made of it."""

    row: Row
    reading: Reading


def predict(rows: Sequence[Row], extra: Sequence[Row], *, run: Run | None) -> list[Predicted]:
    """Read each fold with what the other folds and the extra rows taught.

    run answers as networks do that never saw the comment asked about; without it the quick
    stage reads alone.
    """
    numbers = fold_numbers(rows, folds=FOLDS, seed=SEED)
    predicted: list[Predicted] = []
    for fold in range(FOLDS):
        seen = [row for row, number in zip(rows, numbers, strict=True) if number != fold]
        unseen = [row for row, number in zip(rows, numbers, strict=True) if number == fold]
        taught = [*seen, *extra]
        weights, quick = fit_and_hold_out(taught)
        careful = None if run is None else Careful(fit_careful(taught, quick, run=run), run)
        texts = [row.text for row in unseen]
        readings = read(texts, with_sentiment=False, weights=weights, careful=careful)
        predicted += map(Predicted, unseen, readings)
    return predicted


def scores(
    data: Path, predicted: Sequence[Predicted], *, scorer: Path, files: Sequence[str]
) -> str:
    """Let the given scorer compare the predictions with the labelled files of each pool."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        answers, gold = Path(folder) / "predicted.jsonl", Path(folder) / "gold.jsonl"
        answers.write_text("\n".join(map(_line, predicted)), encoding="utf-8")
        for name, members in POOLS.items():
            texts = ((data / f"{files[one]}.jsonl").read_text(encoding="utf-8") for one in members)
            gold.write_text("\n".join(texts), encoding="utf-8")
            command = [sys.executable, str(scorer), str(gold), str(answers)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            parts.append(f"{name}\n{done.stdout}")
    return "\n".join(parts)


def _line(one: Predicted) -> str:
    requests = [asdict(finding) for finding in one.reading.findings]
    answer = {"id": one.row.id, "label": one.reading.label, "requests": requests}
    return json.dumps(answer, ensure_ascii=False)
