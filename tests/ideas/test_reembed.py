"""Re-embedding: all vectors move to another encoder while requests go on being grouped."""

from __future__ import annotations

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from engine.nlp.encoder import EncoderError, unit_rows
from feedback.encoding import configured_encoder, encoder_in_use, version_in_use
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster, NextVector
from ideas.services.assigning import assign_batch
from ideas.services.reembedding import (
    embed_strangers,
    only_one,
    prepare_batch,
    switch,
    to_prepare,
)
from tests.factories import make_comment, make_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.nlp.encoder import Vectors

pytestmark = pytest.mark.django_db
FRIDGE, SHOES = "求出冷宫冰箱", "希望洗衣机能洗鞋"


class LetterEncoder:
    """Five numbers a text, quick and always the same."""

    version = "wish-1/letters/5"
    dimensions = 5

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = [[sum(ord(c) for c in t) % p + 1.0 for p in (2, 3, 5, 7, 11)] for t in texts]
        return unit_rows(np.array(rows).reshape(len(texts), 5))


class BrokenEncoder(LetterEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("away")


def make_waiting(*texts: str) -> list[FanRequest]:
    encoder = configured_encoder()
    return [
        make_request(
            make_comment(text),
            embedding=vector,
            encoder_version=encoder.version,
            grouped_at=None,
        )
        for text, vector in zip(texts, encoder.encode(texts), strict=True)
    ]


def group_all() -> None:
    while (done := assign_batch(limit=50, promotion_support=99)) and done.requests:
        pass


def partition() -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for cluster, request in Assignment.objects.open().values_list("cluster", "request"):
        groups.setdefault(cluster, set()).add(request)
    return {frozenset(group) for group in groups.values()}


def versions() -> set[str]:
    found = set(FanRequest.objects.values_list("encoder_version", flat=True))
    return found | set(Cluster.objects.values_list("encoder_version", flat=True))


def test_everything_moves_and_the_clusters_stay() -> None:
    requests = make_waiting(FRIDGE, FRIDGE + "吧", SHOES)
    group_all()
    before, encoder = partition(), LetterEncoder()
    assert prepare_batch(encoder, limit=99) == 3
    assert switch(encoder)
    assert (versions(), version_in_use()) == ({encoder.version}, encoder.version)
    assert partition() == before
    cluster = Assignment.objects.open().get(request=requests[0]).cluster
    sums = encoder.encode([FRIDGE, FRIDGE + "吧"]).sum(axis=0)
    assert np.allclose(cluster.centroid, sums, atol=1e-5)
    assert not NextVector.objects.exists()


def test_a_stopped_run_goes_on_where_it_was() -> None:
    make_waiting(*[FRIDGE] * 5)
    encoder = LetterEncoder()
    assert prepare_batch(encoder, limit=2) == 2
    with pytest.raises(EncoderError):
        prepare_batch(BrokenEncoder(), limit=2)
    assert to_prepare(encoder.version).count() == 3
    assert version_in_use() is None
    assert prepare_batch(encoder, limit=99) == 3


def test_until_the_switch_new_requests_are_grouped_by_the_old_vectors() -> None:
    old = configured_encoder().version
    make_waiting(FRIDGE, SHOES)
    group_all()
    prepare_batch(LetterEncoder(), limit=99)
    assert encoder_in_use().version == old
    late = make_waiting(FRIDGE + "啊")
    group_all()
    assert Assignment.objects.open().get(request=late[0]).why["joined"]
    assert switch(LetterEncoder())
    assert versions() == {LetterEncoder.version}


def test_a_request_of_another_version_waits_and_is_embedded_anew() -> None:
    make_waiting(FRIDGE)
    group_all()
    stranger = make_request(
        make_comment(FRIDGE + "呀"),
        embedding=[1.0, 0.0],
        encoder_version="wish-1/other/2",
        grouped_at=None,
    )
    group_all()
    assert not stranger.assignments.exists()
    assert embed_strangers(limit=10) == 1
    group_all()
    assert partition() == {frozenset(FanRequest.objects.values_list("pk", flat=True))}
    assert embed_strangers(limit=10) == 0


def test_a_worker_without_the_encoder_in_use_leaves_new_requests_waiting(caplog) -> None:
    make_waiting(FRIDGE)
    group_all()
    prepare_batch(LetterEncoder(), limit=9)
    switch(LetterEncoder())
    make_waiting(SHOES)
    assert embed_strangers(limit=10) == 0
    assert "manage.py reembed" in caplog.text
    group_all()
    assert Assignment.objects.open().count() == 1


def test_the_switch_waits_while_many_lack_their_vector() -> None:
    requests = make_waiting(*[FRIDGE] * 2)
    FanRequest.objects.bulk_create(
        FanRequest(
            comment=requests[0].comment,
            kind="product",
            start=place,
            end=place + 1,
            text=FRIDGE,
            confidence=1,
            embedding=[1.0],
            encoder_version="x",
            reader_version="test",
        )
        for place in range(100, 180)
    )
    assert not switch(LetterEncoder())
    assert NextVector.objects.count() == 0
    prepare_batch(LetterEncoder(), limit=20)
    assert switch(LetterEncoder())
    assert versions() == {LetterEncoder.version}


@pytest.mark.parametrize("number", [3, 40])
def test_the_switch_costs_a_fixed_number_of_questions(
    django_assert_num_queries: object, number: int
) -> None:
    make_waiting(*[f"{FRIDGE}{place}" for place in range(number)])
    group_all()
    prepare_batch(LetterEncoder(), limit=99)
    with django_assert_num_queries(12):
        switch(LetterEncoder())


class EmbeddingHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = LetterEncoder().encode(body["input"]).tolist()
        data = [{"index": place, "embedding": row} for place, row in enumerate(rows)]
        content = json.dumps({"data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def outside_encoder(settings) -> Iterator[str]:
    """The settings that choose an encoder at another address; answers its version."""
    with HTTPServer(("127.0.0.1", 0), EmbeddingHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.ENCODER_URL = f"http://127.0.0.1:{server.server_port}/v1/embeddings"
        settings.ENCODER_MODEL, settings.ENCODER_KEY = "letters", ""
        settings.ENCODER_DIMENSIONS = 5
        configured_encoder.cache_clear()
        yield "wish-1/http:letters/5"
        configured_encoder.cache_clear()
        server.shutdown()
        thread.join()


def make_grouped_by_the_wheel() -> str:
    make_waiting(FRIDGE, FRIDGE + "吧", SHOES)
    group_all()
    configured_encoder.cache_clear()
    return configured_encoder().version


def test_the_command_moves_to_the_encoder_of_the_settings_and_back(
    request: pytest.FixtureRequest, settings
) -> None:
    old = make_grouped_by_the_wheel()
    new = request.getfixturevalue("outside_encoder")
    assert encoder_in_use().version == old
    out = io.StringIO()
    call_command("reembed", stdout=out)
    assert "3 of 3 prepared" in out.getvalue()
    assert (versions(), encoder_in_use().version) == ({new}, new)
    settings.ENCODER_URL = ""
    configured_encoder.cache_clear()
    call_command("reembed", stdout=out)
    assert versions() == {old}


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_once_is_refused() -> None:
    refused: list[str] = []

    def run() -> None:
        try:
            call_command("reembed", stdout=io.StringIO())
        except CommandError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with only_one():
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert "under way" in refused[0]
