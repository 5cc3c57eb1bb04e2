"""Compare engine.nlp.snow with SnowNLP on real texts: words, scores and speed, in one process.

    python -m benchmarks.snow COMMENTS.jsonl[.gz] [--rows N] [--batch N]

Texts are heard as the product hears them: Simplified, the first 500 characters. Every row is
compared; SnowNLP's own speed is taken on every tenth one, in turn with ours.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from snownlp import normal, seg
from snownlp import sentiment as theirs

from engine.nlp import snow
from engine.nlp.characters import simplify
from engine.nlp.sentiment import LONGEST_HEARD

_EVERY = 10


@dataclass(slots=True)
class Tally:
    """What was found so far, and the seconds it took."""

    rows: int = 0
    characters: int = 0
    different_words: int = 0
    largest_difference: float = 0.0
    our_seconds: float = 0.0
    their_rows: int = 0
    their_seconds: float = 0.0
    single_seconds: float = 0.0

    def add(self, texts: Sequence[str]) -> None:
        """Compare a batch and time both."""
        sample = texts[::_EVERY]
        self.rows += len(texts)
        self.their_rows += len(sample)
        self.characters += sum(map(len, texts))
        self.our_seconds += seconds(lambda: snow.sentiments(texts))
        self.single_seconds += seconds(lambda: [snow.sentiment(text) for text in sample])
        self.their_seconds += seconds(lambda: [theirs.classify(text) for text in sample])
        found = zip(texts, snow.segments(texts), snow.sentiments(texts), strict=True)
        for text, words, score in found:
            their_words = seg.seg(text)
            self.different_words += words != their_words
            difference = abs(score - their_score(their_words))
            self.largest_difference = max(self.largest_difference, difference)


def main() -> None:
    """Compare, and print the figures; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="JSON lines with a text each")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    print(f"loaded in {seconds(lambda: snow.sentiment('好')):.1f} s")
    texts, tally = islice(heard(options.file), options.rows), Tally()
    while batch := list(islice(texts, options.batch)):
        tally.add(batch)
    report(tally, batch=options.batch)


def heard(path: Path) -> Iterator[str]:
    """Yield the texts of a file of JSON lines as the product hears them."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield simplify(json.loads(line)["text"][:LONGEST_HEARD])


def their_score(words: list[str]) -> float:
    """Do what SnowNLP's classify does once it has the words."""
    name, chance = theirs.classifier.classifier.classify(normal.filter_stop(words))
    return chance if name == "pos" else 1 - chance


def seconds(work: Callable[[], object]) -> float:
    """Time a piece of work."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(tally: Tally, *, batch: int) -> None:
    """Print speeds in texts a second, and the line of JSON."""
    ours, single = tally.rows / tally.our_seconds, tally.their_rows / tally.single_seconds
    snownlp = tally.their_rows / tally.their_seconds
    print(f"{tally.rows} texts of {tally.characters / tally.rows:.0f} characters")
    print(f"SnowNLP {snownlp:,.0f} a second, on every tenth text")
    print(f"ours {ours:,.0f} a second in batches of {batch}; {single:,.0f} one by one")
    answer = {
        "rows": tally.rows,
        "different_words": tally.different_words,
        "largest_difference": tally.largest_difference,
        "times_snownlp": round(ours / snownlp, 1),
    }
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
