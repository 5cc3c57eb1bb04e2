"""What a person decided about a request outlives readings; of two words the later holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.ledger.models import Operation
from engine.ledger.undoing import RefusedError, undo
from engine.nlp.normalise import fingerprint
from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest
from feedback.services.copies import known_readings
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.rereading import reread_batch
from feedback.services.spanning import Span, set_spans
from feedback.services.versions import activate_version, active_weights
from ideas.models import Evidence, Idea, Pin, Says
from ideas.services.assigning import assign_batch
from ideas.services.judging import judge, withdraw_verdict
from ideas.services.structure import StructureError, confirm_request
from ideas.services.supporting import count_support
from tests.factories import make_cluster, make_idea, make_unread
from tests.feedback.test_reader_versions import make_version

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
WISH = "能不能出一款白冰箱？"


def read_all() -> None:
    read_batch(limit=100, encoder=configured_encoder())


def go_blind() -> None:
    """Let a version that sees no wish at all read everything again."""
    activate_version(make_version(), actor=None)
    reread_batch(limit=100, encoder=configured_encoder())


def group_all() -> None:
    while (done := assign_batch(limit=50, promotion_support=99)) and done.requests:
        pass


def mentions(idea: Idea) -> int:
    count_support([idea.pk])
    return Idea.objects.get(pk=idea.pk).support.mentions


@pytest.fixture
def idea() -> Idea:
    return make_idea("白冰箱")


@pytest.fixture
def request_(idea: Idea) -> FanRequest:
    make_unread(WISH)
    read_all()
    group_all()
    return FanRequest.objects.get()


def test_a_confirmed_request_outlives_a_reading_that_sees_nothing(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    other = make_unread("能不能出一款红冰箱？")
    read_all()
    confirm_request(request_, idea=idea, actor=editor)
    before = request_.reader_version
    go_blind()
    kept = FanRequest.objects.current().get()
    assert (kept, kept.reader_version) == (request_, before)
    assert mentions(idea) == 1
    assert not other.requests.filter(retired_at__isnull=True).exists()


def test_the_comment_of_a_kept_request_keeps_the_label_it_asked_under(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    comment = request_.comment
    confirm_request(request_, idea=idea, actor=editor)
    Comment.objects.update(read_at=None)
    activate_version(make_version(), actor=None)
    read_all()
    comment.refresh_from_db()
    assert (comment.label, comment.reader_version) == ("product_request", active_weights().version)
    # and nobody copies from it what this version did not find
    assert known_readings({WISH: fingerprint(WISH)}, version=comment.reader_version) == {}


def test_a_judged_request_is_kept_until_the_verdict_goes(editor: User) -> None:
    for text in (WISH, "能不能出一款红冰箱？"):
        make_unread(text)
    read_all()
    one, other = FanRequest.objects.order_by("pk")
    verdict = judge(one, other, says=Says.DIFFERENT, actor=editor)
    go_blind()
    assert set(FanRequest.objects.current()) == {one, other}
    withdraw_verdict(verdict, actor=editor)
    make_unread()
    Comment.objects.update(read_at=None)
    read_all()
    assert not FanRequest.objects.current().exists()


def test_nothing_is_added_over_a_kept_request(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    # as if an older version had seen less of the wish
    FanRequest.objects.update(start=request_.start + 1, text=request_.text[1:])
    confirm_request(request_, idea=idea, actor=editor)
    Comment.objects.update(read_at=None)
    read_all()
    assert FanRequest.objects.get() == request_


def test_a_later_label_wins_and_its_undo_brings_the_request_back(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    confirm_request(request_, idea=idea, actor=editor)
    label_comments([request_.comment], label="complaint", actor=editor)
    read_all()
    group_all()
    assert not FanRequest.objects.current().exists()
    assert mentions(idea) == 0
    undo(Operation.objects.get(kind="comment.label"), actor=editor)
    go_blind()
    read_all()
    group_all()
    assert FanRequest.objects.current().get() == request_
    assert mentions(idea) == 1


def test_a_pin_is_not_brought_back_onto_a_request_that_a_reading_replaced(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    confirm_request(request_, idea=idea, actor=editor)
    taken_back = undo(Operation.objects.get(kind="request.confirm"), actor=editor)
    go_blind()
    with pytest.raises(RefusedError):
        undo(taken_back, actor=editor)
    assert not Pin.objects.standing().exists()


def test_later_spans_win_too(editor: User, idea: Idea, request_: FanRequest) -> None:
    comment = request_.comment
    confirm_request(request_, idea=idea, actor=editor)
    set_spans(comment, spans=[Span(0, 3)], actor=editor)
    read_all()
    (current,) = FanRequest.objects.current()
    assert (current.start, current.end) == (0, 3)
    with pytest.raises(StructureError):
        confirm_request(request_, idea=idea, actor=editor)
    own = Span(request_.start, request_.end)
    set_spans(comment, spans=[own], actor=editor)
    read_all()
    assert FanRequest.objects.current().get() == request_


def test_a_kept_request_is_not_moved_by_what_the_machine_does_next(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    make_cluster(idea)
    confirm_request(request_, idea=idea, actor=editor)
    group_all()
    place = request_.assignments.get(valid_to__isnull=True).cluster_id
    for number in range(4):
        make_unread(f"能不能出一款白冰箱{number}？")
    read_all()
    group_all()
    go_blind()
    group_all()
    assert request_.assignments.get(valid_to__isnull=True).cluster_id == place
    assert Evidence.objects.get(pk=request_.pk).idea == idea


def test_a_label_put_back_before_the_grouping_looks_leaves_everything_in_its_place(
    editor: User, idea: Idea, request_: FanRequest
) -> None:
    confirm_request(request_, idea=idea, actor=editor)
    group_all()
    place = request_.assignments.get(valid_to__isnull=True)
    label_comments([request_.comment], label="praise", actor=editor)
    undo(Operation.objects.latest("pk"), actor=editor)
    read_all()
    group_all()
    assert request_.assignments.get() == place
    assert Idea.objects.get(pk=idea.pk).support.mentions == 1
    assert not FanRequest.objects.to_group().exists()
