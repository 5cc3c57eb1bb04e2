"""An accepted suggestion is taken back: people's cells, and the requests that went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.tallies import rehearse_undo
from engine.ledger.undoing import RefusedError, undo
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster, Idea, Says, Suggestion, Support, Verdict
from ideas.services.assigning import assign_batch
from ideas.services.consolidating import look_again
from ideas.services.judging import judge, withdraw_verdict
from ideas.services.structure import attach_cluster, confirm_request, create_idea
from ideas.services.suggesting import accept_suggestion, dismiss_suggestion
from ideas.services.voting import add_vote
from tests.factories import make_comment, make_fan, make_idea, make_request
from tests.ideas.test_consolidate import (
    SHOES,
    consolidate,
    make_mixed,
    make_wished,
    partition,
    texts_of,
    touch_by_title,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def accept(actor: User, *, support: float = 99) -> Operation:
    accept_suggestion(Suggestion.objects.open().get(), actor=actor, promotion_support=support)
    return Operation.objects.get(kind="suggestion.accept")


def suggest_joining(editor: User, *, second: bool = True) -> tuple[Idea, Idea | None]:
    """Two clusters of one wish; the second may be an idea too, that nobody touched."""
    first = make_idea("冷宫冰箱")
    other = make_idea("冷宫造型冰箱") if second else None
    cluster = make_wished("冷宫冰箱", "求冷宫冰箱", idea=first)
    touch_by_title(first, cluster, editor)
    make_wished("冷宫造型冰箱", "想要冷宫造型冰箱", idea=other)
    consolidate()
    return first, other


def suggest_division(editor: User) -> Cluster:
    mixed = make_mixed(make_idea())
    touch_by_title(mixed.idea, mixed, editor)
    consolidate()
    return mixed


def layout() -> dict[str, Any]:
    """All that an undo of an acceptance must bring back."""
    clusters = Cluster.objects.filter(size__gt=0).order_by("pk")
    return {
        "places": partition(),
        "clusters": list(clusters.values_list("pk", "idea", "size")),
        "vectors": [list(row.centroid) for row in clusters],
        "merged": dict(Idea.objects.standing().values_list("pk", "merged_into")),
        "said": list(Verdict.objects.standing().values_list("pk", flat=True)),
        "state": list(Suggestion.objects.values_list("state", "decided_at")),
        "mentions": dict(Support.objects.values_list("idea", "mentions")),
    }


def grow(text: str, vector: list[float]) -> None:
    """A comment that the machine groups."""
    make_request(make_comment(text), embedding=vector, grouped_at=None)
    assign_batch(limit=9, promotion_support=99)


@pytest.mark.parametrize("second", [True, False])
def test_an_undone_joining_brings_everything_back(editor: User, second: bool) -> None:
    suggest_joining(editor, second=second)
    before = layout()
    done = accept(editor)
    after = layout()
    assert len(after["places"]) == 1
    undone = undo(done, actor=editor)
    assert layout() | {"mentions": 0} == before | {"mentions": 0}
    assert Support.objects.order_by("idea").first().mentions == 2
    undo(undone, actor=editor)
    again = layout()
    decided = again.pop("state"), after.pop("state")
    assert again == after
    assert [state for ((state, _),) in decided] == ["accepted", "accepted"]
    undo(Operation.objects.latest("pk"), actor=editor)
    assert partition() == before["places"]
    assert differences() == []


def test_an_undone_division_brings_everything_back(editor: User) -> None:
    mixed = suggest_division(editor)
    before = layout()
    undone = undo(accept(editor), actor=editor)
    after = layout()
    assert after | {"mentions": 0} == before | {"mentions": 0}
    undo(undone, actor=editor)
    assert texts_of(mixed) == {"冷宫冰箱", "冷宫造型冰箱", "求冷宫冰箱一台"}
    assert Verdict.objects.standing().get().says == Says.DIFFERENT
    assert differences() == []


def test_the_idea_that_a_division_made_goes_with_it(editor: User) -> None:
    mixed = suggest_division(editor)
    done = accept(editor, support=1.5)
    made = Idea.objects.latest("pk")
    assert made.support.mentions == 2
    dry, effects = rehearse_undo(done, actor=editor)
    numbers = {e.row: (e.before["mentions"], (e.after or {})["mentions"]) for e in effects}
    assert dry.refused is None
    assert numbers == {mixed.idea_id: (3, 5), made.pk: (2, 0)}
    undo(done, actor=editor)
    assert not Idea.objects.standing().filter(pk=made.pk).exists()
    assert len(texts_of(mixed)) == 5


def test_what_people_put_on_that_idea_since_stands_in_the_way(editor: User) -> None:
    suggest_division(editor)
    done = accept(editor, support=1.5)
    made, before = Idea.objects.latest("pk"), partition()
    add_vote(made, fan=make_fan(), actor=editor, source="热线")
    with pytest.raises(RefusedError):
        undo(done, actor=editor)
    assert partition() == before
    undo(Operation.objects.latest("pk"), actor=editor)
    undo(done, actor=editor)
    assert len(partition()) == 1


def test_a_cell_that_changed_since_is_a_conflict(editor: User) -> None:
    suggest_joining(editor)
    done = accept(editor)
    gone = Cluster.objects.get(size=0)
    withdraw_verdict(Verdict.objects.get(), actor=editor)
    operations = Operation.objects.count()
    with pytest.raises(RefusedError) as refused:
        undo(done, actor=editor)
    assert [c.change.model for c in refused.value.conflicts] == ["ideas.verdict"]
    assert Operation.objects.count() == operations
    gone.refresh_from_db()
    assert (gone.size, gone.idea) == (0, None)


def test_who_came_since_stays_with_what_goes_on(editor: User) -> None:
    first, _ = suggest_joining(editor)
    done = accept(editor)
    grow("冷宫冰箱再求一次", [1.0, 0.0, 0.0])
    undo(done, actor=editor)
    assert {len(part) for part in partition()} == {3, 2}
    assert Idea.objects.get(pk=first.pk).support.mentions == 3


def test_who_came_to_what_was_founded_is_grouped_anew(editor: User) -> None:
    suggest_division(editor)
    done = accept(editor)
    grow("求洗鞋的洗衣机", SHOES)
    founded = Cluster.objects.latest("pk")
    assert founded.size == 3
    undo(done, actor=editor)
    founded.refresh_from_db()
    assert founded.size == 0
    waiting = FanRequest.objects.get(grouped_at=None)
    assert waiting.text == "求洗鞋的洗衣机"
    assign_batch(limit=9, promotion_support=99)
    assert Assignment.objects.open().filter(request=waiting).exists()


def test_what_was_attached_since_keeps_its_newcomers(editor: User) -> None:
    suggest_division(editor)
    done = accept(editor)
    founded = Cluster.objects.latest("pk")
    shoes = create_idea("洗鞋的洗衣机", actor=editor)
    attach_cluster(founded, to=shoes, actor=editor)
    grow("求洗鞋的洗衣机", SHOES)
    undo(done, actor=editor)
    assert texts_of(founded) == {"求洗鞋的洗衣机"}
    assert Support.objects.get(idea=shoes).mentions == 1


def test_a_request_that_a_person_decided_about_since_stays(editor: User) -> None:
    first, second = suggest_joining(editor)
    done = accept(editor)
    wish = FanRequest.objects.get(text="想要冷宫造型冰箱")
    confirm_request(wish, idea=first, actor=editor)
    undo(done, actor=editor)
    assert frozenset({"冷宫造型冰箱"}) in partition()
    assert "想要冷宫造型冰箱" in texts_of(Cluster.objects.order_by("pk").first())
    assert Idea.objects.get(pk=second.pk).support.mentions == 1


def test_a_verdict_made_since_is_obeyed(editor: User) -> None:
    suggest_joining(editor)
    done = accept(editor)
    one, other = FanRequest.objects.filter(text__in=["冷宫造型冰箱", "求冷宫冰箱"]).order_by("pk")
    judge(one, other, says=Says.SAME, actor=editor)
    undo(done, actor=editor)
    assign_batch(limit=9, promotion_support=99)
    together = next(part for part in partition() if "冷宫造型冰箱" in part)
    assert "求冷宫冰箱" in together
    assert "想要冷宫造型冰箱" not in together


def test_only_one_of_two_equal_suggestions_waits(editor: User) -> None:
    mixed = suggest_division(editor)
    done = accept(editor)
    waiting = Suggestion.objects.get()
    twin = Suggestion.objects.create(act=waiting.act, one=mixed, why=waiting.why)
    undo(done, actor=editor)
    assert Suggestion.objects.open().get() == waiting
    assert not Suggestion.objects.filter(pk=twin.pk).exists()


def test_a_suggestion_turned_down_after_its_undo_moves_nothing(editor: User) -> None:
    suggest_joining(editor)
    undo(accept(editor), actor=editor)
    before = partition()
    dismiss_suggestion(Suggestion.objects.get(), actor=editor)
    undo(Operation.objects.latest("pk"), actor=editor)
    assert partition() == before
    look_again()
    assert consolidate().suggested == 0
