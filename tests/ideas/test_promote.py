"""Promotion: enough effective supporters, or a person's word; the machine proposes the rest."""

from __future__ import annotations

import pytest

from engine.ledger.models import Operation
from feedback.models import LexiconEntry, ProductLine
from ideas.models import Cluster, Idea, Status
from ideas.services.moving import change_status
from ideas.services.nearest import waiting_wish
from ideas.services.promoting import promote_by_hand, promote_clusters, retitle_candidates
from ideas.services.proposing import (
    brand_words,
    product_words,
    propose_cluster_title,
    propose_product_line,
)
from tests.factories import make_assignment, make_cluster, make_comment, make_request

pytestmark = pytest.mark.django_db


def make_asked(*texts: str):
    cluster = make_cluster(size=len(texts))
    for text in texts:
        make_assignment(make_request(make_comment(text)), cluster=cluster, is_representative=True)
    return cluster


def test_a_wave_of_copies_from_three_accounts_is_not_enough():
    cluster = make_asked(*["快出冷宫冰箱"] * 3)
    assert len(promote_clusters([cluster.pk], minimum=3)) == 0


def test_three_fans_in_their_own_words_are_enough():
    cluster = make_asked("求冷宫冰箱", "冷宫冰箱快出", "我要一台冷宫冰箱")
    assert len(promote_clusters([cluster.pk], minimum=3)) == 1
    assert len(promote_clusters([cluster.pk], minimum=3)) == 0
    assert Idea.objects.count() == 1


def test_a_person_may_promote_a_single_wish_and_the_ledger_says_who(manager):
    cluster = make_asked("求冷宫冰箱贴")
    idea = promote_by_hand(cluster, actor=manager, reason="好玩")
    assert promote_by_hand(cluster, actor=manager) == idea
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.reason) == ("idea.promote", manager, "好玩")
    assert idea.support.fans == 1


def test_the_product_line_is_proposed_by_the_words_fans_use():
    line = ProductLine.objects.create(name="冰箱")
    LexiconEntry.objects.create(word="雪櫃", meaning="product", product_line=line)
    LexiconEntry.objects.create(word="冰箱", meaning="product", product_line=line)
    cluster = make_asked("求冷宫冰箱", "想要冷宫雪柜", "来人，打入冷宫")
    promote_clusters([cluster.pk], minimum=3)
    assert Idea.objects.get().product_line == line


def test_the_title_follows_the_cluster_until_somebody_triages_the_idea(manager):
    cluster = make_asked("求冷宫冰箱", "冷宫冰箱快出", "我要一台冷宫冰箱")
    promote_clusters([cluster.pk], minimum=3)
    Cluster.objects.update(title="冷宫造型冰箱")
    assert retitle_candidates([cluster.pk]) == 1
    assert retitle_candidates([cluster.pk]) == 0
    idea = change_status(Idea.objects.get(), to=Status.TRIAGED, actor=manager)
    Cluster.objects.update(title="别的")
    assert retitle_candidates([cluster.pk]) == 0
    idea.refresh_from_db()
    assert idea.title == "冷宫造型冰箱"


def test_a_title_does_not_name_us():
    LexiconEntry.objects.create(word="极光", meaning="nickname")
    wishes = [waiting_wish(make_request(make_comment("极光燃气热水器零冷水")))]
    assert propose_cluster_title(wishes, brands=brand_words()) == "燃气热水器零冷水"


def test_texts_that_name_several_products_propose_none():
    words = {"冰箱": 1, "空调": 2}
    assert propose_product_line(["冰箱好", "空调好"], words=words) is None
    assert propose_product_line([], words=words) is None
    assert product_words() == {}
