"""What can be asked for on the command line, and the files it names."""

import argparse
import sys
from pathlib import Path

from benchmarks.quality.encoders import ENCODERS
from benchmarks.quality.streams import Stream, read_stream, read_written

MEASURED = {"real": "wishes_dev_real.jsonl", "written": "wishes_dev_written.jsonl"}
TAUGHT = {**MEASURED, "mixed": "wishes_dev_mixed.jsonl"}
OWN = Path("engine/nlp/training/written_wishes.txt")


def read_streams(data: Path, *, own: list[Path]) -> dict[str, Stream]:
    """Read every file by its part; ends with a sentence where one is missing."""
    missing = [name for name in TAUGHT.values() if not (data / name).is_file()]
    if missing:
        sys.exit(
            f"No {', '.join(missing)} in {data}. The wishes are not part of this repository;\n"
            "say where they are: make bench-quality DATA=folder"
        )
    streams = {part: read_stream(data / name, part=part) for part, name in TAUGHT.items()}
    written = {f"own{n}": read_written(path, part=f"own{n}") for n, path in enumerate(own)}
    return {**streams, **written}


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks.quality")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--encoder", choices=tuple(ENCODERS), default="default")
    parser.add_argument("--vectors", type=Path, help="a .npz of texts, vectors and perhaps parts")
    parser.add_argument(
        "--list-texts", type=Path, help="write every text that needs a vector, a JSON string a line"
    )
    parser.add_argument("--no-topics", action="store_true", help="leave BERTopic out")
    own = [OWN] if OWN.is_file() else []
    parser.add_argument("--own", type=Path, nargs="*", default=own, help="taught, never measured")
    return parser.parse_args(arguments)
