"""Several clients handing in the same comments at once: each is answered, none is double."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from feedback.models import Comment
from tests.api import make_client, post_json

CHANNELS = ("weibo", "douyin", "bilibili")


def records(*, seed: int, likes: int) -> list[dict[str, Any]]:
    found = [
        {
            "channel": CHANNELS[number % 3],
            "external_id": str(number),
            "text_raw": f"求出第{number}款冰箱",
            "author": {"external_id": f"fan-{number % 20}", "followers": likes},
            "thread": {"external_id": f"thread-{number % 5}"},
            "like_count": likes,
        }
        for number in range(120)
    ]
    random.Random(seed).shuffle(found)
    return found


@pytest.mark.django_db(transaction=True)
def test_two_clients_with_the_same_comments_lose_and_double_nothing() -> None:
    client = make_client()

    def hand_in(seed: int) -> int:
        try:
            return post_json(client, records(seed=seed, likes=seed)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(hand_in, range(8)))
    assert answers == [200] * 8
    assert Comment.objects.count() == 120
