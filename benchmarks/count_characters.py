"""Count which characters follow each other, for mending damaged text.

python -m benchmarks.count_characters COMMENTS.jsonl[.gz]... [--except LABELLED.jsonl...]

Writes engine/nlp/models/mending.npz. Texts of the labelled files are not counted.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.nlp.characters import level
from engine.nlp.mending.language import (
    BITS,
    KNOWN,
    SHIPPED,
    STEPS,
    codes_of,
    number_table,
    numbered,
    pair_keys,
    places_of,
    triple_keys,
)
from engine.nlp.normalise import clean

CHARACTERS = 4092
FEWEST_OF_ONE = 20
FEWEST_PAIRS = 3
FEWEST_TRIPLES = 4
HIGHEST_LEVEL = 255
FIRST_HAN, PAST_HAN = 0x3400, 0xA000


def main() -> None:
    """Read the arguments, count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("streams", type=Path, nargs="+")
    parser.add_argument("--except", dest="left_out", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    left_out = set(texts(arguments.left_out))
    distinct = {text for text in texts(arguments.streams) if text not in left_out}
    write(count("\x00\x00".join(sorted(distinct))), arguments.out)
    print(f"{len(distinct):,} texts, {arguments.out.stat().st_size:,} bytes")


def texts(paths: list[Path]) -> Iterator[str]:
    """Yield the levelled texts of JSONL files."""
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield level(clean(json.loads(line)["text"]).text)


def count(text: str) -> dict[str, np.ndarray]:
    """Count single characters, pairs and triples and hash what is not rare."""
    codes = codes_of(text)
    singles = np.bincount(codes[(codes >= FIRST_HAN) & (codes < PAST_HAN)], minlength=PAST_HAN)
    ranked = [int(code) for code in np.argsort(-singles, kind="stable")[:CHARACTERS]]
    characters = "".join(chr(code) for code in ranked if singles[code] >= FEWEST_OF_ONE)
    ids = numbered(codes, number_table(characters))
    of_ids = np.bincount(ids, minlength=KNOWN + len(characters))
    pairs = _common(pair_keys(ids[:-1], ids[1:]), FEWEST_PAIRS)
    triples = _common(triple_keys(ids[:-2], ids[1:-1], ids[2:]), FEWEST_TRIPLES)
    keys, counts = (np.concatenate(both) for both in zip(pairs, triples, strict=True))
    order = np.argsort(counts, kind="stable")
    slots, checks = places_of(keys[order])
    kept = np.zeros(1 << BITS, dtype=np.uint16)
    heights = np.minimum(1 + np.round(np.log(counts[order]) * STEPS), HIGHEST_LEVEL)
    kept[slots] = checks << 8 | heights.astype(np.uint16)  # the last written, the commonest, stays
    used = np.flatnonzero(kept)
    return {
        "characters": np.array(characters),
        "single": np.log(np.maximum(of_ids, 1)).astype(np.float32),
        "gaps": np.diff(used, prepend=0).astype(np.uint16),
        "checks": (kept[used] >> 8).astype(np.uint8),
        "levels": (kept[used] & 0xFF).astype(np.uint8),
    }


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write the counts as one small file."""
    np.savez_compressed(path, **arrays)


def _common(keys: np.ndarray, fewest: int) -> tuple[np.ndarray, np.ndarray]:
    found, counts = np.unique(keys, return_counts=True)
    return found[counts >= fewest], counts[counts >= fewest]


if __name__ == "__main__":
    main()
