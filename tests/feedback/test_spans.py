"""Spans that a person sets: the reader keeps to them, and undo gives them back."""

from __future__ import annotations

import pytest

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from engine.nlp.encoder import default_encoder
from feedback.models import Comment, FanRequest
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.spanning import Span, UnfitSpansError, set_spans
from tests.factories import make_comment, make_unread, make_user

pytestmark = pytest.mark.django_db
TEXT = "外观很好看，希望出个冷宫造型的冰箱，送货再快点"


def read() -> None:
    while read_batch(limit=10, encoder=default_encoder()):
        pass


def current(comment: Comment) -> list[tuple[str, str]]:
    rows = FanRequest.objects.current().filter(comment=comment).order_by("start")
    return list(rows.values_list("text", "kind"))


def span_of(words: str, kind: str = "product") -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), kind)


def test_a_persons_spans_are_the_requests():
    comment = make_unread(TEXT)
    read()

    set_spans(
        comment, spans=[span_of("冷宫造型的冰箱"), span_of("送货再快点", "service")], actor=None
    )
    read()

    assert current(comment) == [("冷宫造型的冰箱", "product"), ("送货再快点", "service")]
    comment.refresh_from_db()
    assert comment.label == "product_request"


def test_undo_gives_the_comment_back_to_the_machine():
    comment = make_unread(TEXT)
    read()
    before = current(comment)
    set_spans(comment, spans=[span_of("外观", "service")], actor=None)
    read()
    assert current(comment) == [("外观", "service")]

    undo(Operation.objects.latest("pk"), actor=make_user())
    read()

    assert current(comment) == before
    comment.refresh_from_db()
    assert (comment.person_label, comment.person_spans) == ("", None)
    assert differences() == []


def test_a_later_label_ends_the_spans_and_its_undo_brings_them_back():
    comment = make_unread(TEXT)
    read()
    set_spans(comment, spans=[span_of("冷宫造型的冰箱")], actor=None)
    label_comments([comment], label="praise", actor=None)
    read()
    assert current(comment) == []

    undo(Operation.objects.latest("pk"), actor=None)
    read()

    assert current(comment) == [("冷宫造型的冰箱", "product")]


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [Span(0, 0)],
        [Span(-1, 2)],
        [Span(0, 1_000)],
        [Span(0, 4), Span(3, 6)],
        [Span(0, 2, "wish")],
        [Span(number, number + 1) for number in range(21)],
    ],
)
def test_unfit_spans_are_refused(spans):
    comment = make_comment(TEXT)

    with pytest.raises(UnfitSpansError):
        set_spans(comment, spans=spans, actor=None)

    assert Operation.objects.count() == 0
