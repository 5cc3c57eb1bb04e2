"""A real worker on a real broker: killed in the middle, the rest is done and nothing is double."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from engine.celery import app, nudge
from feedback.intake import AuthorData, CommentData
from feedback.models import Comment, FanRequest
from feedback.services.receiving import receive_comments
from ideas.models import Assignment, Idea

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 90.0
WISHES = ("能不能出一款冷宫造型的冰箱", "求出冷宫冰箱", "洗衣机能不能加个洗鞋功能")


def receive(count: int) -> None:
    items = [
        CommentData(
            channel="weibo",
            external_id=str(number),
            text_raw=f"{WISHES[number % 3]}，第{number}次了！",
            author=AuthorData(external_id=str(number), id_kind="native", display_name=None),
        )
        for number in range(count)
    ]
    receive_comments(items, secret="test-secret")


@contextmanager
def running_worker(settings) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "LENGGONG_DATABASE": settings.DATABASES["default"]["NAME"]}
    command = [sys.executable, "-m", "celery", "-A", "engine.celery", "worker"]
    options = ["--concurrency", "2", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
    worker = subprocess.Popen(
        [*command, *options], cwd=settings.BASE_DIR, env=environment, start_new_session=True
    )
    try:
        yield worker
    finally:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    app.control.purge()
    yield
    app.control.purge()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(settings):
    receive(900)
    with running_worker(settings) as worker:
        nudge("feedback.read_comments")
        wait_until(lambda: Comment.objects.unread().count() < 900)
        kill(worker)
    left = Comment.objects.unread().count()
    assert 0 < left < 900
    with running_worker(settings):
        nudge("feedback.read_comments")
        wait_until(
            lambda: (
                not Comment.objects.unread().exists() and not FanRequest.objects.to_group().exists()
            )
        )
    spans = FanRequest.objects.current().values_list("comment", "start", "end")
    assert len(spans) == len(set(spans))
    concrete = FanRequest.objects.current().filter(is_vague=False).count()
    assert Assignment.objects.open().count() == concrete
    assert Idea.objects.filter(title__contains="冷宫").exists()
