"""Ideas follow who a fan is: who is no fan stands behind nothing, until a person says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.identity import name_key
from feedback.models import Account, Role
from feedback.services.roles import flag_own_accounts, set_fan_role
from ideas.models import Evidence, Support
from ideas.services.supporting import count_support
from ideas.services.voting import VoteRefusedError, add_vote
from tests.factories import make_evidence, make_fan, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from ideas.models import Idea

pytestmark = pytest.mark.django_db


def fans_of(idea: Idea) -> int | None:
    return Support.objects.get(idea=idea).fans


def test_ideas_follow_a_persons_word_and_its_undo(editor: User) -> None:
    idea, fan = make_idea(), make_fan()
    make_evidence(idea, "出个冷宫冰箱", fan=fan)
    make_evidence(idea, "想要冷宫冰箱")
    count_support([idea.pk])
    assert fans_of(idea) == 2
    set_fan_role([fan], role=Role.COPYCAT, actor=editor, reason="冒充")
    assert fans_of(idea) == 1
    assert Evidence.objects.standing().filter(idea=idea).count() == 1
    undo(Operation.objects.get(), actor=editor)
    assert fans_of(idea) == 2


def test_ideas_follow_votes_of_who_is_no_fan(editor: User) -> None:
    idea, fan = make_idea(), make_fan()
    add_vote(idea, fan=fan, source="热线", actor=editor)
    assert fans_of(idea) == 1
    set_fan_role([fan], role=Role.COMPANY, actor=editor)
    assert not fans_of(idea)
    fan.refresh_from_db()
    with pytest.raises(VoteRefusedError):
        add_vote(make_idea("另一个"), fan=fan, source="热线", actor=editor)


def test_ideas_follow_an_account_of_ours() -> None:
    idea = make_idea()
    key = name_key("weibo", "极光电器", secret=settings.AUTHOR_SECRET)
    make_evidence(idea, "出个冷宫冰箱", fan=make_fan(name_key=key))
    make_evidence(idea, "想要冷宫冰箱")
    count_support([idea.pk])
    Account.objects.create(channel="weibo", name="极光电器")
    assert flag_own_accounts(secret=settings.AUTHOR_SECRET) == 1
    assert fans_of(idea) == 1


def test_following_many_fans_takes_as_many_queries_as_following_few(editor: User) -> None:
    idea, fans = make_idea(), [make_fan() for _ in range(8)]
    for fan in fans:
        make_evidence(idea, "出个冷宫冰箱", fan=fan)
    with CaptureQueriesContext(connection) as few:
        set_fan_role(fans[:2], role=Role.COPYCAT, actor=editor)
    with CaptureQueriesContext(connection) as many:
        set_fan_role(fans[2:], role=Role.COPYCAT, actor=editor)
    assert len(many) == len(few)
