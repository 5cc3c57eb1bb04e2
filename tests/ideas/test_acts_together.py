"""Two people at once: one wins, the other is told; no vote and no decision is made twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from engine.ledger.replaying import differences
from ideas.models import Decision, Idea, Vote
from ideas.roles import MANAGER, sync_roles
from ideas.services.moving import Given, IllegalMoveError, change_status
from ideas.services.voting import add_vote
from ideas.services.waking import wake_parked
from tests.factories import make_fan, make_idea, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
WHY_NOT = "现阶段成本过高，暂不考虑"


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act answered, or the error it raised."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except IllegalMoveError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_acts_at_once() -> None:
    sync_roles()
    manager = make_user("manager", group=MANAGER)
    idea, fan = make_idea(), make_fan()

    votes = together(*[lambda: add_vote(idea, fan=fan, source="热线", actor=manager)] * 4)
    assert sorted(is_new for _vote, is_new in votes) == [False, False, False, True]
    assert Vote.objects.count() == 1

    given = Given(public_reason=WHY_NOT, seen="candidate")
    moved = together(
        *[lambda: change_status(idea, to="declined", actor=manager, given=given)] * 2,
        lambda: change_status(idea, to="in_review", actor=manager, given=Given(seen="candidate")),
    )
    assert len([answer for answer in moved if isinstance(answer, IllegalMoveError)]) == 2
    assert Decision.objects.standing().count() <= 1

    parked = make_idea("洗鞋机", status="parked", revisit_on="2026-01-01")
    day = Idea.objects.get(pk=parked.pk).revisit_on
    assert sorted(together(*[lambda: wake_parked(day)] * 3)) == [0, 0, 1]
    assert differences() == []
