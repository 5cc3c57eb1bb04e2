"""SnowNLP's segmenter as one small file, read in a fraction of the time its own takes."""

from pathlib import Path

import numpy as np

from engine.nlp.snow.counts import TAGS, Counts, Floats, Ints

PACKED = Path(__file__).parents[1] / "models" / "segmenter.npz"


def pack(counts: Counts, path: Path = PACKED) -> None:
    """Write counts; states in a row are one number, sorted, and only what each adds is kept."""
    base = TAGS * counts.size
    pairs, pair_counts = _sorted(counts.pairs, counts.pair_counts, base=base)
    triples, triple_counts = _sorted(counts.triples, counts.triple_counts, base=base)
    np.savez_compressed(
        path,
        numbers=counts.numbers,
        shares=np.array([*counts.shares, counts.total]),
        once=counts.once,
        pairs=pairs,
        pair_counts=pair_counts,
        triples=triples,
        triple_counts=triple_counts,
    )


def unpack(path: Path = PACKED) -> Counts:
    """Read what pack wrote; rows may come in another order than they were packed in."""
    with np.load(path, allow_pickle=False) as arrays:
        one, two, three, total = arrays["shares"].tolist()
        base = len(arrays["once"])
        return Counts(
            numbers=arrays["numbers"],
            size=base // TAGS,
            shares=(one, two, three),
            total=total,
            once=arrays["once"],
            pairs=_apart(arrays["pairs"], base=base, length=2),
            pair_counts=arrays["pair_counts"].astype(np.float64),
            triples=_apart(arrays["triples"], base=base, length=3),
            triple_counts=arrays["triple_counts"].astype(np.float64),
        )


def _sorted(rows: Ints, counts: Floats, *, base: int) -> tuple[Ints, Ints]:
    keys = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        keys = keys * base + column
    order = np.argsort(keys)
    return np.diff(keys[order], prepend=0), counts[order].astype(np.int64)


def _apart(steps: Ints, *, base: int, length: int) -> Ints:
    keys = steps.cumsum()
    columns = []
    for _ in range(length):
        keys, column = np.divmod(keys, base)
        columns.append(column)
    return np.stack(columns[::-1], axis=1)
