"""The second look: joins and divides what nobody touched, suggests where somebody has."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.models import FanRequest
from ideas.models import Act, Assignment, Cluster, Idea, Says, Suggestion, Tick, Verdict
from ideas.services.assigning import assign_batch
from ideas.services.consolidating import Consolidated, consolidate_batch, look_again
from ideas.services.editing import edit_idea
from ideas.services.judging import judge
from ideas.services.promoting import promote_by_hand
from ideas.services.repairing import recount
from ideas.services.suggesting import (
    OutdatedSuggestionError,
    accept_suggestion,
    dismiss_suggestion,
)
from tests.factories import make_assignment, make_cluster, make_comment, make_idea, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
FRIDGE, SHOES = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]


def make_wished(*texts: str, vector: list[float] = FRIDGE, idea: Idea | None = None) -> Cluster:
    """A cluster of these wishes, each a representative."""
    cluster = make_cluster(idea, title=texts[0])
    for text in texts:
        request = make_request(make_comment(text), embedding=vector)
        make_assignment(request, cluster=cluster, is_representative=True)
    recount([cluster.pk])
    cluster.refresh_from_db()
    return cluster


def make_mixed(idea: Idea | None = None) -> Cluster:
    cluster = make_wished("冷宫冰箱", "冷宫造型冰箱", "求冷宫冰箱一台", idea=idea)
    for text in ("洗衣机能洗鞋", "洗鞋的洗衣机"):
        request = make_request(make_comment(text), embedding=SHOES)
        make_assignment(request, cluster=cluster, is_representative=True)
    recount([cluster.pk])
    return cluster


def forget_grouping() -> None:
    for model in (Tick, Assignment, Cluster):
        model.objects.all().delete()


def consolidate(limit: int = 50) -> Consolidated:
    total = Consolidated(0)
    while (done := consolidate_batch(limit=limit, promotion_support=99)) and done.looked:
        total = Consolidated(
            total.looked + done.looked,
            total.joined + done.joined,
            total.divided + done.divided,
            total.suggested + done.suggested,
        )
    return total


def texts_of(cluster: Cluster) -> set[str]:
    rows = Assignment.objects.open().filter(cluster=cluster)
    return set(rows.values_list("request__text", flat=True))


def partition() -> set[frozenset[str]]:
    return {frozenset(texts_of(row)) for row in Cluster.objects.filter(size__gt=0)}


def test_twins_are_joined_into_the_older_and_history_stays() -> None:
    old, young = make_wished("冷宫冰箱", "求冷宫冰箱"), make_wished("冷宫造型冰箱")
    other = make_wished("洗鞋的洗衣机", vector=SHOES)
    done = consolidate()
    assert (done.joined, done.divided, done.suggested) == (1, 0, 0)
    assert texts_of(old) == {"冷宫冰箱", "求冷宫冰箱", "冷宫造型冰箱"}
    assert texts_of(other) == {"洗鞋的洗衣机"}
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.size, young.size, list(old.centroid)) == (3, 0, [3.0, 0.0, 0.0])
    closed = Assignment.objects.get(cluster=young)
    moved = Assignment.objects.open().get(request=closed.request)
    assert closed.valid_to == moved.valid_from
    assert moved.why["moved"]["cluster"] == young.pk
    assert moved.why["moved"]["likeness"] >= moved.why["moved"]["limit"]


def test_a_cluster_of_two_wishes_is_divided_and_the_idea_stays_with_the_larger_part() -> None:
    cluster = make_mixed(make_idea())
    assert consolidate().divided == 1
    assert texts_of(cluster) == {"冷宫冰箱", "冷宫造型冰箱", "求冷宫冰箱一台"}
    founded = Cluster.objects.exclude(pk=cluster.pk).get()
    assert texts_of(founded) == {"洗衣机能洗鞋", "洗鞋的洗衣机"}
    assert (founded.idea, founded.size, list(founded.centroid)) == (None, 2, [0.0, 2.0, 0.0])
    assert "鞋" in founded.title
    assert Idea.objects.get().support.mentions == 3


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_a_second_run_does_nothing(limit: int) -> None:
    make_mixed()
    for text in ("冷宫冰箱求量产", "冷宫造型的冰箱", "空调静音"):
        make_wished(text)
    first = consolidate(limit)
    assert first.joined
    assert first.divided
    before, rows = partition(), Assignment.objects.count()
    assert consolidate(limit) == Consolidated(0)
    look_again()
    again = consolidate(limit)
    assert (again.joined, again.divided, again.suggested) == (0, 0, 0)
    assert (partition(), Assignment.objects.count()) == (before, rows)


def touch_by_title(idea: Idea, cluster: Cluster, actor: User) -> None:
    edit_idea(idea, values={"given_title": "冷宫"}, actor=actor)


def touch_by_verdict(idea: Idea, cluster: Cluster, actor: User) -> None:
    stranger = make_request(make_comment("电视要大字"))
    member = FanRequest.objects.filter(assignments__cluster=cluster).first()
    judge(stranger, member, says=Says.DIFFERENT, actor=actor)


def touch_by_status(idea: Idea, cluster: Cluster, actor: User) -> None:
    Idea.objects.filter(pk=idea.pk).update(status="triaged")


@pytest.mark.parametrize("touch", [touch_by_title, touch_by_verdict, touch_by_status])
def test_what_a_person_touched_is_only_spoken_of(editor: User, touch: object) -> None:
    idea = make_idea()
    cluster, mixed = make_wished("冷宫冰箱", idea=idea), make_mixed(idea)
    young = make_wished("冷宫造型冰箱的柜子")
    for row in (cluster, mixed):
        touch(idea, row, editor)
    before = partition()
    consolidate()
    assert partition() == before
    found = set(Suggestion.objects.values_list("act", "one", "other"))
    assert (Act.DIVIDE, mixed.pk, None) in found
    assert (Act.JOIN, cluster.pk, young.pk) in found
    look_again()
    consolidate()
    assert set(Suggestion.objects.values_list("act", "one", "other")) == found


def test_a_cluster_promoted_by_hand_is_touched(editor: User) -> None:
    cluster = make_wished("冷宫冰箱")
    assert not Cluster.objects.touched().exists()
    promote_by_hand(cluster, actor=editor)
    assert Cluster.objects.touched().get() == cluster


def test_joined_candidates_become_one_idea_by_an_automatic_operation() -> None:
    one, other = make_idea("冷宫冰箱"), make_idea("冷宫造型冰箱")
    make_wished("冷宫冰箱", idea=one)
    make_wished("冷宫造型冰箱", idea=other)
    consolidate()
    other.refresh_from_db()
    assert other.merged_into == one
    assert Idea.objects.get(pk=one.pk).support.mentions == 2
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor) == ("cluster.join", None)
    assert not Cluster.objects.touched().exists()


def test_requests_judged_different_are_never_joined(editor: User) -> None:
    one, other = make_wished("冷宫冰箱"), make_wished("冷宫造型冰箱")
    first, second = (FanRequest.objects.get(assignments__cluster=row) for row in (one, other))
    judge(first, second, says=Says.DIFFERENT, actor=editor)
    assert consolidate() == Consolidated(looked=2)


def make_suggestion(editor: User) -> Suggestion:
    idea = make_idea()
    cluster = make_wished("冷宫冰箱", idea=idea)
    touch_by_title(idea, cluster, editor)
    make_wished("冷宫造型冰箱")
    consolidate()
    return Suggestion.objects.get()


def test_an_accepted_joining_is_carried_out_and_holds(editor: User) -> None:
    suggestion = make_suggestion(editor)
    accept_suggestion(suggestion, actor=editor, promotion_support=99, reason="一回事")
    suggestion.refresh_from_db()
    assert suggestion.state == "accepted"
    assert texts_of(suggestion.one) == {"冷宫冰箱", "冷宫造型冰箱"}
    assert Verdict.objects.get().says == Says.SAME
    kinds = ["suggestion.accept", "idea.edit"]
    assert list(Operation.objects.values_list("kind", flat=True)) == kinds
    with pytest.raises(OutdatedSuggestionError):
        accept_suggestion(suggestion, actor=editor, promotion_support=99)


def test_an_accepted_division_is_carried_out_and_holds(editor: User) -> None:
    mixed = make_mixed(make_idea())
    touch_by_title(mixed.idea, mixed, editor)
    consolidate()
    accept_suggestion(Suggestion.objects.get(), actor=editor, promotion_support=99)
    assert texts_of(mixed) == {"冷宫冰箱", "冷宫造型冰箱", "求冷宫冰箱一台"}
    assert Verdict.objects.get().says == Says.DIFFERENT
    FanRequest.objects.update(grouped_at=None)
    forget_grouping()
    assign_batch(limit=99, promotion_support=99)
    assert len(partition()) > 1


def test_a_dismissed_suggestion_is_not_made_again(editor: User) -> None:
    suggestion = make_suggestion(editor)
    dismiss_suggestion(suggestion, actor=editor, reason="两回事")
    look_again()
    assert consolidate().suggested == 0
    assert Operation.objects.first().reason == "两回事"
    assert len(partition()) == 2
    undo(Operation.objects.latest("pk"), actor=editor)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.decided_at) == ("open", None)


def test_editors_decide_on_the_page_and_r_and_d_only_reads(
    client: Client, editor: User, rnd: User
) -> None:
    suggestion = make_suggestion(editor)
    url = reverse("admin:ideas_suggestion_accept", args=[suggestion.pk])
    client.force_login(rnd)
    assert "冷宫造型冰箱" in client.get("/admin/ideas/suggestion/").content.decode()
    assert client.post(url, {"reason": ""}).status_code == 403
    client.force_login(editor)
    assert client.get(url).status_code == 200
    client.post(url, {"reason": "一回事"})
    assert len(partition()) == 1
    assert "已有人" in client.post(url, {"reason": ""}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"act": "join"}, "suggestion_joins_two_or_divides_one"),
        ({"act": "divide", "state": "accepted"}, "suggestion_decided_at_a_time"),
    ],
)
def test_the_database_refuses_half_suggestions(values: dict[str, str], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Suggestion.objects.create(one=make_cluster(), **values)


def queries_for(pairs: int) -> int:
    for number in range(pairs):
        vector = [0.0] * pairs
        vector[number] = 1.0
        make_wished(f"第{number}种冰箱", vector=[*vector, 1.0] if pairs > 2 else FRIDGE)
    with CaptureQueriesContext(connection) as found:
        consolidate_batch(limit=50, promotion_support=99)
    return len(found)


def test_looking_costs_a_fixed_number_of_questions() -> None:
    first = queries_for(4)
    forget_grouping()
    assert queries_for(20) == first


def test_the_command_tells_what_it_did() -> None:
    make_wished("冷宫冰箱")
    make_wished("冷宫造型冰箱")
    out = io.StringIO()
    call_command("consolidate", stdout=out)
    assert "1 joined" in out.getvalue()
