"""Encoders: one protocol, here or at an outside address."""

import contextlib
import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from engine.nlp.encoder import EncoderError, HttpEncoder, default_encoder, unit_rows

Answer = Callable[[dict], tuple[int, bytes]]


class EmbeddingHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.headers["Authorization"], body))
        status, content = self.server.answer(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), EmbeddingHandler) as http:
        http.asked = []
        http.answer = embeddings_backwards
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield http
        http.shutdown()
        thread.join()


def embeddings_backwards(body):
    rows = [
        {"index": index, "embedding": [float(len(text)), 4.0, 0.0]}
        for index, text in enumerate(body["input"])
    ]
    return 200, json.dumps({"data": rows[::-1]}).encode()


def make_http_encoder(server, *, dimensions=3):
    url = f"http://127.0.0.1:{server.server_port}/v1/embeddings"
    return HttpEncoder(url=url, model="small", key="k-1", dimensions=dimensions, timeout=5)


def answer_with(status, content) -> Answer:
    return lambda body: (status, content)


def test_the_default_encoder_gives_unit_rows_and_likes_paraphrases():
    encoder = default_encoder()
    vectors = encoder.encode(["冷宫造型的冰箱", "冷宫样子的冰箱", "今天天气不错"])
    assert vectors.shape == (3, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_the_default_encoder_is_loaded_once():
    assert default_encoder() is default_encoder()


def test_no_texts_give_no_rows():
    assert default_encoder().encode([]).shape == (0, default_encoder().dimensions)


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀", "长" * 20_000])
def test_odd_texts_give_finite_vectors(text):
    assert np.isfinite(default_encoder().encode([text])).all()


def test_a_zero_row_stays_zero():
    assert unit_rows(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist() == [
        [0.0, 0.0],
        pytest.approx([0.6, 0.8]),
    ]


def test_an_outside_encoder_sends_model_and_key_and_keeps_the_order(server):
    vectors = make_http_encoder(server).encode(["abc", ""])
    assert vectors.tolist() == [pytest.approx([0.6, 0.8, 0]), pytest.approx([0, 1, 0])]
    assert server.asked == [("Bearer k-1", {"model": "small", "input": ["abc", ""]})]


def test_an_outside_encoder_sends_many_texts_in_batches(server):
    assert make_http_encoder(server).encode(["x"] * 300).shape == (300, 3)
    assert [len(body["input"]) for _, body in server.asked] == [256, 44]


def test_an_outside_encoder_is_not_asked_about_nothing(server):
    assert make_http_encoder(server).encode([]).shape == (0, 3)
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (401, b"", "401 Unauthorized"),
        (500, b"oops", "500 Internal Server Error"),
        (200, b"not json", "did not answer like"),
        (200, b'{"data": [{"index": 0}]}', "did not answer like"),
        (200, b'{"data": 5}', "did not answer like"),
        (200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}', "shape"),
        (200, b'{"data": []}', "shape"),
        (200, b'{"data": [' + b'{"index": 0, "embedding": [1, 2, 3]},' * 2 + b"{}]}", "answer"),
        (200, json.dumps({"data": [{"index": 0, "embedding": [1, 2, 3]}] * 2}).encode(), "shape"),
        (200, b'{"data": [{"index": 0, "embedding": [NaN, 1, 1]}]}', "not finite"),
    ],
)
def test_a_bad_answer_is_a_clear_error(server, status, content, message):
    server.answer = answer_with(status, content)
    with pytest.raises(EncoderError, match=message):
        make_http_encoder(server).encode(["a"])


def test_a_server_that_does_not_answer_in_time_is_a_clear_error(server):
    answered = threading.Event()

    def late(body):
        answered.wait()
        return embeddings_backwards(body)

    server.answer = late
    encoder = dataclasses.replace(make_http_encoder(server), timeout=0.2)
    with pytest.raises(EncoderError, match="timed out"):
        encoder.encode(["a"])
    answered.set()


def test_a_server_that_is_away_is_a_clear_error():
    with HTTPServer(("127.0.0.1", 0), EmbeddingHandler) as http:
        port = http.server_port
    encoder = HttpEncoder(url=f"http://127.0.0.1:{port}/", model="m", key="", dimensions=3)
    with pytest.raises(EncoderError, match="cannot be reached"):
        encoder.encode(["a"])


def test_only_http_addresses_are_accepted():
    with pytest.raises(EncoderError, match="http://"):
        HttpEncoder(url="file:///etc/passwd", model="m", key="", dimensions=3)


def test_the_key_is_not_shown():
    encoder = HttpEncoder(url="http://localhost/", model="m", key="secret-key", dimensions=3)
    assert "secret-key" not in repr(encoder)
