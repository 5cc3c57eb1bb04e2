"""Several people, or a person and the machine, at the same time: one wins, the other is told."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from engine.ledger.models import Operation
from engine.ledger.undoing import RefusedError, undo
from feedback.encoding import configured_encoder
from feedback.models import FanRequest
from feedback.services.reading import read_batch
from feedback.services.rereading import reread_batch
from feedback.services.versions import activate_version
from ideas.models import Assignment, Cluster, Evidence, Idea
from ideas.services.assigning import Assigned, assign_batch
from ideas.services.locking import may_write
from ideas.services.structure import (
    StructureError,
    confirm_request,
    merge_ideas,
    move_request,
    split_idea,
)
from ideas.services.supporting import support_of_ideas
from tests.factories import make_comment, make_idea, make_request, make_unread
from tests.feedback.test_reader_versions import make_version
from tests.ideas.test_structure import fridges, shoes, vector

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)

_WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Begin all acts at once, each in a connection of its own; what they answered or raised."""
    start = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def work(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refusals(answers: list[Any]) -> list[type]:
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


def test_of_two_merges_in_opposite_directions_one_is_told_where_it_went() -> None:
    one, other = fridges()[0], shoes()[0]
    answers = together(
        lambda: merge_ideas([one], into=other, actor=None),
        lambda: merge_ideas([other], into=one, actor=None),
    )
    assert refusals(answers) == [StructureError]
    (winner,) = Idea.objects.open()
    (refused,) = (answer for answer in answers if isinstance(answer, StructureError))
    assert str(winner) in str(refused)
    assert Operation.objects.filter(kind="idea.merge").count() == 1
    assert winner.support.mentions == 5


def test_even_past_the_services_two_opposite_merges_make_no_circle() -> None:
    ideas = [make_idea("甲"), make_idea("乙")]
    first_is_written = threading.Event()

    def merge(idea: Idea, into: Idea, *, wait: threading.Event | None) -> None:
        with transaction.atomic():
            if wait is not None:
                wait.wait()
            Idea.objects.filter(pk=idea.pk).update(merged_into=into)
            first_is_written.set()

    answers = together(
        lambda: merge(ideas[0], ideas[1], wait=None),
        lambda: merge(ideas[1], ideas[0], wait=first_is_written),
    )
    assert len(refusals(answers)) == 1
    assert Idea.objects.open().count() == 1


def test_of_two_undos_of_one_operation_one_is_refused() -> None:
    one, other = fridges()[0], shoes()[0]
    merge_ideas([one], into=other, actor=None)
    merged = Operation.objects.get()
    answers = together(*(lambda: undo(merged, actor=None) for _ in range(2)))
    assert refusals(answers) == [RefusedError]
    assert Idea.objects.open().count() == 2
    assert Operation.objects.filter(undoes=merged).count() == 1


def test_while_a_person_splits_the_machine_steps_aside_and_comes_again() -> None:
    idea, _, requests = fridges()
    make_request(make_comment("冷宫冰箱"), embedding=vector(0), grouped_at=None)
    found: list[Assigned | None] = []
    with transaction.atomic():
        split_idea(idea, title="新的", requests=requests[:1], actor=None)
        machine = threading.Thread(target=lambda: found.append(group_once()))
        machine.start()
        machine.join()
    assert found == [None]
    assert group_once() == Assigned(requests=1, promoted=0)
    check_everything()


def test_splits_moves_and_assigning_at_once_lose_nobody() -> None:
    idea, _, requests = fridges()
    other, _, _ = shoes()
    for number in range(6):
        make_request(make_comment(f"冷宫冰箱{number}"), embedding=vector(0), grouped_at=None)
    answers = together(
        lambda: split_idea(idea, title="新的", requests=requests[:1], actor=None),
        lambda: move_request(requests[1], to=other, actor=None),
        lambda: move_request(requests[0], to=other, actor=None),
        *(group_once for _ in range(3)),
    )
    # the request that two wanted is where the later of them put it
    assert refusals(answers) in ([], [StructureError])
    while group_once().requests:
        pass
    check_everything()


def test_who_decides_while_a_comment_is_read_again_comes_before_or_is_told() -> None:
    make_unread("能不能出一款白冰箱？")
    read_batch(limit=10, encoder=configured_encoder())
    request, idea = FanRequest.objects.get(), make_idea("白冰箱")
    activate_version(make_version(), actor=None)
    answers: list[Any] = []
    with transaction.atomic():
        confirm_request(request, idea=idea, actor=None)
        reader = threading.Thread(target=lambda: answers.extend(together(read_all_again)))
        reader.start()
        wait_for_somebody_waiting()
    reader.join()
    assert refusals(answers) == []
    assert Evidence.objects.of_ideas([idea.pk]).get().request == request


def read_all_again() -> None:
    reread_batch(limit=10, encoder=configured_encoder())


def wait_for_somebody_waiting() -> None:
    """Until another connection waits for a lock that this one holds."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("nobody waits")


def group_once() -> Assigned | None:
    try:
        return assign_batch(limit=2, promotion_support=99)
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()


def check_everything() -> None:
    """Everybody is in one cluster, sizes are true, and stored numbers are what counting gives."""
    with transaction.atomic():
        assert may_write()
    rows = Assignment.objects.open()
    assert rows.count() == rows.values("request").distinct().count()
    for cluster in Cluster.objects.all():
        assert cluster.size == rows.filter(cluster=cluster).count()
    for idea in Idea.objects.open():
        counted = support_of_ideas([idea.pk])[idea.pk].mentions
        assert idea.support.mentions == counted == Evidence.objects.filter(idea=idea).count()
