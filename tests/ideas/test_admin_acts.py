"""Moves, votes and promotions by hand: each through its service, each for whom it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import reverse

from engine.ledger.models import Operation
from feedback.models import Account, Fan
from ideas.models import Cluster, Idea, Vote
from ideas.services.voting import add_vote
from tests.factories import make_cluster, make_evidence, make_fan, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db


def move(client: Client, idea: Idea, to: str, **values: Any) -> Any:
    address = reverse("admin:ideas_idea_move", args=[idea.pk, to])
    return client.post(address, {"seen": idea.status, **values}, follow=True)


def vote(client: Client, idea: Idea, **values: Any) -> Any:
    address = reverse("admin:ideas_idea_vote", args=[idea.pk])
    sent = {"channel": "weibo", "fan_id": "10086", "source": "https://example.com/1", **values}
    return client.post(address, sent, follow=True)


def status_of(idea: Idea) -> str:
    return Idea.objects.get(pk=idea.pk).status


def test_a_move_is_an_operation_with_its_reason(client: Client, manager: User) -> None:
    idea = make_idea()
    client.force_login(manager)
    move(client, idea, "in_review", reason="值得看")
    operation = Operation.objects.get()
    assert status_of(idea) == "in_review"
    assert (operation.kind, operation.actor, operation.reason) == (
        "idea.status",
        manager,
        "值得看",
    )


@pytest.mark.parametrize(
    ("to", "missing", "given"),
    [
        ("acknowledged", {}, {"public_reply": "https://weibo.com/1/abc"}),
        ("acknowledged", {"public_reply": "javascript:alert(1)"}, {"public_reply": "weibo.com/1"}),
        ("declined", {"public_reason": "  "}, {"public_reason": "现阶段成本过高，暂不考虑"}),
        (
            "planned",
            {"route": "small_batch"},
            {"route": "small_batch", "approver": "me", "reason": "先做一百台"},
        ),
        ("planned", {"route": "mass"}, {"route": "small_batch", "approver": "me", "reason": "好"}),
        ("parked", {"revisit_on": "2020-01-01"}, {"revisit_on": "2099-01-01"}),
    ],
)
def test_a_move_asks_for_what_it_needs(
    client: Client, manager: User, to: str, missing: dict[str, str], given: dict[str, str]
) -> None:
    idea = make_idea()
    client.force_login(manager)
    if given.get("approver"):
        given = {**given, "approver": str(manager.pk)}
    asked = move(client, idea, to, reason="我写过的话", **missing)
    assert "lg-error" in asked.content.decode()
    assert "我写过的话" in asked.content.decode()
    assert status_of(idea) == "candidate"
    move(client, idea, to, **given)
    assert status_of(idea) == to


@pytest.mark.parametrize("to", ["closed_loop", "candidate", "nonsense"])
def test_an_illegal_move_is_refused_with_the_legal_ones(
    client: Client, manager: User, to: str
) -> None:
    idea = make_idea()
    client.force_login(manager)
    page = move(client, idea, to).content.decode()
    assert "从这里可以转为：待评估、已回应" in page
    assert status_of(idea) == "candidate"


def test_an_editor_is_offered_and_may_make_only_an_editors_moves(
    client: Client, editor: User
) -> None:
    idea = make_idea()
    client.force_login(editor)
    page = client.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    assert "/move/acknowledged/" in page
    assert "/move/planned/" not in page
    move(client, idea, "planned")
    assert status_of(idea) == "candidate"


def test_a_move_seen_too_late_is_not_made(client: Client, manager: User) -> None:
    idea = make_idea()
    Idea.objects.filter(pk=idea.pk).update(status="triaged")
    client.force_login(manager)
    page = move(client, idea, "planned").content.decode()
    assert "期间有人改动了状态" in page
    assert status_of(idea) == "triaged"


def test_a_vote_on_a_fans_behalf_keeps_source_and_recorder(client: Client, editor: User) -> None:
    idea = make_idea()
    client.force_login(editor)
    vote(client, idea, fan_name="爱吃冰的人")
    row = Vote.objects.get()
    assert (row.idea, row.source, row.recorded_by) == (idea, "https://example.com/1", editor)
    assert row.fan.masked_name == "爱***人"
    assert "10086" not in row.fan.key
    assert Idea.objects.get(pk=idea.pk).support.votes == 1


def test_the_same_fan_votes_once_by_id_and_again(client: Client, editor: User) -> None:
    idea = make_idea()
    client.force_login(editor)
    vote(client, idea)
    again = vote(client, idea, source="热线")
    assert Vote.objects.count() == 1
    assert "已经给该创意投过票" in again.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"source": ""},
        {"link": "javascript:alert(1)"},
        {"said_at": "2999-01-01T00:00"},
        {"fan_id": "", "fan_name": ""},
        {"fan_id": "", "fan_name": "爱***人"},
        {"channel": "myspace"},
        {"fan_id": "x" * 201},
        {"fan_id": "a\x00b"},
    ],
)
def test_a_vote_without_fan_or_source_is_asked_again(
    client: Client, editor: User, values: dict[str, str]
) -> None:
    client.force_login(editor)
    page = vote(client, make_idea(), **values)
    assert "lg-error" in page.content.decode()
    assert not Vote.objects.exists()


def test_our_own_account_has_no_vote(client: Client, editor: User) -> None:
    Account.objects.create(channel="weibo", name="极光电器", external_id="10086")
    client.force_login(editor)
    page = vote(client, make_idea())
    assert "只有粉丝才能投票" in page.content.decode()
    assert not Vote.objects.exists()


def test_a_manager_withdraws_a_vote_and_an_editor_may_not(
    client: Client, editor: User, manager: User
) -> None:
    idea = make_idea()
    row, _ = add_vote(idea, fan=make_fan(), source="展会", actor=editor)
    address = reverse("admin:ideas_idea_unvote", args=[idea.pk, row.pk])
    client.force_login(editor)
    assert client.post(address, {"reason": ""}).status_code == 403
    client.force_login(manager)
    assert client.get(address).status_code == 200
    assert Vote.objects.count() == 1
    client.post(address, {"reason": "记错了", "apply": "1"})
    assert not Vote.objects.standing().exists()
    assert Operation.objects.filter(kind="idea.unvote", reason="记错了").exists()


def test_a_manager_makes_an_idea_of_a_cluster(client: Client, manager: User) -> None:
    cluster = make_cluster(title="洗鞋机")
    page = reverse("admin:ideas_cluster_change", args=[cluster.pk])
    client.force_login(manager)
    assert "/promote/" in client.get(page).content.decode()
    client.post(
        reverse("admin:ideas_cluster_promote", args=[cluster.pk]), {"reason": "有戏", "apply": "1"}
    )
    idea = Cluster.objects.get(pk=cluster.pk).idea
    assert idea is not None
    assert idea.title == "洗鞋机"
    assert Operation.objects.get().kind == "idea.promote"
    assert "/promote/" not in client.get(page).content.decode()


def test_who_may_not_is_refused_on_every_address(client: Client, rnd: User, editor: User) -> None:
    idea, cluster = make_idea(), make_cluster()
    promote = reverse("admin:ideas_cluster_promote", args=[cluster.pk])
    client.force_login(rnd)
    assert move(client, idea, "triaged").status_code == 403
    assert vote(client, idea).status_code == 403
    assert client.post(promote, {"apply": "1"}).status_code == 403
    client.force_login(editor)
    assert client.post(promote, {"apply": "1"}).status_code == 403
    assert client.post(f"{promote}../change/", {"title": "x"}).status_code == 403
    assert status_of(idea) == "candidate"
    assert not Vote.objects.exists()
    assert not Operation.objects.exists()


def test_a_merged_idea_is_not_moved(client: Client, manager: User) -> None:
    idea = make_idea(merged_into=make_idea("冷宫冰箱"))
    client.force_login(manager)
    assert move(client, idea, "triaged").status_code == 404
    assert status_of(idea) == "candidate"


def test_a_stranger_is_asked_to_log_in(client: Client) -> None:
    idea = make_idea()
    address = reverse("admin:ideas_idea_move", args=[idea.pk, "triaged"])
    assert client.post(address, {"seen": "candidate"}).status_code == 302
    assert status_of(idea) == "candidate"


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_of_clusters_asks_a_fixed_number_of_questions(
    client: Client, rnd: User, django_assert_max_num_queries: Any, number: int
) -> None:
    for place in range(number):
        make_evidence(make_idea(f"想法{place}"))
    client.force_login(rnd)
    with django_assert_max_num_queries(7):
        client.get("/admin/ideas/cluster/")


def test_no_name_of_a_fan_is_kept(client: Client, editor: User) -> None:
    client.force_login(editor)
    vote(client, make_idea(), fan_id="", fan_name="完整的昵称")
    fan = Fan.objects.get()
    assert "完整的昵称" not in str(list(Fan.objects.values()))
    assert fan.masked_name == "完***称"
    assert settings.AUTHOR_SECRET not in fan.key
