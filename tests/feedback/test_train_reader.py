"""train_reader: what people said becomes a version, and is used only when it is better."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction

from engine.nlp import reading
from engine.nlp.calibration import reliability
from feedback.models import Comment, ReaderVersion
from feedback.services.labelling import label_comments
from feedback.services.teaching import people_s_labels
from feedback.services.versions import activate_version, active_version, active_weights
from tests.engine.fan_sentences import ASKS
from tests.factories import make_comment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.nlp.reading import Weights

# A brand's own slang: no general reader takes it for a wish.
THINGS = ("洗衣机", "冰箱", "空调", "烤箱", "热水器", "电视", "风扇", "净水器")
SLANG = [f"{thing}该翻牌子了{end}" for thing in THINGS for end in ("", "呀", "，官方看看")]
CALM = [f"{thing}{said}" for thing in THINGS for said in ("用了三年", "昨天到货")]
WISHES = [*SLANG, *ASKS[:12]]
BIN = re.compile(r"^  (\d\.\d)-\d\.\d +(\d+)   sure (\d\.\d{3})   right (\d\.\d{3})$", re.M)


def run(*arguments: str) -> str:
    told = StringIO()
    call_command("train_reader", *arguments, stdout=told)
    return told.getvalue()


@dataclass(frozen=True)
class FirstRun:
    """People's labels, what the command said of them, and the version it made."""

    comments: list[Comment]
    told: str
    version: ReaderVersion


@pytest.fixture(scope="module")
def first(django_db_setup: None, django_db_blocker: Any) -> Iterator[FirstRun]:
    """Teaching takes seconds: done once, and every test of this file goes on from there."""
    with django_db_blocker.unblock(), transaction.atomic():
        person = User.objects.create_user("teacher")
        wishes, rest = ([make_comment(text) for text in texts] for texts in (WISHES, CALM))
        label_comments(wishes, label="product_request", actor=person)
        label_comments(rest, label="other", actor=person)
        told = run()
        yield FirstRun([*wishes, *rest], told, active_version())
        transaction.set_rollback(True)


def right_and_sure(weights: Weights) -> tuple[list[bool], list[float]]:
    """Whether the kind is the one that people said, and the confidence, of each comment."""
    rows = list(Comment.objects.order_by("pk").values_list("text", "person_label"))
    found = reading.read([text for text, _ in rows], weights=weights, with_sentiment=False)
    asked = [label == "product_request" for _, label in rows]
    right = [(f.label == "product_request") == a for f, a in zip(found, asked, strict=True)]
    return right, [f.confidence for f in found]


def test_a_better_version_is_compared_kept_and_activated(first, db):
    version = first.version
    assert version.name.startswith("taught-")
    assert version.parent.name == reading.VERSION
    assert sorted(version.taught_by) == sorted(comment.pk for comment in first.comments)
    compared = version.figures
    assert compared["old"]["held_out"]["macro"] < compared["new"]["held_out"]["macro"]
    assert compared["objections"] == []
    assert "product_request" in first.told
    assert f"{version.name} is active now" in first.told
    (found,) = reading.read(["热饭机该翻牌子了"], weights=active_weights(), with_sentiment=False)
    assert found.label == "product_request"


def test_labels_that_are_known_teach_nothing_and_a_dry_run_keeps_nothing(first, editor):
    label_comments(first.comments[-1:], label="", actor=editor)
    told = run("--dry-run")
    assert "0 of them unknown" in told
    assert "Not better: macro-F1 does not rise" in told
    assert "Dry run: nothing was kept." in told
    assert first.version.name not in re.findall(r"new: (\S+)", told)
    assert ReaderVersion.objects.count() == 2
    assert active_version().figures == first.version.figures


def test_versions_are_listed_and_can_be_gone_back_on(first, db):
    assert f"* {first.version.name}" in run("--list")
    assert "is active now" in run("--activate", reading.VERSION)
    assert active_version().name == reading.VERSION
    activate_version(first.version, actor=None)
    assert "was active already" in run("--activate", first.version.name)


def test_people_s_labels_are_lessons_with_who_wrote(first, db):
    lessons = people_s_labels()
    assert [lesson.key for lesson in lessons] == [comment.pk for comment in first.comments]
    assert lessons[0].author == str(first.comments[0].fan_id)


def test_the_printed_tables_are_those_of_the_version_and_count_every_label(first, db):
    parts = first.told.split("Reliability, ")
    assert [part[:3] for part in parts[1:]] == ["old", "new"]
    for part, side in zip(parts[1:], ("old", "new"), strict=True):
        table = first.version.figures[side]["table"]
        assert sum(row["count"] for row in table) == len(first.comments)
        assert BIN.findall(part) == [
            (f"{r['low']:.1f}", str(r["count"]), f"{r['mean']:.3f}", f"{r['right']:.3f}")
            for r in table
        ]
        error = first.version.figures[side]["calibration_error"]
        assert f"(expected calibration error {error:.3f})" in part


def test_the_old_table_is_what_the_shipped_reader_says_beside_what_people_said(first, db):
    right, sure = right_and_sure(reading.shipped())
    assert not all(right)
    shown = [(row.count, row.mean, row.right) for row in reliability(sure, right)]
    stored = [(r["count"], r["mean"], r["right"]) for r in first.version.figures["old"]["table"]]
    assert stored == [pytest.approx(row) for row in shown]


def test_the_new_table_is_of_comments_held_out_not_of_comments_remembered(first, db):
    held_out = sum(r["count"] * r["right"] for r in first.version.figures["new"]["table"])
    remembered, _ = right_and_sure(active_weights())
    unseen, _ = right_and_sure(reading.shipped())
    assert sum(unseen) < held_out < sum(remembered)


def test_what_was_taught_is_calibrated_no_worse_on_the_same_comments(first, db):
    figures = first.version.figures
    assert figures["new"]["calibration_error"] <= figures["old"]["calibration_error"]
