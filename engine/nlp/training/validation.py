"""Cross-validation: every comment is read by a model that never saw it, then scored as given."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from engine.nlp.asking.reader import read
from engine.nlp.training.fit import SEED, fit
from engine.nlp.training.rows import FILES, Row, fold_numbers

FOLDS = 5
Predictions = dict[str, dict[str, object]]


def predict(rows: Sequence[Row], extra: Sequence[Row]) -> Predictions:
    """Read each fold with what the other folds and the extra rows taught."""
    numbers = fold_numbers(rows, folds=FOLDS, seed=SEED)
    predicted: Predictions = {}
    for fold in range(FOLDS):
        seen = [row for row, number in zip(rows, numbers, strict=True) if number != fold]
        unseen = [row for row, number in zip(rows, numbers, strict=True) if number == fold]
        weights = fit([*seen, *extra])
        readings = read([row.text for row in unseen], with_sentiment=False, weights=weights)
        for row, reading in zip(unseen, readings, strict=True):
            requests = [asdict(finding) for finding in reading.findings]
            predicted[row.id] = {"id": row.id, "label": reading.label, "requests": requests}
    return predicted


def scores(data: Path, predicted: Predictions, *, scorer: Path) -> str:
    """Let the given scorer compare the predictions with each labelled file."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "predicted.jsonl"
        lines = (json.dumps(answer, ensure_ascii=False) for answer in predicted.values())
        answers.write_text("\n".join(lines), encoding="utf-8")
        for name in FILES:
            command = [sys.executable, str(scorer), str(data / f"{name}.jsonl"), str(answers)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            parts.append(f"{name}\n{done.stdout}")
    return "\n".join(parts)
