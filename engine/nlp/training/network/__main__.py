"""Makes the shipped networks: `requests` for the careful reader, `wishes` for the wish encoder."""

import argparse
import copy
import random
from collections.abc import Sequence
from pathlib import Path

from engine.nlp import pieces
from engine.nlp.asking.careful import MODELS
from engine.nlp.training import held_out
from engine.nlp.training import wishes as known
from engine.nlp.training.fit import SEED, fit_and_hold_out
from engine.nlp.training.network import requests, wishes
from engine.nlp.training.network.e5 import Source, read_source
from engine.nlp.training.network.export import Chances, export
from engine.nlp.training.network.model import Encoder, RequestModel, WishModel
from engine.nlp.training.network.steps import Plan
from engine.nlp.training.rows import KINDS, Row, fold_numbers, read_folder, read_written
from engine.nlp.training.stream import read_stream

REQUEST_LAYERS = 6
FIRST = Plan(rounds=3, rate=1.5e-4)
THEN = Plan(rounds=2, rate=8e-5)
# Of the first lessons' requests, what is taught again with the second ones: nothing is forgotten.
AGAIN = 400
# The careful reader never sees comments below this chance to ask: they would teach it nothing.
DISMISSED = 0.02
WISH_LAYERS, WISH_FROZEN = 12, 6
WISH_PLAN = Plan(rounds=400, rate=1e-4, frozen=WISH_FROZEN)
_OUTPUTS = ["pieces", "comment"]
_LONG_SPAN, _MOST_OF_TEXT = 5, 0.8


def main() -> None:
    """Read the arguments and make one of the networks."""
    parser = argparse.ArgumentParser(prog="python -m engine.nlp.training.network")
    parser.add_argument("network", choices=["requests", "wishes"])
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled files")
    parser.add_argument("--held-out", type=Path, default=Path("var/held_out.npz"))
    parser.add_argument("--out", type=Path, default=MODELS)
    given = parser.parse_args()
    if given.network == "requests":
        make_requests(given.data, out=given.out, answers=given.held_out)
    else:
        make_wishes(given.data, out=given.out)


def make_requests(data: Path, *, out: Path, answers: Path) -> None:
    """Teach on the stream's labels, then on the given ones: once a fold, and once with all.

    Beside the answers stays what the stream alone taught: a network that no given row did.
    """
    cutter, source = pieces.load(), read_source()
    stream, rows = read_stream(data), read_folder(data)
    start = RequestModel(_encoder(source, REQUEST_LAYERS), labels=len(requests.LABELS))
    seen = [row for row in _doubtful(stream, read_written()) if row]
    first = requests.examples([*seen, *read_written()], cutter)
    requests.teach(start, first, plan=FIRST)
    answers.parent.mkdir(parents=True, exist_ok=True)
    export(Chances(copy.deepcopy(start)), answers.with_suffix(".onnx"), outputs=_OUTPUTS)
    folds = fold_numbers(rows, folds=held_out.FOLDS, seed=SEED)
    doubtful = _doubtful(rows, [*stream, *read_written()])
    kept: held_out.Answers = {}
    for fold in range(held_out.FOLDS):
        taught = [
            row for row, number in zip(doubtful, folds, strict=True) if row and number != fold
        ]
        model = _teach_on(start, taught, stream, cutter=cutter, seed=fold)
        unseen = [row.text for row, number in zip(rows, folds, strict=True) if number == fold]
        asked = held_out.windows_of(unseen)
        heard = requests.runner(model)(asked)
        kept |= {
            ids.tobytes(): (answer[0], answer[1]) for ids, answer in zip(asked, heard, strict=True)
        }
    held_out.write(kept, answers)
    taught = [row for row in doubtful if row]
    model = _teach_on(start, taught, stream, cutter=cutter, seed=held_out.FOLDS)
    export(Chances(model), out / "careful.onnx", outputs=_OUTPUTS)


def make_wishes(data: Path, *, out: Path) -> None:
    """Teach on wishes written or grouped for this project and on pairs; dev wishes stay unseen."""
    given = known.read_given(data / "wishes_dev_mixed.jsonl")
    grouped = [*known.read_written(), *known.read_stream(data), *given]
    lessons = wishes.Lessons(
        families=known.by_wish(grouped),
        pairs=known.read_pairs(data / "zh_pairs_dev.jsonl.gz"),
        inside=[(span, row.text) for row in read_stream(data) for span in _told(row)],
    )
    model = WishModel(_encoder(read_source(), WISH_LAYERS))
    wishes.teach(model, lessons, pieces=pieces.load(), plan=WISH_PLAN)
    export(model, out / "wishes.onnx", outputs=["vector"])


def _encoder(source: Source, layers: int) -> Encoder:
    """Take of the source's vocabulary what the shipped one has."""
    number = {piece: place for place, piece in reversed(list(enumerate(source.pieces)))}
    lines = pieces.SHIPPED.read_text(encoding="utf-8").split("\n")
    kept = [number[line.rsplit("\t", 1)[0]] for line in lines if line]
    return Encoder(source, kept=kept, layers=layers)


def _doubtful(rows: Sequence[Row], others: Sequence[Row]) -> list[Row | None]:
    """Leave out what the quick stage dismisses and rightly so; the places stay."""
    _, quick = fit_and_hold_out([*rows, *others])
    chances = quick.asking[: len(rows), 1:].sum(axis=1)
    return [
        row if row.label in KINDS or chance >= DISMISSED else None
        for row, chance in zip(rows, chances, strict=True)
    ]


def _teach_on(
    start: RequestModel,
    rows: Sequence[Row],
    stream: Sequence[Row],
    *,
    cutter: pieces.Pieces,
    seed: int,
) -> RequestModel:
    model = copy.deepcopy(start)
    asking = [row for row in stream if row.label in KINDS]
    again = random.Random(seed).sample(asking, min(AGAIN, len(asking)))  # noqa: S311
    plan = Plan(rounds=THEN.rounds, rate=THEN.rate, seed=seed)
    requests.teach(model, requests.examples([*rows, *again], cutter), plan=plan)
    return model


def _told(row: Row) -> list[str]:
    """Give the spans that stand in a longer comment: both mean the same wish."""
    if row.label != "product_request":
        return []
    most = _MOST_OF_TEXT * len(row.text)
    return [span for span in row.spans if _LONG_SPAN < len(span) < most]


if __name__ == "__main__":
    main()
