"""People arrange ideas on their pages: merge, split, move, confirm, attach, make by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from engine.ledger.models import Operation
from ideas.models import Cluster, Evidence, Idea, Pin
from ideas.services.structure import merge_ideas
from tests.factories import make_assignment, make_cluster, make_evidence, make_idea, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db


def send(client: Client, page: str, *where: int, query: str = "", **values: Any) -> Any:
    address = reverse(f"admin:ideas_{page}", args=where)
    return client.post(address + query, {"reason": "为什么", **values}, follow=True)


def told(answer: Any) -> str:
    return str(answer.content.decode())


def idea_of(request: int) -> int | None:
    return Evidence.objects.filter(pk=request).values_list("idea", flat=True).first()


def test_chosen_ideas_are_merged_into_the_one_that_stays(client: Client, manager: User) -> None:
    ideas = [make_idea(title) for title in ("冷宫冰箱", "剩菜冷宫", "冷宫")]
    client.force_login(manager)
    chosen = {"action": "merge_chosen", "_selected_action": [idea.pk for idea in ideas]}
    page = client.post(reverse("admin:ideas_idea_changelist"), chosen, follow=True)
    assert "合并创意" in told(page)
    address, _status = page.redirect_chain[-1]
    answer = client.post(address, {"stays": ideas[1].pk, "reason": "一回事"}, follow=True)
    assert {idea.merged_into_id for idea in Idea.objects.exclude(pk=ideas[1].pk)} == {ideas[1].pk}
    operation = Operation.objects.get(kind="idea.merge")
    assert (operation.actor, operation.reason) == (manager, "一回事")
    undo = reverse("admin:ledger_operation_undo", args=[operation.pk])
    assert f'href="{undo}">撤销…' in told(answer)


def test_an_idea_is_merged_from_its_page_by_number_or_title(client: Client, manager: User) -> None:
    one, other, winner = make_idea("甲"), make_idea("乙"), make_idea("冷宫冰箱")
    client.force_login(manager)
    assert "并入另一个创意" in told(client.get(reverse("admin:ideas_idea_change", args=[one.pk])))
    send(client, "idea_merge", one.pk, idea=f"\uff03{winner.pk}")
    send(client, "idea_merge", other.pk, idea="冷宫冰箱")
    assert set(winner.merged.all()) == {one, other}


def test_a_refused_merge_says_where_the_idea_went(client: Client, manager: User) -> None:
    loser, winner, third = make_idea("甲"), make_idea("乙"), make_idea("丙")
    merge_ideas([loser], into=winner, actor=manager)
    client.force_login(manager)
    for page, idea in ((loser, third), (third, loser)):
        answer = send(client, "idea_merge", page.pk, idea=f"#{idea.pk}")
        assert answer.status_code == 200
        assert f"“甲”已并入“乙”（#{winner.pk}）。" in told(answer)
    client.cookies["django_language"] = "en"
    answer = send(client, "idea_merge", third.pk, idea=f"#{loser.pk}")
    assert f"“甲” was merged into “乙” (#{winner.pk})." in told(answer)
    assert Operation.objects.count() == 1


@pytest.mark.parametrize("said", ["#999999999999999999999999", "没有的", "同名", "-1", "²"])
def test_an_idea_nobody_knows_is_refused_at_the_form(
    client: Client, manager: User, said: str
) -> None:
    idea = make_idea("甲")
    make_idea("同名"), make_idea("同名")
    client.force_login(manager)
    answer = send(client, "idea_merge", idea.pk, idea=said)
    assert answer.context["form"].errors["idea"]
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?ideas=1", "?ideas=x,%00,99999999999999999999999", "?ideas="]
)
def test_fewer_than_two_ideas_are_not_merged(client: Client, manager: User, query: str) -> None:
    client.force_login(manager)
    answer = send(client, "idea_merge_chosen", query=query)
    assert "请选择 2 到 50 个创意。" in told(answer)


def test_clusters_and_requests_are_split_off(client: Client, manager: User) -> None:
    idea = make_idea()
    staying = [make_evidence(idea, text) for text in ("求冷宫冰箱", "冷宫冰箱快出", "要带锁")]
    going = make_cluster(idea, title="洗鞋机")
    make_assignment(make_request(span=None), cluster=going)
    single = staying[2].request
    client.force_login(manager)
    page = told(client.get(reverse("admin:ideas_idea_split", args=[idea.pk]), {"q": "带锁"}))
    assert "要带锁" in page
    assert "冷宫冰箱快出" not in page
    answer = send(
        client, "idea_split", idea.pk, title="带锁", clusters=[going.pk], requests=[single.pk]
    )
    made = Idea.objects.get(given_title="带锁")
    assert answer.redirect_chain[-1][0] == reverse("admin:ideas_idea_change", args=[made.pk])
    assert Cluster.objects.get(pk=going.pk).idea == made
    assert idea_of(single.pk) == made.pk
    assert Operation.objects.get().kind == "idea.split"


def test_a_split_of_nothing_or_everything_is_refused(client: Client, manager: User) -> None:
    idea = make_idea()
    cluster = make_evidence(idea).cluster
    client.force_login(manager)
    assert "没有选择要拆出的内容。" in told(send(client, "idea_split", idea.pk, title="新"))
    answer = send(client, "idea_split", idea.pk, title="新", clusters=[cluster.pk])
    assert answer.context["form"].non_field_errors()
    answer = send(client, "idea_split", idea.pk, title="新", requests=[999999, "x", "\u0660"])
    assert answer.context["form"].errors["requests"]
    assert Idea.objects.count() == 1


def test_an_idea_is_made_by_hand(client: Client, manager: User) -> None:
    client.force_login(manager)
    send(client, "idea_create", title="会唱歌的冰箱", kind="product", summary="员工提议")
    made = Idea.objects.get()
    assert (made.title, made.summary, made.status) == ("会唱歌的冰箱", "员工提议", "candidate")
    assert Operation.objects.get().reason == "为什么"
    assert send(client, "idea_create", title=" ", kind="product").context["form"].errors["title"]


def test_a_request_is_moved_confirmed_and_rejected(client: Client, editor: User) -> None:
    idea, other = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    requests = [make_evidence(idea, text).request.pk for text in ("甲甲", "乙乙", "丙丙")]
    make_evidence(other, "洗鞋")
    client.force_login(editor)
    send(client, "idea_move_request", requests[0], idea=f"#{other.pk}")
    send(client, "idea_confirm_request", idea.pk, requests[1])
    send(client, "idea_reject_request", idea.pk, requests[2])
    assert [idea_of(pk) for pk in requests] == [other.pk, idea.pk, None]
    kinds = ["request.move", "request.confirm", "request.reject"]
    assert list(Operation.objects.order_by("pk").values_list("kind", flat=True)) == kinds
    assert Pin.objects.standing().count() == 4


def test_a_refused_request_says_why(client: Client, editor: User) -> None:
    idea, other = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    row = make_evidence(idea).request.pk
    client.force_login(editor)
    assert "它已在那里" in told(send(client, "idea_move_request", row, idea=f"#{idea.pk}"))
    assert "请从那里移动" in told(send(client, "idea_confirm_request", other.pk, row))
    assert "不属于" in told(send(client, "idea_reject_request", other.pk, row))
    assert not Operation.objects.exists()


def test_what_is_so_already_is_no_operation(client: Client, editor: User) -> None:
    idea = make_idea()
    row = make_evidence(idea).request.pk
    client.force_login(editor)
    send(client, "idea_confirm_request", idea.pk, row)
    assert "没有任何改动" in told(send(client, "idea_confirm_request", idea.pk, row))
    assert Operation.objects.count() == 1


def test_a_request_page_leads_to_its_idea_and_acts(client: Client, editor: User, rnd: User) -> None:
    idea = make_idea()
    row = make_evidence(idea).request
    page = reverse("admin:feedback_fanrequest_change", args=[row.pk])
    move = reverse("admin:ideas_idea_move_request", args=[row.pk])
    client.force_login(editor)
    assert f"#{idea.pk}" in told(client.get(page))
    assert move in told(client.get(page))
    assert move in told(client.get(reverse("admin:ideas_idea_change", args=[idea.pk])))
    client.force_login(rnd)
    assert move not in told(client.get(page))
    assert move not in told(client.get(reverse("admin:ideas_idea_change", args=[idea.pk])))


def test_a_cluster_is_attached_and_detached(client: Client, manager: User) -> None:
    idea, cluster = make_idea(), make_cluster()
    make_assignment(cluster=cluster)
    client.force_login(manager)
    page = reverse("admin:ideas_cluster_change", args=[cluster.pk])
    assert "归入创意" in told(client.get(page))
    send(client, "cluster_attach", cluster.pk, idea=f"{idea.pk}")
    assert Cluster.objects.get().idea == idea
    assert "它已在那里" in told(send(client, "cluster_attach", cluster.pk, idea=f"{idea.pk}"))
    assert "移出创意" in told(client.get(page))
    send(client, "cluster_detach", cluster.pk)
    assert Cluster.objects.get().idea is None
    assert "不属于任何创意" in told(send(client, "cluster_detach", cluster.pk))


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("rnd", set()),
        ("editor", {"idea_move_request", "idea_confirm_request", "idea_reject_request"}),
    ],
)
def test_each_act_is_for_whom_it_is_meant(
    client: Client, request: pytest.FixtureRequest, role: str, allowed: set[str]
) -> None:
    idea = make_idea()
    place = make_evidence(idea)
    row = place.request.pk
    pages = {
        "idea_create": (),
        "idea_merge_chosen": (),
        "idea_merge": (idea.pk,),
        "idea_split": (idea.pk,),
        "idea_move_request": (row,),
        "idea_confirm_request": (idea.pk, row),
        "idea_reject_request": (idea.pk, row),
        "cluster_attach": (place.cluster.pk,),
        "cluster_detach": (place.cluster.pk,),
    }
    client.force_login(request.getfixturevalue(role))
    found = {
        page
        for page, where in pages.items()
        if client.get(reverse(f"admin:ideas_{page}", args=where)).status_code != 403
    }
    assert found == allowed
    listed = told(client.get(reverse("admin:ideas_idea_changelist")))
    assert "merge_chosen" not in listed


def test_pages_speak_english_too(client: Client, manager: User) -> None:
    idea = make_idea()
    row = make_evidence(idea).request.pk
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    for page, where, words in (
        ("idea_create", (), "New idea"),
        ("idea_split", (idea.pk,), "title of the new idea"),
        ("idea_move_request", (row,), "Move to another idea"),
        ("idea_confirm_request", (idea.pk, row), "Belongs to “冷宫冰箱”"),
    ):
        answer = told(client.get(reverse(f"admin:ideas_{page}", args=where)))
        assert words.lower() in answer.lower()
    answer = send(client, "idea_confirm_request", idea.pk, row)
    assert "It belongs to “冷宫冰箱”." in told(answer)
    assert "Take back…" in told(answer)
