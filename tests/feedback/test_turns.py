"""Readers take turns: in a long import the grouping does not wait for the last comment."""

from __future__ import annotations

import pytest

from engine.celery import app
from feedback.models import Comment
from feedback.tasks import ASSIGN, READ, read_comments
from tests.factories import make_unread


@pytest.fixture(autouse=True)
def _empty_queue():
    app.control.purge()
    yield
    app.control.purge()


def routed(task: str) -> int:
    return app.amqp.router.route({}, task).get("priority", 0)


@pytest.mark.django_db
def test_a_turn_ends_before_the_queue_does_and_the_next_one_goes_on(settings):
    settings.READING_BATCH = 2
    for number in range(23):
        make_unread(f"第{number}次买了")
    assert read_comments() == 20
    assert Comment.objects.unread().count() == 3
    assert read_comments() == 3
    assert read_comments() == 0


def test_grouping_goes_before_reading_at_the_broker():
    # in Redis's and Valkey's order the lower number goes first
    assert routed(ASSIGN) < routed(READ)
