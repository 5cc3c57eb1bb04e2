"""A real `reread` killed in the middle of a batch: the next one goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.rereading import to_reread
from feedback.services.versions import activate_version, active_version
from tests.factories import make_unread
from tests.feedback.test_reader_versions import make_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

PATIENCE = 180.0
BATCH = 4
THINGS = ("冰箱", "洗衣机", "空调", "烤箱", "风扇", "电视")
TEXTS = [f"能不能出一款{colour}{thing}？" for colour in ("白色的", "红色的") for thing in THINGS]
# Newest first: 11 to 8 are one batch, 7 to 4 the one that is cut, 3 to 0 never begun.
CUT = 5
ASKED, PRAISED = (10, 6, 1), (9, 4, 0)
_BLOCKED = """
SELECT DISTINCT pid FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""
_ALIVE = "SELECT pid FROM pg_stat_activity WHERE pid = ANY (%s)"


def start_reread(settings) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "LENGGONG_DATABASE": settings.DATABASES["default"]["NAME"],
        # nothing of this test is left in a queue
        "CELERY_BROKER_URL": "redis+socket:///nowhere/at-all.sock",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "reread", "--batch", str(BATCH)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def reread_to_the_end(settings) -> str:
    told, _ = start_reread(settings).communicate(timeout=PATIENCE)
    return told


def pids(question: str, *values: object) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [row[0] for row in cursor.fetchall()]


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def kill_in_the_middle(settings, held: FanRequest) -> None:
    """Kill a reread that has written half a batch and waits for a row of this one."""
    with transaction.atomic():
        FanRequest.objects.select_for_update().get(pk=held.pk)
        reread = start_reread(settings)
        try:
            wait_until(lambda: bool(pids(_BLOCKED)))
            waiting = pids(_BLOCKED)
        finally:
            reread.send_signal(signal.SIGKILL)
            reread.communicate()
    wait_until(lambda: not pids(_ALIVE, waiting))


def read_all() -> None:
    read_batch(limit=100, encoder=configured_encoder())


@pytest.fixture
def comments(editor: User) -> list[Comment]:
    """Twelve wishes read by the shipped version; of some a person said what they are."""
    made = [make_unread(text) for text in TEXTS]
    read_all()
    label_comments([made[n] for n in ASKED], label="product_request", actor=editor)
    label_comments([made[n] for n in PRAISED], label="praise", actor=editor)
    read_all()
    return made


def asked_of() -> list[int]:
    """The comments of the requests that stand, one for each request."""
    rows = FanRequest.objects.current().order_by("comment")
    return list(rows.values_list("comment", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_killed_reread_keeps_whole_batches_and_the_next_one_does_the_rest(settings, comments):
    keys = [comment.pk for comment in comments]
    shipped, blind = active_version(), make_version()
    stays = ("pk", "person_label", "read_at", "sentiment")
    before = list(Comment.objects.order_by("pk").values_list(*stays))
    wishes = asked_of()
    assert wishes == [key for n, key in enumerate(keys) if n not in PRAISED]

    activate_version(blind, actor=None)
    kill_in_the_middle(settings, FanRequest.objects.current().get(comment=keys[CUT]))
    done = set(Comment.objects.filter(reader_version=blind.name).values_list("pk", flat=True))
    assert done == set(keys[-BATCH:])
    assert asked_of() == [key for key in wishes if key not in done or keys.index(key) in ASKED]

    told = reread_to_the_end(settings)
    assert f"{len(keys) - BATCH} comments read again; 0 left." in told
    assert to_reread() == 0
    assert asked_of() == sorted(keys[n] for n in ASKED)

    activate_version(shipped, actor=None)
    assert f"{len(keys)} comments read again; 0 left." in reread_to_the_end(settings)
    assert asked_of() == wishes
    assert list(Comment.objects.order_by("pk").values_list(*stays)) == before
