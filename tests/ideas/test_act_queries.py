"""What arranging costs in statements does not grow with what it arranges, nor does its undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from ideas.models import Pin, Place
from ideas.services.structure import (
    attach_cluster,
    confirm_request,
    detach_cluster,
    move_request,
    reject_request,
    split_idea,
)
from ideas.services.voting import add_vote, withdraw_vote
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_fan,
    make_idea,
    make_request,
)
from tests.ideas.test_structure import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

    from feedback.models import FanRequest
    from ideas.models import Cluster, Idea

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 4
_DIMENSIONS = 8


@dataclass(frozen=True)
class Stood:
    """An idea on as many clusters as each of them has requests, the first of each pinned."""

    idea: Idea
    clusters: list[Cluster]
    requests: list[list[FanRequest]]


def make_stood(number: int, *, first: int, actor: User) -> Stood:
    stood = Stood(make_idea(effective=None), [], [])
    for place in range(number):
        vector = np.eye(_DIMENSIONS, dtype=np.float32)[first + place]
        cluster = make_cluster(stood.idea, centroid=vector)
        rows = [
            make_request(make_comment(f"第{first + place}种的第{one}个"), embedding=vector)
            for one in range(number)
        ]
        for one, row in enumerate(rows):
            make_assignment(row, cluster=cluster, is_representative=one < 2)
        stood.clusters.append(cluster)
        stood.requests.append(rows)
    settle(*stood.clusters)
    pins = [Pin(request=rows[0], idea=stood.idea, says=Place.BELONGS) for rows in stood.requests]
    Pin.objects.bulk_create(pins)
    for _ in range(number):
        add_vote(stood.idea, fan=make_fan(), actor=actor, source="热线")
    return stood


def split(one: Stood, other: Stood, actor: User) -> None:
    """Its first cluster goes, and single requests of all the others."""
    singles = [row for rows in one.requests[1:] for row in rows[1:]]
    split_idea(one.idea, title="分出", clusters=one.clusters[:1], requests=singles, actor=actor)


def move(one: Stood, other: Stood, actor: User) -> None:
    move_request(one.requests[1][1], to=other.idea, actor=actor)


def attach(one: Stood, other: Stood, actor: User) -> None:
    attach_cluster(one.clusters[0], to=other.idea, actor=actor)


def detach(one: Stood, other: Stood, actor: User) -> None:
    detach_cluster(one.clusters[0], actor=actor)


def confirm(one: Stood, other: Stood, actor: User) -> None:
    confirm_request(one.requests[1][1], idea=one.idea, actor=actor)


def reject(one: Stood, other: Stood, actor: User) -> None:
    reject_request(one.requests[1][0], idea=one.idea, actor=actor)


def vote(one: Stood, other: Stood, actor: User) -> None:
    add_vote(one.idea, fan=make_fan(), actor=actor, source="热线")


def unvote(one: Stood, other: Stood, actor: User) -> None:
    withdraw_vote(one.idea.votes.latest("pk"), actor=actor)


def cost(does: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        does()
    return len(seen)


@pytest.mark.parametrize("act", [split, move, attach, detach, confirm, reject, vote, unvote])
def test_an_act_and_its_undo_cost_the_same_of_few_and_of_many(act: Any, editor: User) -> None:
    costs = []
    for number in (FEW, MANY):
        one = make_stood(number, first=0, actor=editor)
        other = make_stood(number, first=4, actor=editor)
        done = cost(lambda one=one, other=other: act(one, other, editor))
        operation = Operation.objects.latest("pk")
        undone = cost(lambda operation=operation: undo(operation, actor=editor))
        again = Operation.objects.latest("pk")
        costs.append((done, undone, cost(lambda again=again: undo(again, actor=editor))))
    assert costs[0] == costs[1]
