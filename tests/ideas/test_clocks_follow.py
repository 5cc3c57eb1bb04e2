"""Clocks follow what people do: replies, moves, files, pauses, waivers, merges, and their undos."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from ideas.models import Clock, Idea, Status
from ideas.services import clocks as keeping
from ideas.services.attaching import attach_file, take_off_attachment
from ideas.services.clocks import ClockRefusedError, run_clocks
from ideas.services.moving import Given, change_status
from ideas.services.structure import merge_ideas
from ideas.services.waking import wake_parked
from tests.factories import make_idea
from tests.files import picture, upload
from tests.ideas.promises import acknowledge, at, make_clock, only_policies

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WEDNESDAY = at("2026-11-18 10:00")


def newest(kind: str) -> Operation:
    return Operation.objects.filter(kind=kind).latest("pk")


def pictured(idea: Idea, *, actor: User, milestone: str = "concept") -> Any:
    return attach_file(idea, file=upload(picture()), milestone=milestone, actor=actor)[0]


def told(**only: Any) -> dict[str, str]:
    """How each clock that stands fares, by what was promised."""
    return {clock.policy.kind: fares(clock) for clock in Clock.objects.standing().filter(**only)}


def fares(clock: Clock) -> str:
    for name in ("met", "lapsed", "waived", "paused"):
        if getattr(clock, f"{name}_at") is not None:
            return name
    return "runs"


@pytest.fixture
def idea() -> Idea:
    only_policies("answer", "concept", "prototype", hours=24)
    return make_idea()


def test_the_promise_starts_at_the_public_reply(idea: Idea, editor: User) -> None:
    assert told() == {}
    acknowledge(idea, actor=editor)
    moved = newest("idea.status").at
    assert told() == {"concept": "runs", "prototype": "runs"}
    for clock in Clock.objects.all():
        assert (clock.started_at, clock.due_at) == (moved, moved + 24 * HOUR)


def test_no_reply_no_promise(idea: Idea, manager: User) -> None:
    change_status(idea, to=Status.CONCEPT, actor=manager)
    assert told() == {}


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (Status.IN_REVIEW, {"concept": "runs", "prototype": "runs"}),
        (Status.CONCEPT, {"concept": "met", "prototype": "runs"}),
        (Status.PROTOTYPE, {"concept": "met", "prototype": "met"}),
    ],
)
def test_a_status_keeps_what_it_shows(
    idea: Idea, manager: User, to: Status, expected: dict[str, str]
) -> None:
    change_status(acknowledge(idea, actor=manager), to=to, actor=manager)
    assert told() == expected
    undo(Operation.objects.latest("pk"), actor=manager)
    assert told() == {"concept": "runs", "prototype": "runs"}
    undo(Operation.objects.latest("pk"), actor=manager)
    assert told() == expected
    for clock in Clock.objects.filter(met_at__isnull=False):
        assert clock.met_at == Operation.objects.filter(kind="idea.status").latest("pk").at


def test_a_file_keeps_it_too_and_when_it_is_taken_off_the_status_does(
    idea: Idea, manager: User
) -> None:
    acknowledge(idea, actor=manager)
    file = pictured(idea, actor=manager)
    assert told() == {"concept": "met", "prototype": "runs"}
    change_status(idea, to=Status.CONCEPT, actor=manager)
    take_off_attachment(file, actor=manager)
    met = Clock.objects.get(policy__kind="concept").met_at
    assert met == newest("idea.status").at
    undo(newest("attachment.take_off"), actor=manager)
    assert Clock.objects.get(policy__kind="concept").met_at == file.made_at
    undo(newest("attachment.add"), actor=manager)
    assert Clock.objects.get(policy__kind="concept").met_at == met


def test_a_prototype_photo_shows_the_concept_as_well(idea: Idea, manager: User) -> None:
    acknowledge(idea, actor=manager)
    pictured(idea, actor=manager, milestone="prototype")
    assert told() == {"concept": "met", "prototype": "met"}


def test_an_undone_reply_takes_its_clocks_back_and_an_undone_undo_brings_them(
    idea: Idea, editor: User, manager: User
) -> None:
    acknowledge(idea, actor=editor)
    before = list(Clock.objects.order_by("pk").values())
    back = undo(newest("idea.status"), actor=manager)
    assert told() == {}
    assert run_clocks(timezone.now() + 99 * HOUR).missed == 0
    undo(back, actor=manager)
    assert list(Clock.objects.order_by("pk").values()) == before
    undo(Operation.objects.latest("pk"), actor=manager)
    acknowledge(idea, actor=editor)
    assert told() == {"concept": "runs", "prototype": "runs"}
    assert Clock.objects.count() == 4


def test_what_is_parked_is_owed_no_longer_and_a_new_reply_promises_anew(
    idea: Idea, manager: User
) -> None:
    acknowledge(idea, actor=manager)
    day = timezone.localdate() + timedelta(days=2)
    change_status(idea, to=Status.PARKED, actor=manager, given=Given(revisit_on=day))
    assert told() == {"concept": "lapsed", "prototype": "lapsed"}
    undo(Operation.objects.latest("pk"), actor=manager)
    assert told() == {"concept": "runs", "prototype": "runs"}
    change_status(idea, to=Status.PARKED, actor=manager, given=Given(revisit_on=day))
    wake_parked(day)
    assert told() == {"concept": "lapsed", "prototype": "lapsed"}
    acknowledge(Idea.objects.get(), actor=manager)
    assert sorted(fares(clock) for clock in Clock.objects.standing()) == [
        "lapsed", "lapsed", "runs", "runs"
    ]  # fmt: skip


def test_what_an_undo_opens_again_is_missed_and_stays_missed_where_it_was_kept_late(
    idea: Idea, manager: User
) -> None:
    (policy, *_others) = only_policies("answer")
    start = timezone.now() - 3 * HOUR
    clock = make_clock(idea, policy, started=start)
    acknowledge(idea, actor=manager)
    back = undo(newest("idea.status"), actor=manager)
    assert run_clocks(timezone.now()).missed == 1
    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at
    undo(back, actor=manager)
    clock.refresh_from_db()
    # it was kept when the reply came, which was after it was due
    assert (clock.met_at, clock.breached_at) == (newest("idea.status").at, clock.due_at)


def test_a_pause_puts_the_due_time_off_by_what_it_took(
    idea: Idea, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (policy,) = only_policies("answer", calendar="business", hours=5, warn_before=1)
    clock = make_clock(idea, policy, started=WEDNESDAY)
    assert clock.due_at == at("2026-11-18 15:00")
    set_now(monkeypatch, at("2026-11-18 12:00"))
    keeping.pause_clock(clock, actor=manager, reason="等研发")
    keeping.pause_clock(clock, actor=manager)
    assert run_clocks(at("2026-11-20 09:00")).missed == 0
    # six hours of Wednesday, and half an hour of Thursday
    set_now(monkeypatch, at("2026-11-19 09:30"))
    keeping.resume_clock(clock, actor=manager)
    clock = keeping.resume_clock(clock, actor=manager)
    assert (clock.paused_at, clock.paused_for) == (None, int(6.5 * 3600))
    assert (clock.warns_at, clock.due_at) == (at("2026-11-19 11:30"), at("2026-11-19 12:30"))
    kinds = Operation.objects.filter(kind__startswith="clock.").values_list("kind", "reason")
    assert list(kinds.order_by("pk")) == [("clock.pause", "等研发"), ("clock.resume", "")]


def set_now(monkeypatch: pytest.MonkeyPatch, moment: Any) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_pauses_are_undone_to_the_second(idea: Idea, manager: User) -> None:
    (policy,) = only_policies("answer", hours=24)
    clock = make_clock(idea, policy, started=timezone.now() - HOUR)
    due = clock.due_at
    paused = keeping.pause_clock(clock, actor=manager).paused_at
    Clock.objects.update(paused_at=paused - HOUR / 2)
    clock = keeping.resume_clock(clock, actor=manager)
    assert clock.due_at > due + HOUR / 2
    undo(newest("clock.resume"), actor=manager)
    clock.refresh_from_db()
    assert (clock.paused_at, clock.paused_for, clock.due_at) == (paused - HOUR / 2, 0, due)


def test_a_waiver_needs_a_reason_and_is_undone(idea: Idea, manager: User) -> None:
    (policy,) = only_policies("answer")
    clock = make_clock(idea, policy, started=timezone.now())
    for reason in ("", "  ", "……"):
        with pytest.raises(ClockRefusedError) as refused:
            keeping.waive_clock(clock, actor=manager, reason=reason)
        assert refused.value.name == "reason"
    clock = keeping.waive_clock(clock, actor=manager, reason="是同事试的")
    assert run_clocks(timezone.now() + 9 * HOUR).missed == 0
    assert clock.waived_reason == "是同事试的"
    undo(newest("clock.waive"), actor=manager)
    clock.refresh_from_db()
    assert (clock.waived_at, clock.waived_reason) == (None, "")
    assert run_clocks(timezone.now() + 9 * HOUR).missed == 1


def test_what_was_missed_stays_missed_when_it_is_waived(idea: Idea, manager: User) -> None:
    (policy,) = only_policies("answer", escalates_after=1)
    clock = make_clock(idea, policy, started=timezone.now() - 3 * HOUR)
    with pytest.raises(ClockRefusedError):
        keeping.pause_clock(clock, actor=manager)
    run_clocks(timezone.now() - HOUR / 2)
    keeping.waive_clock(clock, actor=manager, reason="没人上班")
    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at
    assert run_clocks(timezone.now() + 9 * HOUR).escalated == 0


def test_what_has_ended_can_be_held_no_longer(idea: Idea, manager: User) -> None:
    acknowledge(idea, actor=manager)
    change_status(idea, to=Status.CONCEPT, actor=manager)
    clock = Clock.objects.get(policy__kind="concept")
    for act in (keeping.pause_clock, keeping.resume_clock, keeping.waive_clock):
        with pytest.raises(ClockRefusedError):
            act(clock, actor=manager, reason="为什么")
        with pytest.raises(ClockRefusedError):
            act(clock, actor=manager, reason="a\0b")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(waived_at=timezone.now())


def test_a_winner_keeps_its_clocks_and_a_losers_rest_until_they_part(
    idea: Idea, manager: User
) -> None:
    loser = make_idea("洗鞋机")
    acknowledge(loser, actor=manager)
    acknowledge(idea, actor=manager)
    pictured(loser, actor=manager)
    merge_ideas([loser], into=idea, actor=manager)
    assert set(Clock.objects.open().values_list("idea", "policy__kind")) == {(idea.pk, "prototype")}
    assert told(idea=idea) == {"concept": "met", "prototype": "runs"}
    assert run_clocks(timezone.now() + 99 * HOUR).missed == 1
    assert Clock.objects.of([idea.pk]).count() == 4
    undo(newest("idea.merge"), actor=manager)
    assert told(idea=idea) == {"concept": "runs", "prototype": "runs"}
    assert told(idea=loser) == {"concept": "met", "prototype": "runs"}
    # the undo looked at the time as it is: what was missed in a time to come was not missed yet
    assert run_clocks(timezone.now() + 99 * HOUR).missed == 3
    assert Clock.objects.missed().count() == 3
