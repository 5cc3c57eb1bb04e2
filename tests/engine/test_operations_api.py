"""GET /operations and POST /operations/{id}/undo: what people did, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from engine.api.models import Scope
from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.services.labelling import label_comments, tag_comments
from ideas.services.editing import edit_idea
from ideas.services.structure import create_idea, merge_ideas, move_request
from tests.api import PROBLEM, all_pages, make_client, post_json
from tests.factories import make_comment, make_evidence, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from feedback.models import Comment

pytestmark = pytest.mark.django_db
URL = "/api/v1/operations"


def label(comment: Comment, actor: User | None, value: str = "praise") -> Operation:
    label_comments([comment], label=value, actor=actor, reason="看得出来")
    return Operation.objects.latest("pk")


def ids(**query: Any) -> list[int]:
    answer = make_client().get(URL, query)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def send(operation: Operation, actor: User, **body: Any) -> Any:
    return post_json(make_client(acts_for=actor), body, url=f"{URL}/{operation.pk}/undo")


def test_a_list_tells_who_did_what_and_what_is_taken_back(editor: User) -> None:
    first = label(make_comment(), editor)
    made = undo(first, actor=editor)
    undoing, labelling = make_client().get(URL).json()["results"]
    assert labelling["undone_by"] == undoing["id"] == made.pk
    assert (undoing["undoes"], undoing["kind"]) == (first.pk, "undo")
    assert (labelling["by"], labelling["reason"]) == ("editor", "看得出来")


def test_lists_are_filtered(editor: User, manager: User) -> None:
    comment = make_comment()
    first = label(comment, editor)
    second = label(make_comment(), manager)
    tag_comments([comment], add=["甲"], actor=manager)
    third = Operation.objects.latest("pk")
    assert ids() == [third.pk, second.pk, first.pk]
    assert ids(order="made") == [first.pk, second.pk, third.pk]
    assert ids(kind="comment.label") == [second.pk, first.pk]
    assert ids(actor="manager") == [third.pk, second.pk]
    assert ids(row=f"feedback.comment:{comment.pk}") == [third.pk, first.pk]
    assert ids(row=f"ideas.idea:{comment.pk}") == []
    assert ids(since=(timezone.now() + timedelta(minutes=1)).isoformat()) == []
    assert len(ids(since=(timezone.now() - timedelta(minutes=1)).isoformat())) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"row": "feedback.comment"},
        {"row": "feedback.comment:x"},
        {"row": f"feedback.comment:{10**30}"},
        {"since": "yesterday"},
        {"kind": "a\x00b"},
        {"who": "editor"},
    ],
)
def test_odd_filters_are_400(query: dict[str, str]) -> None:
    answer = make_client().get(URL, query)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_pages_neither_repeat_nor_skip(editor: User) -> None:
    made = [label(make_comment(), editor).pk for _ in range(5)]
    rows = all_pages(make_client(), f"{URL}?limit=2")
    assert [row["id"] for row in rows] == sorted(made, reverse=True)


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_costs_the_same_for_any_length(
    rows: int, editor: User, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        undo(label(make_comment(), editor), actor=editor)
    client = make_client()
    with django_assert_num_queries(4):
        assert len(client.get(URL, {"limit": 200}).json()["results"]) == 2 * rows


def test_one_is_told_with_its_cells(editor: User) -> None:
    comment = make_comment()
    operation = label(comment, editor)
    answer = make_client().get(f"{URL}/{operation.pk}").json()
    assert answer["cells"] == [
        {
            "table": "feedback.comment",
            "row": comment.pk,
            "field": "person_label",
            "before": "",
            "after": "praise",
        }
    ]
    assert make_client().get(f"{URL}/{operation.pk + 1}").status_code == 404


def test_a_dry_run_tells_all_and_changes_nothing(editor: User) -> None:
    comment = make_comment()
    answer = send(label(comment, editor), editor, dry_run=True)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["dry_run"], body["operation"]) == (True, None)
    (cell,) = body["cells"]
    assert (cell["before"], cell["after"]) == ("praise", "")
    assert Operation.objects.count() == 1
    comment.refresh_from_db()
    assert comment.person_label == "praise"


def test_an_undo_is_the_doing_of_the_keys_colleague(editor: User) -> None:
    comment = make_comment()
    operation = label(comment, editor)
    body = send(operation, editor, reason="看错了").json()
    made = Operation.objects.latest("pk")
    assert body["operation"]["id"] == made.pk
    assert (made.actor, made.reason, made.undoes) == (editor, "看错了", operation)
    comment.refresh_from_db()
    assert comment.person_label == ""


def test_the_ideas_concerned_are_counted_on_both_sides(manager: User) -> None:
    idea = make_idea("冷宫冰箱", effective=None)
    make_evidence(idea)
    edit_idea(idea, values={"summary": "剩菜"}, actor=manager)
    operation = Operation.objects.latest("pk")
    numbers = {"mentions": 1.0, "fans": 1.0, "effective": 1.0}
    told = {"table": "ideas.idea", "row": idea.pk, "title": "冷宫冰箱"}
    for dry_run in (True, False):
        (effect,) = send(operation, manager, dry_run=dry_run).json()["effects"]
        assert effect == {**told, "before": numbers, "after": numbers}


@pytest.mark.parametrize("dry_run", [True, False])
def test_conflicts_are_409_with_the_list(editor: User, manager: User, dry_run: bool) -> None:
    comment = make_comment()
    first = label(comment, editor)
    later = label(comment, manager, "complaint")
    answer = send(first, editor, dry_run=dry_run)
    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM)
    problem = answer.json()
    assert problem["type"] == "urn:lenggong:problem:conflicts"
    (conflict,) = problem["conflicts"]
    assert (conflict["row"], conflict["expected"], conflict["found"]) == (
        comment.pk,
        "praise",
        "complaint",
    )
    assert (conflict["since"]["id"], conflict["since"]["by"]) == (later.pk, "manager")
    comment.refresh_from_db()
    assert comment.person_label == "complaint"
    assert Operation.objects.count() == 2


def test_what_is_taken_back_is_not_taken_back_again(editor: User) -> None:
    operation = label(make_comment(), editor)
    assert send(operation, editor).status_code == 200
    answer = send(operation, editor)
    assert (answer.status_code, answer.json()["conflicts"]) == (409, [])


def test_an_editors_key_takes_back_only_the_editors_own(editor: User, manager: User) -> None:
    theirs = label(make_comment(), manager)
    assert send(theirs, editor).status_code == 403
    assert send(theirs, editor, dry_run=True).status_code == 403
    own = label(make_comment(), editor)
    assert send(own, manager).status_code == 200


def test_rnd_takes_nothing_back(rnd: User) -> None:
    assert send(label(make_comment(), rnd), rnd).status_code == 403


def test_a_colleague_who_left_takes_nothing_back(manager: User) -> None:
    operation = label(make_comment(), manager)
    client = make_client(acts_for=manager)
    manager.is_active = False
    manager.save()
    assert post_json(client, {}, url=f"{URL}/{operation.pk}/undo").status_code == 403


def test_operations_want_scopes_of_their_own(manager: User) -> None:
    operation = label(make_comment(), manager)
    reader = make_client(Scope.IDEAS_READ, Scope.COMMENTS_READ, Scope.NOTES_READ)
    assert reader.get(URL).status_code == 403
    assert reader.get(f"{URL}/{operation.pk}").status_code == 403
    writer = make_client(Scope.IDEAS_WRITE, Scope.LEDGER_READ, acts_for=manager)
    assert post_json(writer, {}, url=f"{URL}/{operation.pk}/undo").status_code == 403


@pytest.mark.parametrize("body", [{"dry_run": "perhaps"}, {"reason": "x" * 501}, []])
def test_odd_bodies_change_nothing(manager: User, body: Any) -> None:
    operation = label(make_comment(), manager)
    answer = post_json(make_client(acts_for=manager), body, url=f"{URL}/{operation.pk}/undo")
    assert answer.status_code == 400
    assert Operation.objects.count() == 1


def test_a_merge_taken_back_gives_each_idea_its_own_numbers(manager: User) -> None:
    winner, loser = make_idea("冷宫冰箱"), make_idea("冷宫造型的冰箱")
    make_evidence(winner)
    make_evidence(loser, "冰箱做成冷宫的样子吧")
    merge_ideas([loser], into=winner, actor=manager)
    operation = Operation.objects.latest("pk")
    for dry_run in (True, False):
        effects = send(operation, manager, dry_run=dry_run).json()["effects"]
        told = {e["row"]: (e["before"]["mentions"], e["after"]["mentions"]) for e in effects}
        assert told == {winner.pk: (2, 1), loser.pk: (0, 1)}
    loser.refresh_from_db()
    assert loser.merged_into is None


def test_an_idea_split_off_and_taken_back_is_counted_too(manager: User) -> None:
    idea = make_idea()
    make_evidence(idea)
    moved = make_evidence(idea, "冰箱做成冷宫的样子吧").request
    made = create_idea("另一个", actor=manager)
    move_request(moved, to=made, actor=manager)
    operation = Operation.objects.latest("pk")
    effects = send(operation, manager, dry_run=True).json()["effects"]
    told = {e["row"]: (e["before"]["mentions"], e["after"]["mentions"]) for e in effects}
    assert told == {idea.pk: (1, 2), made.pk: (1, 0)}
