"""The pages of the reader's versions, and the list of comments in the order of doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.ledger.models import Operation
from engine.nlp import reading
from feedback.models import Comment, ReaderVersion
from feedback.services.versions import active_version
from tests.factories import make_comment
from tests.feedback.test_reader_versions import make_version

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = reverse("admin:feedback_readerversion_changelist")
SIDE = {
    "held_out": {
        "macro": 0.612,
        "labels": [
            {"label": "praise", "count": 7, "precision": 0.5, "recall": 0.25, "f1": 0.333},
        ],
    },
    "table": [{"low": 0.5, "high": 0.6, "count": 9, "mean": 0.55, "right": 0.44}],
}


def activate(client: Client, *versions: ReaderVersion) -> None:
    chosen = [version.pk for version in versions]
    client.post(LIST, {"action": "activate", "_selected_action": chosen})


def test_a_manager_chooses_the_version_that_reads(client: Client, manager: User):
    active_version()
    version = make_version()
    client.force_login(manager)
    activate(client, version)
    assert active_version() == version
    operation = Operation.objects.get(kind="reader.activate")
    assert operation.actor == manager


def test_two_versions_at_once_are_refused(client: Client, manager: User):
    shipped, version = active_version(), make_version()
    client.force_login(manager)
    activate(client, shipped, version)
    assert active_version() == shipped


def test_an_editor_looks_on(client: Client, editor: User):
    shipped, version = active_version(), make_version()
    client.force_login(editor)
    activate(client, version)
    assert active_version() == shipped
    assert version.name in client.get(LIST).content.decode()


def test_the_page_tells_figures_in_words_and_loads_no_weights(client: Client, rnd: User):
    version = make_version()
    ReaderVersion.objects.filter(pk=version.pk).update(figures={"old": SIDE, "new": SIDE})
    client.force_login(rnd)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(
            reverse("admin:feedback_readerversion_change", args=[version.pk])
        ).content.decode()
    assert "0.50 / 0.25 / 0.33" in page
    assert "0.612 → 0.612" in client.get(LIST).content.decode()
    assert reading.VERSION in page
    assert not any('"weights"' in query["sql"] for query in seen)


def test_the_order_of_doubt_uses_its_index(client: Client, editor: User):
    doubted = make_comment("没把握的", machine_confidence=0.4)
    make_comment("有把握的", machine_confidence=0.9)
    make_comment("人工的", machine_confidence=0.1, person_label="praise")
    client.force_login(editor)
    url = reverse("admin:feedback_comment_changelist")
    column = 3
    rows = list(client.get(url, {"o": column}).context["cl"].result_list)
    assert [row.text for row in rows] == ["没把握的", "有把握的", "人工的"]
    assert rows[0] == doubted
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Comment.objects.order_by("sureness", "-pk")[:50].explain()
    assert "comment_sureness" in plan
    assert "Sort" not in plan
