"""How well wishes are grouped: ours beside the nearest centroid, on hand-made groups.

python -m benchmarks.group_quality WISHES.jsonl...
python -m benchmarks.group_quality --speed 5000

Rows are {"id", "text" or "span", "wish"} in order of arrival; rows whose wish is "vague" are
left out. The nearest centroid gets the best of many thresholds, chosen on the scored rows.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb
from pathlib import Path

import numpy as np

from engine.nlp.encoder import Vectors, default_encoder, unit_rows
from engine.nlp.grouping import Grouper
from engine.nlp.similarity import DEFAULT, Policy
from engine.nlp.wish import Wish, WishEncoder, make_wish


@dataclass(frozen=True, slots=True)
class Gold:
    """Wishes in order of arrival, and the group a reader put each in."""

    name: str
    wishes: list[Wish]
    groups: list[str]


def main(arguments: list[str]) -> None:
    """Print two lines for each file, or the speed."""
    if arguments[:1] == ["--speed"]:
        print_speed(int(arguments[1]))
        return
    for path in map(Path, arguments):
        gold = read_gold(path)
        vectors = default_encoder().encode([wish.text for wish in gold.wishes])
        floor = max(
            scores(gold.groups, nearest_centroid(vectors, threshold=threshold))
            for threshold in np.arange(0.3, 0.9, 0.05)
        )
        print_row(f"{path.name} nearest centroid", floor)
        print_row(f"{path.name} ours", scores(gold.groups, group(gold.wishes)))


def read_gold(path: Path, *, field: str = "span") -> Gold:
    """Read rows, and make of each a wish as production does."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["wish"] != "vague"]
    texts = [row.get(field) or row["text"] for row in rows]
    vectors = WishEncoder(default_encoder()).encode(texts)
    wishes = [make_wish(r["id"], t, v) for r, t, v in zip(rows, texts, vectors, strict=True)]
    return Gold(path.name, wishes, [row["wish"] for row in rows])


def group(wishes: Sequence[Wish], *, policy: Policy = DEFAULT) -> list[str]:
    """Group wishes with the production code, from nothing."""
    return [decision.cluster_key for decision in Grouper(policy=policy).assign_all(wishes)]


def nearest_centroid(vectors: Vectors, *, threshold: float) -> list[int]:
    """Group by nothing but the nearest mean vector: the floor."""
    sums = np.zeros((0, vectors.shape[1]), dtype=np.float32)
    clusters = []
    for vector in vectors:
        cosines = unit_rows(sums) @ vector
        if len(sums) and cosines.max() >= threshold:
            sums[cosines.argmax()] += vector
            clusters.append(int(cosines.argmax()))
        else:
            clusters.append(len(sums))
            sums = np.vstack([sums, vector])
    return clusters


def scores(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, ...]:
    """B-cubed F1, precision, recall, then pairwise F1."""
    pairs = list(zip(gold, found, strict=True))
    cell, wish, cluster = Counter(pairs), Counter(gold), Counter(found)
    precision = sum(n * n / cluster[c] for (_, c), n in cell.items()) / len(pairs)
    recall = sum(n * n / wish[w] for (w, _), n in cell.items()) / len(pairs)
    together, in_wish, in_cluster = (
        sum(comb(n, 2) for n in counts.values()) for counts in (cell, wish, cluster)
    )
    pairwise = 2 * together / (in_wish + in_cluster) if in_wish + in_cluster else 1.0
    return 2 * precision * recall / (precision + recall), precision, recall, pairwise


def print_row(name: str, row: tuple[float, ...]) -> None:
    """Print the four figures of a scored grouping."""
    names = ("B-cubed F1", "precision", "recall", "pairwise F1")
    figures = "  ".join(f"{n} {figure:.3f}" for n, figure in zip(names, row, strict=True))
    print(f"{name:44} {figures}")


def print_speed(clusters: int) -> None:
    """Time assignments beside many clusters of near wishes, one thread."""
    lines = ("冰箱", "洗衣机", "空调", "电视", "热水器", "扫地机", "电饭煲", "油烟机")
    asks = ("静音", "童锁", "粉色", "迷你", "智能", "节能", "除菌", "更薄", "便宜", "预约")
    who = ("老人", "宝宝", "宠物", "租房", "单身", "学生", "厨师", "宿舍", "车里", "阳台")
    texts = [f"希望给{w}出一款{a}的{line}" for line, a, w in product(lines, asks, who)]
    vectors = WishEncoder(default_encoder()).encode(texts)
    noise = np.random.default_rng(1)
    rows = [
        make_wish(str(i), texts[i % len(texts)], vectors[i % len(texts)])
        for i in range(clusters + 2000)
    ]
    spread = [
        make_wish(w.key, w.text, unit_rows(w.vector + noise.normal(0, 0.04, w.vector.shape)))
        for w in rows
    ]
    grouper = Grouper(policy=Policy(threshold=1.1))
    grouper.assign_all(spread[:clusters])
    began = time.perf_counter()
    grouper.assign_all(spread[clusters:])
    rate = 2000 / (time.perf_counter() - began)
    print(f"{rate:,.0f} wishes a second beside {clusters:,} clusters")


if __name__ == "__main__":
    main(sys.argv[1:])
