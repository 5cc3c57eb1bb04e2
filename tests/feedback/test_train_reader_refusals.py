"""train_reader refuses what it cannot do, and changes nothing."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from feedback.models import ReaderVersion
from feedback.services.labelling import label_comments
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


def test_nothing_is_learnt_from_too_little(editor):
    label_comments([make_comment()], label="praise", actor=editor)
    with pytest.raises(CommandError, match="people labelled 1 comments; at least 50"):
        call_command("train_reader")
    assert not ReaderVersion.objects.exists()


def test_a_version_nobody_knows_cannot_be_activated():
    with pytest.raises(CommandError, match="no version nobody"):
        call_command("train_reader", "--activate", "nobody")
