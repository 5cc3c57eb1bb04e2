"""Versions of the reader: one is active, every reading carries it, people's labels stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from engine.ledger.models import CellChange, Operation
from engine.nlp import reading
from engine.nlp.training.store import pack
from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest, ReaderVersion
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.versions import (
    UnfitVersionError,
    activate_version,
    active_version,
    active_weights,
    add_version,
    shipped_version,
)
from tests.factories import make_unread

pytestmark = pytest.mark.django_db


def make_version(*, asks: float = -30.0) -> ReaderVersion:
    """A version that leans towards asking by so much: -30 never finds a request."""
    shipped = reading.shipped()
    lean = shipped.request_bias.copy()
    lean[1:] += asks
    content = pack(replace(shipped, request_bias=lean))
    return add_version(content, taught_by=[1, 2], figures={})


def read_all() -> int:
    return read_batch(limit=100, encoder=configured_encoder())


def test_the_version_that_came_with_the_software_is_a_row_made_on_first_need():
    make_unread()
    read_all()
    assert active_version().name == reading.VERSION == Comment.objects.get().reader_version


def test_readings_carry_the_active_version_from_the_next_batch_on(editor):
    version = make_version()
    make_unread()
    read_all()
    assert activate_version(version, actor=editor)
    later = make_unread("能不能出一款透明的洗衣机？")
    read_all()
    later.refresh_from_db()
    assert (later.reader_version, later.machine_label) == (version.name, "question")
    assert FanRequest.objects.current().get().reader_version == reading.VERSION


def test_going_over_is_an_operation_and_can_be_gone_back_on(editor):
    shipped = active_version()
    version = make_version()
    activate_version(version, actor=editor, reason="finds more")
    assert not activate_version(version, actor=editor)
    activate_version(shipped, actor=editor)
    assert active_weights() is reading.shipped()
    assert [o.actor for o in Operation.objects.filter(kind="reader.activate")] == [editor] * 2
    assert CellChange.objects.filter(row=version.pk, field="is_active").count() == 2


def test_there_is_one_active_version_whatever_is_written():
    shipped_version()
    active_weights()
    with pytest.raises(IntegrityError, match="reader_version_one_active"), transaction.atomic():
        ReaderVersion.objects.create(name="other", is_active=True)


def test_a_taught_version_without_weights_is_refused_by_the_database():
    with (
        pytest.raises(IntegrityError, match="reader_version_taught_has_weights"),
        transaction.atomic(),
    ):
        ReaderVersion.objects.create(name="other", parent=shipped_version())


def test_after_an_update_the_shipped_version_is_the_new_one():
    ReaderVersion.objects.create(name="asking-of-yesterday", is_active=True)
    assert active_weights() is reading.shipped()
    assert active_version().name == reading.VERSION


def test_a_taught_version_stays_active_after_an_update():
    version = make_version()
    activate_version(version, actor=None)
    ReaderVersion.objects.filter(name=reading.VERSION).update(name="asking-of-yesterday")
    assert active_weights().version == version.name


def test_weights_for_other_features_are_not_activated_and_not_read_with():
    shipped = reading.shipped()
    content = pack(replace(shipped, marks=shipped.marks[:, 1:]))
    version = add_version(content, taught_by=[], figures={})
    with pytest.raises(UnfitVersionError):
        activate_version(version, actor=None)
    active_weights()
    ReaderVersion.objects.active().update(is_active=False)
    ReaderVersion.objects.filter(pk=version.pk).update(is_active=True)
    assert active_weights() is shipped


def test_the_active_version_costs_one_query_a_batch(django_assert_num_queries):
    activate_version(make_version(), actor=None)
    active_weights()
    with django_assert_num_queries(1):
        active_weights()


def test_no_version_overrules_what_a_person_said(editor):
    comment = make_unread()
    read_all()
    label_comments([comment], label="complaint", actor=editor)
    activate_version(make_version(asks=30.0), actor=editor)
    read_all()
    comment.refresh_from_db()
    assert (comment.label, comment.person_label) == ("complaint", "complaint")
    assert not FanRequest.objects.current().exists()
