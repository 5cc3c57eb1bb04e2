"""train_reader: what people said becomes a version, and is used only when it is better."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from engine.nlp import reading
from feedback.models import Comment, ReaderVersion
from feedback.services.labelling import label_comments
from feedback.services.teaching import people_s_labels
from feedback.services.versions import active_version, active_weights
from tests.factories import make_comment

pytestmark = pytest.mark.django_db

# A brand's own slang: no general reader takes it for a wish.
THINGS = ("洗衣机", "冰箱", "空调", "烤箱", "热水器", "电视", "风扇", "净水器", "吹风机", "油烟机")
SLANG = [f"{thing}该翻牌子了{end}" for thing in THINGS for end in ("", "呀", "，官方看看")]
CALM = [f"{thing}{said}" for thing in THINGS for said in ("用了三年", "昨天到货", "挂在墙上")]


def run(*arguments: str) -> str:
    told = StringIO()
    call_command("train_reader", *arguments, stdout=told)
    return told.getvalue()


@pytest.fixture
def taught(editor) -> list[Comment]:
    """Sixty comments with labels by a person."""
    wishes, rest = ([make_comment(text) for text in texts] for texts in (SLANG, CALM))
    label_comments(wishes, label="product_request", actor=editor)
    label_comments(rest, label="other", actor=editor)
    return [*wishes, *rest]


def test_nothing_is_learnt_from_too_little(editor):
    label_comments([make_comment()], label="praise", actor=editor)
    with pytest.raises(CommandError, match="people labelled 1 comments; at least 50"):
        run()
    assert not ReaderVersion.objects.exists()


def test_a_better_version_is_compared_kept_and_activated(taught):
    assert "Dry run" in run("--dry-run")
    assert not ReaderVersion.objects.exclude(parent=None).exists()
    told = run()
    version = active_version()
    assert version.name.startswith("taught-")
    assert version.parent.name == reading.VERSION
    assert sorted(version.taught_by) == sorted(comment.pk for comment in taught)
    compared = version.figures
    assert compared["old"]["held_out"]["macro"] < compared["new"]["held_out"]["macro"]
    assert compared["objections"] == []
    assert "product_request" in told
    assert "expected calibration error" in told
    assert reading.read(["热饭机该翻牌子了"], weights=active_weights())[0].label == (
        "product_request"
    )

    # The same labels again: nobody has said anything new, so nothing can be better.
    again = run()
    assert "0 of them unknown" in again
    assert "Not better: macro-F1 does not rise" in again
    assert "teach nothing" in again
    assert ReaderVersion.objects.count() == 2
    assert active_version().figures["objections"] == []

    shown = run("--list")
    assert f"* {version.name}" in shown
    assert "is active now" in run("--activate", reading.VERSION)
    assert active_version().name == reading.VERSION


def test_people_s_labels_are_lessons_with_who_wrote(taught):
    lessons = people_s_labels()
    assert [lesson.key for lesson in lessons] == [comment.pk for comment in taught]
    assert lessons[0].author == str(taught[0].fan_id)


def test_a_version_nobody_knows_cannot_be_activated():
    with pytest.raises(CommandError, match="no version nobody"):
        run("--activate", "nobody")
