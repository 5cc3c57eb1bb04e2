"""Count in how many comments each pair of characters stands, for the weights of shared terms.

python -m benchmarks.count_terms COMMENTS.jsonl[.gz]... > engine/nlp/lexicon/wish_term_counts.txt

One line for each level of rarity, and the pairs of that level without blanks between them.
"""

import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from engine.nlp.normalise import bigrams

FEWEST = 25
EVERY = 2


def main(paths: list[str]) -> None:
    """Write the table to standard output."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts(paths):
        total += 1
        counts.update(pair for pair in bigrams(text) if len(pair) == 2)  # noqa: PLR2004
    levels = defaultdict(list)
    for pair, count in sorted(counts.items()):
        if count >= FEWEST:
            levels[round(math.log(total / count), 1)].append(pair)
    lines = [f"{level} {''.join(pairs)}" for level, pairs in sorted(levels.items())]
    sys.stdout.write("\n".join([f"{round(math.log(total / FEWEST), 1)}", *lines]) + "\n")


def texts(paths: list[str]) -> Iterator[str]:
    """Yield the text of every other row of JSONL files."""
    for path in map(Path, paths):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % EVERY == 0:
                    yield json.loads(line)["text"]


if __name__ == "__main__":
    main(sys.argv[1:])
