"""The straightforward pipeline: each comment by itself, each row saved by itself."""

from __future__ import annotations

import time
from multiprocessing import get_context
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from snownlp import SnowNLP

from benchmarks.way.comments import batches
from engine.nlp.encoder import default_encoder
from engine.nlp.normalise import bigrams, clean, fingerprint
from engine.nlp.reading import read
from feedback.models import Comment, FanRequest, Thread

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

    from feedback.intake import CommentData

PROCESSES = 2


def plain_rate(path: Path, *, rows: int) -> float:
    """Comments a second of two processes side by side, their loading left out."""
    context = get_context("spawn")
    barrier = context.Barrier(PROCESSES)
    share = rows // PROCESSES
    tasks = [(path, number * share, share, barrier) for number in range(PROCESSES)]
    seconds = context.SimpleQueue()
    processes = [context.Process(target=_work, args=(*task, seconds)) for task in tasks]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        message = "the straightforward pipeline failed"
        raise RuntimeError(message)
    return share * PROCESSES / max(seconds.get() for _ in processes)


def _work(path: Path, first: int, rows: int, barrier: Barrier, seconds: object) -> None:
    items = [item for batch in batches(path, first=first, rows=rows) for item in batch]
    _sentiment("好")
    default_encoder().encode(["冷宫冰箱"])
    read(["求出一款冷宫冰箱"])
    barrier.wait()
    began = time.monotonic()
    for item in items:
        _take(item)
    seconds.put(time.monotonic() - began)  # type: ignore[attr-defined]
    connection.close()


def _take(item: CommentData) -> None:
    text = clean(item.text_raw).text
    comment = Comment(channel=item.channel, external_id=f"plain-{item.external_id}", text=text)
    comment.text_raw = item.text_raw
    if item.thread is not None:
        comment.thread, _ = Thread.objects.get_or_create(
            channel=item.channel, external_id=item.thread.external_id
        )
    comment.save()
    vector = default_encoder().encode([text])[0]
    (found,) = read([text], with_sentiment=False)
    comment.machine_label, comment.machine_confidence = found.label, found.confidence
    comment.sentiment = _sentiment(text)
    comment.fingerprint, comment.search_terms = fingerprint(text), bigrams(text)
    comment.read_at, comment.reader_version = timezone.now(), found.version
    comment.save()
    for finding in found.findings:
        FanRequest(
            comment=comment,
            kind=finding.kind,
            start=finding.start,
            end=finding.end,
            text=finding.text,
            confidence=finding.confidence,
            embedding=vector,
            encoder_version=default_encoder().version,
            reader_version=found.version,
        ).save()


def _sentiment(text: str) -> float | None:
    return SnowNLP(text).sentiments if text.strip() else None
