"""BERTopic on the same vectors: as it comes, and at its best of ten settings.

Which words describe a topic does not change which rows are in it, so characters are counted
instead of words: that needs no segmentation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from bertopic import BERTopic
from hdbscan import HDBSCAN
from sklearn.feature_extraction.text import CountVectorizer
from umap import UMAP

from benchmarks.quality.scoring import Score, score
from engine.nlp.encoder import Vectors

OUTLIER = -1


@dataclass(frozen=True, slots=True)
class Setting:
    """What people turn first; the first values are BERTopic's own."""

    size: int = 10
    neighbours: int = 15
    components: int = 5
    selection: str = "eom"

    def __str__(self) -> str:
        return (
            f"size {self.size}, {self.neighbours} neighbours, {self.components}d {self.selection}"
        )


DEFAULT = Setting()
TEN = (
    Setting(size=5),
    Setting(size=3),
    Setting(size=2),
    Setting(size=5, neighbours=5),
    Setting(size=3, neighbours=5),
    Setting(size=2, neighbours=5),
    Setting(size=3, neighbours=5, selection="leaf"),
    Setting(size=2, neighbours=5, selection="leaf"),
    Setting(size=3, neighbours=5, components=10),
    Setting(size=2, neighbours=5, components=10),
)


def by_default(gold: Sequence[str], texts: Sequence[str], vectors: Vectors) -> Score:
    """Score BERTopic as it comes; outliers stand alone, or are one topic: the better counts."""
    topics = fit(texts, vectors, setting=DEFAULT)[0]
    return max(score(gold, topics), score(gold, _alone(topics)), key=lambda found: found.mean)


def at_best(gold: Sequence[str], texts: Sequence[str], vectors: Vectors) -> tuple[Score, str]:
    """Score the best of ten settings, each with its outliers alone or given to their nearest."""
    found = []
    for setting in TEN:
        topics, reduced = fit(texts, vectors, setting=setting)
        found.append((score(gold, _alone(topics)), f"{setting}, outliers alone"))
        found.append((score(gold, reduced), f"{setting}, outliers reduced"))
    return max(found, key=lambda pair: pair[0].mean)


def fit(texts: Sequence[str], vectors: Vectors, *, setting: Setting) -> tuple[list[int], list[int]]:
    """Return the topics, outliers as -1, and the topics with outliers given to the nearest."""
    model = BERTopic(
        umap_model=UMAP(
            n_neighbors=setting.neighbours,
            n_components=setting.components,
            min_dist=0.0,
            metric="cosine",
            random_state=7,
        ),
        hdbscan_model=HDBSCAN(
            min_cluster_size=setting.size,
            metric="euclidean",
            cluster_selection_method=setting.selection,
            prediction_data=True,
        ),
        vectorizer_model=CountVectorizer(analyzer="char", ngram_range=(1, 2)),
        min_topic_size=setting.size,
        embedding_model=None,
    )
    topics, _ = model.fit_transform(list(texts), np.asarray(vectors))
    if OUTLIER not in topics or set(topics) == {OUTLIER}:
        return list(topics), list(topics)
    reduced = model.reduce_outliers(
        list(texts), topics, strategy="embeddings", embeddings=np.asarray(vectors)
    )
    return list(topics), [int(topic) for topic in reduced]


def _alone(topics: Sequence[int]) -> list[int]:
    """Give each outlier a number of its own."""
    return [topic if topic != OUTLIER else -2 - row for row, topic in enumerate(topics)]
