"""People arrange what ideas stand on; each act can be taken back, and the machine obeys it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import RefusedError, undo
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster, Evidence, Idea, Pin, Says, Verdict
from ideas.services.assigning import assign_batch
from ideas.services.consolidating import consolidate_batch, look_again
from ideas.services.editing import edit_idea
from ideas.services.judging import judge
from ideas.services.promoting import promote_by_hand
from ideas.services.rearranging import retitle
from ideas.services.repairing import recount
from ideas.services.structure import (
    StructureError,
    attach_cluster,
    confirm_request,
    create_idea,
    detach_cluster,
    merge_ideas,
    move_request,
    reject_request,
    split_idea,
)
from ideas.services.supporting import count_support
from tests.factories import make_assignment, make_cluster, make_comment, make_idea, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
SIZE = 4


def vector(wish: int) -> np.ndarray[Any, Any]:
    return np.eye(SIZE, dtype=np.float32)[wish]


def make_stood(title: str, *texts: str, wish: int) -> tuple[Idea, Cluster, list[FanRequest]]:
    """An idea on one cluster of these wishes, all alike."""
    idea = make_idea(title, effective=None)
    cluster = make_cluster(idea, centroid=vector(wish))
    requests = [make_request(make_comment(text), embedding=vector(wish)) for text in texts]
    for place, request in enumerate(requests):
        make_assignment(request, cluster=cluster, is_representative=place < 2)
    settle(cluster)
    return idea, cluster, requests


def settle(*clusters: Cluster) -> None:
    recount([cluster.pk for cluster in clusters])
    retitle([cluster.pk for cluster in clusters])
    count_support([cluster.idea_id for cluster in clusters])
    for cluster in clusters:
        cluster.refresh_from_db()


def fridges() -> tuple[Idea, Cluster, list[FanRequest]]:
    return make_stood("冷宫冰箱", "冷宫冰箱", "求冷宫冰箱", "冷宫冰箱快出", wish=0)


def shoes() -> tuple[Idea, Cluster, list[FanRequest]]:
    return make_stood("洗鞋机", "洗衣机能洗鞋", "洗鞋的洗衣机", wish=1)


def group_all() -> None:
    while (done := assign_batch(limit=50, promotion_support=99)) and done.requests:
        pass


def held(idea: Idea) -> set[int]:
    return set(Evidence.objects.filter(idea=idea).values_list("pk", flat=True))


def mentions(idea: Idea) -> int:
    return Idea.objects.get(pk=idea.pk).support.mentions


def newest() -> Operation:
    return Operation.objects.latest("pk")


def place(request: FanRequest) -> int | None:
    rows = Assignment.objects.open().filter(request=request)
    return rows.values_list("cluster", flat=True).first()


def ids(requests: list[FanRequest]) -> set[int]:
    return {request.pk for request in requests}


def test_a_merge_is_one_cell_and_counts_everything(editor: User) -> None:
    winner, _, one = fridges()
    loser, _, other = shoes()
    merge_ideas([loser], into=winner, actor=editor, reason="一回事")
    (cell,) = newest().changes.all()
    assert (cell.row, cell.field, cell.before, cell.after) == (
        loser.pk,
        "merged_into",
        None,
        winner.pk,
    )
    assert held(winner) == ids([*one, *other])
    assert (mentions(winner), mentions(loser)) == (5, 0)
    undo(newest(), actor=editor)
    assert (held(winner), held(loser)) == (ids(one), ids(other))
    assert (mentions(winner), mentions(loser)) == (3, 2)
    assert differences() == []


def test_merges_are_undone_in_any_order(editor: User) -> None:
    ideas = [make_idea(title) for title in "甲乙丙"]
    merge_ideas([ideas[0]], into=ideas[1], actor=editor)
    first = newest()
    merge_ideas([ideas[1]], into=ideas[2], actor=editor)
    undo(first, actor=editor)
    roots = Idea.objects.order_by("pk").values_list("root", flat=True)
    assert list(roots) == [ideas[0].pk, ideas[2].pk, ideas[2].pk]


def test_a_merged_idea_is_refused_and_says_where_it_went(editor: User) -> None:
    one, two, three = (make_idea(title) for title in "甲乙丙")
    merge_ideas([one], into=two, actor=editor)
    merge_ideas([two], into=three, actor=editor)
    for act in (
        lambda: merge_ideas([one], into=three, actor=editor),
        lambda: merge_ideas([three], into=one, actor=editor),
        lambda: split_idea(one, title="丁", actor=editor),
    ):
        with pytest.raises(StructureError, match="丙"):
            act()
    with pytest.raises(StructureError):
        merge_ideas([three], into=three, actor=editor)


def test_a_split_takes_clusters_and_single_requests_and_comes_back(editor: User) -> None:
    idea, fridge, requests = fridges()
    _, washer, washing = shoes()
    attach_cluster(washer, to=idea, actor=editor)
    fresh = split_idea(
        idea, title="洗鞋", clusters=[washer], requests=requests[:1], actor=editor, reason="两回事"
    )
    assert (fresh.status, fresh.title) == ("candidate", "洗鞋")
    assert held(fresh) == {requests[0].pk, *ids(washing)}
    assert held(idea) == ids(requests[1:])
    assert (mentions(fresh), mentions(idea)) == (3, 2)
    # the one split off has a cluster of its own that others may join
    own = place(requests[0])
    assert own != fridge.pk
    assert Cluster.objects.get(pk=own).idea == fresh
    undo(newest(), actor=editor)
    assert held(idea) == {*ids(requests), *ids(washing)}
    assert not Idea.objects.get(pk=fresh.pk).is_standing
    assert mentions(idea) == 5
    undo(newest(), actor=editor)
    assert held(fresh) == {requests[0].pk, *ids(washing)}
    assert differences() == []


def test_a_split_refuses_what_is_not_there(editor: User) -> None:
    idea, _, requests = fridges()
    _, other, strangers = shoes()
    for chosen in (
        {},
        {"clusters": [other]},
        {"requests": strangers},
        {"requests": requests},
        {"requests": requests[:1], "title": " "},
    ):
        with pytest.raises(StructureError):
            split_idea(idea, **{"title": "新的", **chosen}, actor=editor)
    assert not Operation.objects.exists()
    assert not Idea.objects.filter(given_title="新的").exists()


def test_one_request_moves_and_the_rest_stays_right(editor: User) -> None:
    fridge, cluster, requests = fridges()
    washer, washing, _ = shoes()
    Cluster.objects.filter(pk=cluster.pk).update(title="旧题")
    move_request(requests[0], to=washer, actor=editor, reason="说的是鞋")
    assert held(fridge) == ids(requests[1:])
    assert requests[0].pk in held(washer)
    assert (mentions(fridge), mentions(washer)) == (2, 3)
    cluster.refresh_from_db()
    rows = Assignment.objects.open().filter(cluster=cluster, is_representative=True)
    assert (cluster.size, list(cluster.centroid)) == (2, [2.0, 0.0, 0.0, 0.0])
    assert set(rows.values_list("request", flat=True)) == {requests[1].pk}
    assert "冷宫" in cluster.title
    group_all()
    assert place(requests[0]) == washing.pk
    assert held(fridge) == ids(requests[1:])
    look_again()
    consolidate_batch(limit=50, promotion_support=1)
    assert place(requests[0]) == washing.pk


def test_an_undone_move_puts_the_request_back_where_it_was(editor: User) -> None:
    fridge, cluster, requests = fridges()
    washer, _, washing = shoes()
    move_request(requests[0], to=washer, actor=editor)
    moved = newest()
    group_all()
    undo(moved, actor=editor)
    assert place(requests[0]) == cluster.pk
    assert (held(fridge), held(washer)) == (ids(requests), ids(washing))
    assert (mentions(fridge), mentions(washer)) == (3, 2)
    assert not Pin.objects.standing().exists()
    assert not Verdict.objects.standing().exists()
    undo(newest(), actor=editor)
    group_all()
    assert requests[0].pk in held(washer)
    assert place(requests[0]) != cluster.pk
    assert differences() == []


def test_a_move_takes_back_what_was_said_before_and_its_undo_brings_it_back(editor: User) -> None:
    fridge, _, requests = fridges()
    washer, _, washing = shoes()
    judge(requests[0], requests[2], says=Says.SAME, actor=editor)
    judge(requests[0], washing[0], says=Says.DIFFERENT, actor=editor)
    confirm_request(requests[0], idea=fridge, actor=editor)
    before = set(Verdict.objects.standing().values_list("pk", flat=True))
    pins = set(Pin.objects.standing().values_list("pk", flat=True))
    move_request(requests[0], to=washer, actor=editor)
    group_all()
    assert held(fridge) == ids(requests[1:])
    undo(newest(), actor=editor)
    assert set(Verdict.objects.standing().values_list("pk", flat=True)) == before
    assert set(Pin.objects.standing().values_list("pk", flat=True)) == pins
    group_all()
    assert held(fridge) == ids(requests)


def test_moved_into_an_empty_idea_a_request_brings_a_cluster_that_others_join(
    editor: User,
) -> None:
    _, cluster, requests = fridges()
    empty = create_idea("冷宫周边", actor=editor)
    move_request(requests[0], to=empty, actor=editor)
    assert Cluster.objects.get(pk=place(requests[0])).idea == empty
    assert (mentions(empty), place(requests[1])) == (1, cluster.pk)
    undo(newest(), actor=editor)
    assert held(empty) == set()


def test_moving_there_and_back_leaves_one_standing_pin(editor: User) -> None:
    fridge, _, requests = fridges()
    washer, _, _ = shoes()
    move_request(requests[0], to=washer, actor=editor)
    group_all()
    move_request(requests[0], to=fridge, actor=editor)
    group_all()
    assert held(fridge) == ids(requests)
    belongs = Pin.objects.belonging().get(request=requests[0])
    barred = Pin.objects.standing().exclude(pk=belongs.pk).get()
    assert (belongs.idea, barred.idea) == (fridge, washer)


def test_a_confirmed_request_stays_whatever_becomes_of_its_cluster(editor: User) -> None:
    fridge, cluster, requests = fridges()
    confirm_request(requests[2], idea=fridge, actor=editor)
    assert Verdict.objects.get().says == Says.SAME
    Cluster.objects.filter(pk=cluster.pk).update(idea=None)
    assert held(fridge) == {requests[2].pk}
    with pytest.raises(StructureError, match="冷宫冰箱"):
        confirm_request(requests[2], idea=make_idea("别的"), actor=editor)


def test_a_rejected_request_leaves_and_does_not_come_back(editor: User) -> None:
    fridge, cluster, requests = fridges()
    reject_request(requests[0], idea=fridge, actor=editor)
    group_all()
    assert held(fridge) == ids(requests[1:])
    assert place(requests[0]) not in {None, cluster.pk}
    assert mentions(fridge) == 2
    with pytest.raises(StructureError):
        reject_request(requests[0], idea=fridge, actor=editor)
    undo(newest(), actor=editor)
    assert place(requests[0]) == cluster.pk
    assert mentions(fridge) == 3


def test_a_bar_holds_for_what_was_merged_too(editor: User) -> None:
    fridge, _, requests = fridges()
    washer, _, washing = shoes()
    merge_ideas([washer], into=fridge, actor=editor)
    merged = newest()
    reject_request(washing[0], idea=fridge, actor=editor)
    assert held(fridge) == {*ids(requests), washing[1].pk}
    undo(merged, actor=editor)
    assert held(washer) == {washing[1].pk}


def test_a_cluster_is_attached_with_its_pins_and_detached_again(editor: User) -> None:
    fridge, cluster, requests = fridges()
    washer, _, washing = shoes()
    confirm_request(requests[0], idea=fridge, actor=editor)
    attach_cluster(cluster, to=washer, actor=editor)
    assert held(washer) == {*ids(requests), *ids(washing)}
    assert (mentions(fridge), mentions(washer)) == (0, 5)
    with pytest.raises(StructureError):
        attach_cluster(cluster, to=washer, actor=editor)
    detach_cluster(cluster, actor=editor)
    assert held(washer) == ids(washing)
    undo(newest(), actor=editor)
    undo(Operation.objects.get(kind="cluster.attach"), actor=editor)
    assert (held(fridge), mentions(fridge)) == (ids(requests), 3)
    assert Pin.objects.belonging().get().idea == fridge


def test_what_a_person_detached_the_machine_does_not_promote(editor: User) -> None:
    _, cluster, _ = fridges()
    detach_cluster(cluster, actor=editor)
    with pytest.raises(StructureError):
        detach_cluster(cluster, actor=editor)
    make_request(make_comment("冷宫冰箱"), embedding=vector(0), grouped_at=None)
    assign_batch(limit=50, promotion_support=0.5)
    cluster.refresh_from_db()
    assert (cluster.size, cluster.idea) == (4, None)


def test_a_pinned_request_makes_no_second_idea(editor: User) -> None:
    fridge, _, requests = fridges()
    alone = make_request(make_comment("要一面镜子"), embedding=vector(2), grouped_at=None)
    confirm_request(alone, idea=fridge, actor=editor)
    Verdict.objects.update(is_standing=False)
    FanRequest.objects.filter(pk=alone.pk).update(grouped_at=None)
    assign_batch(limit=50, promotion_support=0.5)
    assert place(alone) != place(requests[0])
    assert Idea.objects.count() == 1
    assert alone.pk in held(fridge)


def test_clusters_with_pinned_requests_are_only_spoken_of(editor: User) -> None:
    fridge, cluster, requests = fridges()
    assert cluster not in Cluster.objects.touched()
    confirm_request(requests[0], idea=fridge, actor=editor)
    assert cluster in Cluster.objects.touched()
    undo(newest(), actor=editor)
    assert cluster not in Cluster.objects.touched()


def test_making_an_idea_is_taken_back_unless_something_points_at_it(editor: User) -> None:
    _, cluster, _ = fridges()
    idea = create_idea("冷宫周边", actor=editor, summary="盲盒")
    made = newest()
    assert idea in Idea.objects.search("盲盒")
    attach_cluster(cluster, to=idea, actor=editor)
    with pytest.raises(RefusedError):
        undo(made, actor=editor)
    undo(newest(), actor=editor)
    undo(made, actor=editor)
    assert not Idea.objects.open().filter(pk=idea.pk).exists()
    with pytest.raises(StructureError):
        attach_cluster(cluster, to=idea, actor=editor)


def test_a_promotion_by_hand_is_taken_back(editor: User) -> None:
    _, cluster, _ = fridges()
    detach_cluster(cluster, actor=editor)
    idea = promote_by_hand(cluster, actor=editor)
    undo(newest(), actor=editor)
    cluster.refresh_from_db()
    assert cluster.idea is None
    assert not Idea.objects.get(pk=idea.pk).is_standing


def test_a_title_put_back_is_found_again(editor: User) -> None:
    idea = make_idea("冷宫冰箱")
    edit_idea(idea, values={"given_title": "洗鞋机"}, actor=editor)
    assert not Idea.objects.search("冷宫").exists()
    undo(newest(), actor=editor)
    assert idea in Idea.objects.search("冷宫")


def test_a_verdict_brought_back_is_obeyed_again(editor: User) -> None:
    _, _, requests = fridges()
    judge(requests[0], requests[1], says=Says.DIFFERENT, actor=editor)
    said = newest()
    group_all()
    undo(said, actor=editor)
    FanRequest.objects.filter(pk=requests[0].pk).update(grouped_at=None)
    Assignment.objects.open().filter(request=requests[0]).delete()
    group_all()
    assert place(requests[0]) == place(requests[1])
    undo(newest(), actor=editor)
    group_all()
    assert place(requests[0]) != place(requests[1])


def test_a_verdict_that_contradicts_a_later_one_is_not_brought_back(editor: User) -> None:
    _, _, requests = fridges()
    judge(requests[0], requests[1], says=Says.SAME, actor=editor)
    undo(newest(), actor=editor)
    undone = newest()
    judge(requests[1], requests[2], says=Says.SAME, actor=editor)
    judge(requests[0], requests[2], says=Says.DIFFERENT, actor=editor)
    with pytest.raises(RefusedError):
        undo(undone, actor=editor)


@pytest.mark.parametrize("number", [3, 30])
def test_a_merge_asks_a_fixed_number_of_questions(
    editor: User, django_assert_num_queries: Any, number: int
) -> None:
    ideas = [make_stood(f"想法{n}", f"第{n}种冰箱", wish=0)[0] for n in range(number)]
    with django_assert_num_queries(29):
        merge_ideas(ideas[1:], into=ideas[0], actor=editor)
