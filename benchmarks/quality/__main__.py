"""Print the table of docs/grouping.md: `make bench-quality`, or python -m benchmarks.quality."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.quality import ours, peers, topics
from benchmarks.quality.encoders import source_of
from benchmarks.quality.likeness import Lesson, learn, make_lesson
from benchmarks.quality.options import MEASURED, parsed, read_streams
from benchmarks.quality.scoring import Score, score
from benchmarks.quality.streams import Stream, every_text
from benchmarks.quality.vectors import Source
from engine.nlp.encoder import Vectors
from engine.nlp.policies import policy_for
from engine.nlp.similarity import Policy
from engine.nlp.wish import WishEncoder

HEAD = "| file | grouping | B-cubed F1 | pairwise F1 | note |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Bench:
    """What every part of the table is made of."""

    source: Source
    streams: dict[str, Stream]
    folds: int
    lessons: dict[str, Lesson] = field(default_factory=dict)

    def others(self, part: str) -> list[Lesson]:
        """Return the lessons of every other file, each compared once."""
        for name, stream in self.streams.items():
            if name not in self.lessons:
                self.lessons[name] = make_lesson(stream, self.source)
        return [lesson for name, lesson in self.lessons.items() if name != part]


def main(arguments: list[str]) -> None:
    """Print a line for each file and grouping, as each is ready."""
    asked = parsed(arguments)
    streams = read_streams(asked.data, own=asked.own)
    if asked.list_texts:
        asked.list_texts.write_text(
            "\n".join(map(json.dumps, every_text(streams.values()))), encoding="utf-8"
        )
        return
    bench = Bench(source_of(asked.encoder, vectors=asked.vectors), streams, asked.folds)
    print(HEAD)
    for part in MEASURED:
        stream = streams[part]
        print(f"| {part} | {len(stream.gold)} rows, {len(set(stream.gold))} wishes | | | |")
        parts = [_simple, *([] if asked.no_topics else [_topics]), _ours, _in_folds]
        for lines in parts:
            for line in lines(stream, bench):
                print(f"| {part} | {line}", flush=True)


def _simple(stream: Stream, bench: Bench) -> Iterator[str]:
    yield _line("everything alone", peers.alone(stream.gold))
    yield _better("nearest centroid, best threshold", stream, bench, peers.best_centroid)
    yield _better("average linkage, best threshold", stream, bench, peers.best_linkage)


def _topics(stream: Stream, bench: Bench) -> Iterator[str]:
    texts = [row.text for row in stream.scored]
    yield _better(
        "BERTopic, default", stream, bench, lambda gold, v: topics.by_default(gold, texts, v)
    )
    tried = [
        (*topics.at_best(stream.gold, texts, vectors), kind)
        for kind, vectors in _vectors(stream, bench)
    ]
    found, setting, kind = max(tried, key=lambda one: one[0].mean)
    yield _line("BERTopic, best of ten settings", found, note=f"{kind}; {setting}")


def _ours(stream: Stream, bench: Bench) -> Iterator[str]:
    shipped = policy_for(WishEncoder(bench.source).version)
    yield from _in_orders("ours as it ships", stream, bench, shipped)
    learnt = learn(bench.others(stream.part))
    yield from _in_orders("**ours, learnt from the other files**", stream, bench, learnt)


def _in_orders(name: str, stream: Stream, bench: Bench, policy: Policy) -> Iterator[str]:
    found = score(stream.gold, ours.group(stream, bench.source, policy=policy))
    orders = ours.shuffled(stream, bench.source, policy=policy)
    changes = [figure - found.b_cubed for figure in orders]
    note = f"shuffled five times: {min(changes):+.3f} to {max(changes):+.3f}"
    yield _line(name, found, note=note)


def _in_folds(stream: Stream, bench: Bench) -> Iterator[str]:
    others = bench.others(stream.part)
    found, parts = ours.in_folds(stream, bench.source, others=others, folds=bench.folds)
    gold = [row for part in parts for row in part.gold]
    yield _line(f"in {bench.folds} folds: everything alone", peers.alone(gold))
    centroid = peers.best_centroid_in_parts(
        [(part.gold, dict(_vectors(part, bench))["span and content"]) for part in parts]
    )
    yield _line(f"in {bench.folds} folds: nearest centroid, best threshold", centroid)
    yield _line(f"in {bench.folds} folds: **ours, learnt from the rest**", found)


def _vectors(stream: Stream, bench: Bench) -> list[tuple[str, Vectors]]:
    """Return what peers are given: the text as it came, and the very vectors of ours."""
    texts = [row.text for row in stream.scored]
    spans = [row.span for row in stream.scored]
    return [
        ("text", bench.source.texts(texts, part=stream.part)),
        ("span and content", bench.source.wishes(spans, part=stream.part)),
    ]


def _better(
    name: str, stream: Stream, bench: Bench, way: Callable[[list[str], Vectors], Score]
) -> str:
    """Name the better of both vectors in the note."""
    tried = [(way(stream.gold, vectors), kind) for kind, vectors in _vectors(stream, bench)]
    found, kind = max(tried, key=lambda one: one[0].mean)
    return _line(name, found, note=kind)


def _line(name: str, found: Score, *, note: str = "") -> str:
    b_cubed = f"{found.b_cubed:.3f} ({_span(found.b_cubed_interval)})"
    pairwise = f"{found.pairwise:.3f} ({_span(found.pairwise_interval)})"
    return f"{name} | {b_cubed} | {pairwise} | {note} |"


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.2f}–{interval[1]:.2f}"


if __name__ == "__main__":
    main(sys.argv[1:])
