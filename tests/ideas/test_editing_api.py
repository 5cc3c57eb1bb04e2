"""Clients edit an idea over the API, in the name of the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import ProductLine
from ideas.models import Idea
from ideas.services.structure import create_idea, merge_ideas
from tests.api import PROBLEM, make_client, post_json
from tests.factories import make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def edit(idea: Idea | int, body: Any, *, by: User | None, scope: str = Scope.IDEAS_WRITE) -> Any:
    pk = idea if isinstance(idea, int) else idea.pk
    client = make_client(scope, acts_for=by)
    return client.patch(f"/api/v1/ideas/{pk}", data=body, content_type="application/json")


def tag(idea: Idea | int, body: Any, *, by: User | None, scope: str = Scope.IDEAS_WRITE) -> Any:
    pk = idea if isinstance(idea, int) else idea.pk
    client = make_client(scope, acts_for=by)
    return client.put(f"/api/v1/ideas/{pk}/tags", data=body, content_type="application/json")


def take_back(by: User) -> None:
    address = f"/api/v1/operations/{Operation.objects.latest('pk').pk}/undo"
    answer = post_json(make_client(acts_for=by), {}, url=address)
    assert answer.status_code == 200, answer.content


def test_an_idea_is_edited_as_one_operation_and_put_back(editor: User, manager: User) -> None:
    idea, line = make_idea(), ProductLine.objects.create(name="冰箱")
    body = {
        "title": " 冷宫  造型的冰箱 ",
        "summary": "开门就是冷宫",
        "owner": "manager",
        "product_line": "冰箱",
        "reason": "标题太长",
    }
    for _ in range(2):
        answer = edit(idea, body, by=editor)
        assert answer.status_code == 200, answer.content
        told = answer.json()
        assert (told["title"], told["summary"]) == ("冷宫 造型的冰箱", "开门就是冷宫")
        assert (told["owner"], told["product_line"]) == ("manager", {"id": line.pk, "name": "冰箱"})
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.reason) == ("idea.edit", editor, "标题太长")
    take_back(editor)
    idea.refresh_from_db()
    assert (idea.title, idea.summary, idea.owner, idea.product_line) == ("冷宫冰箱", "", None, None)


def test_what_is_left_out_stays_and_null_takes_off(editor: User, manager: User) -> None:
    line = ProductLine.objects.create(name="冰箱")
    idea = make_idea(given_title="冷宫", summary="剩菜", owner=manager, product_line=line)
    told = edit(idea, {"owner": None}, by=editor).json()
    assert (told["title"], told["owner"], told["product_line"]["name"]) == ("冷宫", None, "冰箱")
    told = edit(idea, {"title": "", "product_line": None}, by=editor).json()
    assert (told["title"], told["summary"], told["product_line"]) == ("冷宫冰箱", "剩菜", None)


def test_an_idea_made_by_hand_keeps_a_title(manager: User) -> None:
    idea = create_idea("洗鞋机", actor=manager)
    answer = edit(idea, {"title": " "}, by=manager)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["errors"][0]["field"] == "title"
    assert Idea.objects.get().title == "洗鞋机"


def test_tags_take_the_place_of_those_before(editor: User) -> None:
    idea = make_idea()
    for tags in (["冷宫", "故宫"], ["新品", "<b>'; --"], ["<b>'; --", "新品", "新品"]):
        answer = tag(idea, {"tags": tags, "reason": "展会"}, by=editor)
        assert answer.json()["tags"] == sorted(set(tags))
    assert Operation.objects.count() == 2
    assert Operation.objects.latest("pk").reason == "展会"
    take_back(editor)
    assert set(idea.tags.values_list("name", flat=True)) == {"冷宫", "故宫"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"titel": "冷宫"},
        {"reason": "只有原因"},
        {"title": None},
        {"title": "长" * 121},
        {"title": "冷\0宫"},
        {"summary": "\ud800"},
        {"summary": "长" * 5001},
        {"owner": "nobody"},
        {"owner": "gone"},
        {"owner": "a\0"},
        {"owner": {"username": "editor"}},
        {"product_line": "没有"},
        {"product_line": 7},
        {"title": "冷宫", "reason": "长" * 5001},
    ],
)
def test_what_cannot_be_read_is_400(editor: User, body: Any) -> None:
    idea = make_idea()
    type(editor).objects.create_user("gone", is_staff=True, is_active=False)
    answer = edit(idea, body, by=editor)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    assert not Operation.objects.exists()


@pytest.mark.parametrize("body", [{}, {"tags": None}, {"tags": [""]}, {"tags": ["长" * 41]}])
def test_tags_that_cannot_be_read_are_400(editor: User, body: Any) -> None:
    assert tag(make_idea(), body, by=editor).status_code == 400
    assert not Operation.objects.exists()


def test_an_idea_merged_away_says_where_it_went(manager: User) -> None:
    loser, winner = make_idea("甲"), make_idea("乙")
    merge_ideas([loser], into=winner, actor=manager)
    for answer in (
        edit(loser, {"title": "丙"}, by=manager),
        tag(loser, {"tags": ["丙"]}, by=manager),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM)
        assert answer.json()["detail"] == f"“甲” was merged into “乙” (#{winner.pk})."
    assert Operation.objects.count() == 1


def test_what_is_not_there_is_404(manager: User) -> None:
    gone = make_idea(is_standing=False)
    for pk in (10**9, gone.pk):
        assert edit(pk, {"title": "丙"}, by=manager).status_code == 404
        assert tag(pk, {"tags": []}, by=manager).status_code == 404


def test_it_wants_the_scope_and_a_colleague_who_may(editor: User, rnd: User) -> None:
    idea = make_idea()
    for act, body in ((edit, {"title": "丙"}), (tag, {"tags": ["丙"]})):
        assert act(idea, body, by=rnd).status_code == 403
        assert act(idea, body, by=editor, scope=Scope.IDEAS_READ).status_code == 403
    assert not Operation.objects.exists()
