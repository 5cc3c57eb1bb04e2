"""Reading old comments again: newest first, stoppable, without churn, under people's labels."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.rereading import reread_batch, to_reread
from feedback.services.versions import activate_version, active_weights
from tests.factories import make_unread
from tests.feedback.test_reader_versions import make_version

pytestmark = pytest.mark.django_db

WISHES = [f"能不能出一款{thing}？" for thing in ("白冰箱", "红冰箱", "绿冰箱", "蓝冰箱", "黑冰箱")]


def read_all() -> None:
    read_batch(limit=1000, encoder=configured_encoder())


def reread(*, limit: int = 100, below: int | None = None):
    return reread_batch(limit=limit, encoder=configured_encoder(), below=below)


@pytest.fixture
def wishes() -> list[Comment]:
    made = [make_unread(text) for text in WISHES]
    read_all()
    return made


def test_the_newest_come_first_and_a_new_run_goes_on_where_the_last_was_cut(wishes):
    activate_version(make_version(asks=0.5), actor=None)
    first = reread(limit=2)
    assert (first.comments, first.last) == (2, wishes[3].pk)
    # a new process knows no `below`
    assert reread(limit=2).last == wishes[1].pk
    assert to_reread() == 1
    assert reread(limit=2).last == wishes[0].pk
    assert reread(limit=2) is None


def test_a_request_found_again_keeps_its_row_and_is_not_grouped_anew(wishes):
    FanRequest.objects.update(grouped_at=timezone.now())
    before = set(FanRequest.objects.values_list("pk", "grouped_at", "created_at"))
    version = make_version(asks=0.5)
    activate_version(version, actor=None)
    assert reread().requests == 0
    assert set(FanRequest.objects.values_list("pk", "grouped_at", "created_at")) == before
    assert set(FanRequest.objects.values_list("reader_version", flat=True)) == {version.name}


def test_a_version_that_sees_no_wish_retires_it_and_another_brings_it_back(wishes):
    blind = make_version()
    activate_version(blind, actor=None)
    assert reread().requests == len(wishes)
    assert not FanRequest.objects.current().exists()
    activate_version(blind.parent, actor=None)
    assert reread().requests == len(wishes)
    assert FanRequest.objects.current().count() == len(wishes)


def test_comments_still_to_be_read_are_left_to_the_readers(wishes):
    Comment.objects.filter(pk=wishes[4].pk).update(read_at=None)
    activate_version(make_version(asks=0.5), actor=None)
    assert reread().comments == 4
    assert Comment.objects.unread().get() == wishes[4]


def test_what_people_said_is_read_for_and_not_changed(wishes, editor):
    label_comments(wishes[:1], label="product_request", actor=editor)
    read_all()
    activate_version(make_version(), actor=None)
    reread()
    wishes[0].refresh_from_db()
    assert (wishes[0].label, wishes[0].machine_label) == ("product_request", "product_request")
    assert FanRequest.objects.current().get().comment == wishes[0]
    assert set(Comment.objects.values_list("reader_version", flat=True)) == {
        active_weights().version
    }


def test_reading_time_and_sentiment_stay(wishes):
    before = list(Comment.objects.order_by("pk").values_list("read_at", "sentiment"))
    activate_version(make_version(), actor=None)
    reread()
    assert list(Comment.objects.order_by("pk").values_list("read_at", "sentiment")) == before


def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(
    wishes, django_assert_num_queries
):
    activate_version(make_version(), actor=None)
    active_weights()
    with django_assert_num_queries(9) as queries:
        reread(limit=1)
    with django_assert_num_queries(len(queries)):
        reread(limit=100)


def test_the_command_shows_how_far_it_is_and_ends_with_nothing_left(wishes):
    activate_version(make_version(), actor=None)
    told = StringIO()
    call_command("reread", batch=2, stdout=told)
    assert "2 of 5" in told.getvalue()
    assert "5 comments read again; 0 left." in told.getvalue()
    call_command("reread", stdout=told)
    assert told.getvalue().endswith("0 comments read again; 0 left.\n")


class CutShort(StringIO):
    """A terminal where somebody presses Ctrl-C after the first batch."""

    def write(self, text: str) -> int:
        if text.startswith("2 of 5"):
            raise KeyboardInterrupt
        return super().write(text)


def test_ctrl_c_keeps_the_batches_done(wishes):
    activate_version(make_version(), actor=None)
    told = CutShort()
    call_command("reread", batch=2, stdout=told)
    assert "goes on from here" in told.getvalue()
    assert to_reread() == 3
