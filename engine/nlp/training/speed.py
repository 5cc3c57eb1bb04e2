"""How many comments a second are read on one thread: python -m engine.nlp.training.speed FILE."""

import argparse
import json
import sys
import time
from pathlib import Path

from engine.nlp.normalise import clean, fingerprint
from engine.nlp.reading import read

BATCH = 500


def main() -> None:
    """Time each step on the texts of a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="JSON lines with a text each")
    lines = parser.parse_args().file.read_text(encoding="utf-8").splitlines()
    raw = [str(json.loads(line)["text"]) for line in lines]
    started = time.perf_counter()
    texts = [clean(text).text for text in raw]
    _report("clean", len(texts), started)
    started = time.perf_counter()
    for text in texts:
        fingerprint(text)
    _report("fold and fingerprint", len(texts), started)
    started = time.perf_counter()
    for first in range(0, len(texts), BATCH):
        read(texts[first : first + BATCH], with_sentiment=False)
    _report("read without sentiment", len(texts), started)
    read(texts[:1])  # SnowNLP's model is loaded at the first question
    started = time.perf_counter()
    for first in range(0, len(texts), BATCH):
        read(texts[first : first + BATCH])
    _report("read with sentiment", len(texts), started)


def _report(step: str, count: int, started: float) -> None:
    rate = count / (time.perf_counter() - started)
    sys.stdout.write(f"{step}: {rate:,.0f} comments a second\n")


if __name__ == "__main__":
    main()
