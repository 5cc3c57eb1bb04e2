"""A text that the same version read before is not read again: the reading is copied."""

from __future__ import annotations

import pytest

from engine.nlp.normalise import fingerprint
from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest
from feedback.services.copies import known_readings
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.versions import activate_version, active_weights
from tests.factories import make_fan, make_unread
from tests.feedback.test_reader_versions import make_version

pytestmark = pytest.mark.django_db

TEXT = "买了三年。能不能出一款叫「冷宫」的冰箱？"


def read_all() -> None:
    read_batch(limit=100, encoder=configured_encoder())


def asked(*texts: str) -> dict[str, int]:
    return {text: fingerprint(text) for text in texts}


def known(text: str = TEXT) -> bool:
    return text in known_readings(asked(text), version=active_weights().version)


def test_a_copy_has_all_that_the_first_reading_had():
    first = make_unread(TEXT)
    read_all()
    # nothing but a copy can bring this figure
    Comment.objects.filter(pk=first.pk).update(sentiment=0.123)
    later = make_unread(TEXT)
    read_all()
    later.refresh_from_db()
    assert later.sentiment == 0.123
    fields = ("kind", "start", "end", "text", "confidence", "why", "is_vague", "reader_version")
    one, two = FanRequest.objects.order_by("comment").values_list(*fields)
    assert one == two


def test_what_must_not_be_copied_is_read(editor):
    comment = make_unread(TEXT)
    assert not known()
    read_all()
    assert known()
    assert not known(TEXT.replace("「冷宫」", "冷宫")), "the same fingerprint, another text"
    label_comments([comment], label="praise", actor=editor)
    read_all()
    assert not known(), "read for a person's label"


def test_another_version_reads_for_itself():
    make_unread(TEXT)
    read_all()
    activate_version(make_version(), actor=None)
    assert not known()


def test_our_own_accounts_readings_keep_no_requests_and_are_not_copied():
    make_unread(TEXT, fan=make_fan(machine_role="own"))
    read_all()
    assert not known()


def test_a_wave_of_copies_is_looked_up_in_as_many_queries_as_one(django_assert_num_queries):
    make_unread(TEXT)
    read_all()
    version = active_weights().version
    with django_assert_num_queries(2) as queries:
        known_readings(asked(TEXT), version=version)
    with django_assert_num_queries(len(queries)):
        assert set(known_readings(asked(TEXT, *map(str, range(300))), version=version)) == {TEXT}
