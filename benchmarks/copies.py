"""Which texts are called near: copies found, honest wishes spared, and how long it takes.

python -m benchmarks.copies --data DIR

DIR holds zh_copypaste_families.jsonl.gz (`text`, `family`: one text with other mentions, tails,
emoticons), wishes_dev_{written,real,mixed}.jsonl (`wish`, and `text` or `span`: one wish in the
words of several) and zh_stream_reviews.jsonl.gz (`text`, `category`). The light edits are made
here: characters replaced, put in and left out at random places. Prints ratios, no text.
"""

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import Any

from engine.nlp.copies import group_wordings, key_of, near
from engine.nlp.normalise import clean

Families = Mapping[str, Sequence[str]]

SLOGANS = (
    "求求你们出一个冷宫形状的冰箱吧我家每天都有剩菜",
    "求求你们出一个冷宫形状的冰箱吧",
    "求海尔出冷宫冰箱",
    "求冷宫冰箱",
)
COPIES = (10, 100, 1_000, 10_000)
# The most frequent characters: an edit is not told by a rare one.
LETTERS = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    print_families(_families(_rows(data / "zh_copypaste_families.jsonl.gz"), group="family"))
    for name in ("written", "real", "mixed"):
        rows = (row for row in _rows(data / f"wishes_dev_{name}.jsonl") if row["wish"] != "vague")
        print_wishes(name, _families(rows, group="wish"))
    print_edits()
    print_reviews(_rows(data / "zh_stream_reviews.jsonl.gz"))


def print_families(families: Families) -> None:
    """Pairs of one text found near (recall), and joined texts that are of one (precision)."""
    pairs = list(_pairs(families))
    found = sum(near(key_of(one), key_of(other)) for one, other in pairs)
    texts = [(name, text) for name, said in families.items() for text in said]
    led = group_wordings([text for _, text in texts])
    joined = [(place, lead) for place, lead in enumerate(led) if place != lead]
    right = sum(texts[place][0] == texts[lead][0] for place, lead in joined)
    print(f"families: {len(pairs)} pairs, recall {found / len(pairs):.3f};", end=" ")
    print(f"{len(joined)} texts joined, precision {right / len(joined):.3f}")


def print_wishes(name: str, wishes: Families) -> None:
    """One wish in the words of several fans: which of them would share a cap."""
    pairs = list(_pairs(wishes))
    found = sum(near(key_of(one), key_of(other)) for one, other in pairs)
    texts = sum(map(len, wishes.values()))
    lost = sum(len(said) - len(set(group_wordings(said))) for said in wishes.values())
    print(f"wishes {name}: {len(pairs)} pairs, near {found / len(pairs):.4f};", end=" ")
    print(f"{lost} of {texts} texts share a wording")


def print_edits() -> None:
    """Copies of one text, each with up to so many edits: how many wordings they make."""
    by = random.Random(1)  # noqa: S311
    print("characters, edits: wordings of " + ", ".join(f"{copies:,}" for copies in COPIES))
    for slogan in SLOGANS:
        for most in (1, 2, 3):
            texts = [_edited(slogan, by.randint(0, most), by) for _ in range(COPIES[-1])]
            counts = [len(set(group_wordings(texts[:copies]))) for copies in COPIES[:-1]]
            start = process_time()
            counts.append(len(set(group_wordings(texts))))
            print(f"{len(slogan):>3}, {most}: {counts}, {process_time() - start:.2f} s")


def print_reviews(rows: Iterable[Mapping[str, Any]]) -> None:
    """Different real reviews of washing machines: how many are near an earlier one."""
    said = (row["text"] for row in rows if "洗衣机" in row.get("category", ""))
    texts = list(dict.fromkeys(said))
    for number in (100, 1_000, 10_000):
        start = process_time()
        wordings = len(set(group_wordings(texts[:number])))
        spent = process_time() - start
        print(f"reviews: {number:,} texts, {1 - wordings / number:.3f} joined, {spent:.2f} s")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    held = path.read_bytes()
    text = gzip.decompress(held) if path.suffix == ".gz" else held
    yield from map(json.loads, text.decode().splitlines())


def _families(rows: Iterable[Mapping[str, Any]], *, group: str) -> Families:
    """Different texts, cleaned as the intake cleans them."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        found[str(row[group])][clean(row.get("text") or row["span"]).text] = None
    return {name: list(texts) for name, texts in found.items()}


def _pairs(families: Families) -> Iterator[tuple[str, str]]:
    for texts in families.values():
        yield from combinations(texts, 2)


def _edited(text: str, edits: int, by: random.Random) -> str:
    letters = list(text)
    for _ in range(edits):
        place, letter = by.randrange(len(letters)), by.choice(LETTERS)
        kind = by.randrange(3)
        if kind == 0:
            letters[place] = letter
        elif kind == 1:
            letters.insert(place, letter)
        elif len(letters) > 1:
            letters.pop(place)
    return "".join(letters)


if __name__ == "__main__":
    main()
