"""Notices through the API: of the colleague whose key it is, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from engine.api.models import Scope
from ideas.models import Notice
from ideas.services.noting import write_note
from tests.api import all_pages, make_client
from tests.factories import make_idea
from tests.notices import make_colleague, make_notice, make_robot

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
WAY = "/api/v1/notices"


def test_a_key_reads_what_its_colleague_was_told(rnd: User) -> None:
    for number in range(3):
        make_notice(user=rnd, subject=f"第{number}")
    make_notice(user=make_colleague())
    make_notice(robot=make_robot())
    client = make_client(Scope.NOTICES_READ, acts_for=rnd)
    rows = all_pages(client, f"{WAY}?limit=2")
    assert [row["subject"] for row in rows] == ["第2", "第1", "第0"]
    assert rows[0].keys() == {
        "id", "news", "idea", "subject", "text", "path", "state", "error", "made_at", "due_at",
        "sent_at",
    }  # fmt: skip


def test_it_is_filtered(rnd: User) -> None:
    make_notice(user=rnd, subject="坏", state="failed", error="mail")
    make_notice(user=rnd, subject="好", news="burst")
    client = make_client(Scope.NOTICES_READ, acts_for=rnd)
    for asked, found in (
        ("state=failed", ["坏"]),
        ("news=burst", ["好"]),
        ("news=burst&news=digest", ["好", "坏"]),
        (f"since={timezone.now().isoformat().replace('+', '%2B')}", []),
    ):
        assert [row["subject"] for row in all_pages(client, f"{WAY}?{asked}")] == found
    assert client.get(f"{WAY}?state=x").status_code == 400
    assert client.get(f"{WAY}?user=1").status_code == 400


def test_a_mention_shows_the_note_only_to_a_key_that_may_read_notes(rnd: User) -> None:
    write_note(make_idea(), text=f"@{rnd.username} 先别回复他", actor=make_colleague())
    assert Notice.objects.get().user == rnd
    scopes: tuple[Any, ...] = (Scope.NOTICES_READ,)
    (row,) = all_pages(make_client(*scopes, acts_for=rnd), WAY)
    assert (row["news"], row["text"]) == ("mention", None)
    assert "先别" not in row["subject"]
    (row,) = all_pages(make_client(*scopes, Scope.NOTES_READ, acts_for=rnd), WAY)
    assert "先别回复他" in row["text"]


def test_a_key_needs_the_scope_and_a_colleague_who_still_works_here(rnd: User) -> None:
    others = set(Scope.values) - {Scope.NOTICES_READ}
    assert make_client(*others, acts_for=rnd).get(WAY).status_code == 403
    assert make_client(Scope.NOTICES_READ).get(WAY).status_code == 403
    client = make_client(Scope.NOTICES_READ, acts_for=rnd)
    assert client.post(WAY).status_code == 405
    rnd.is_active = False
    rnd.save()
    assert client.get(WAY).status_code == 403


def test_a_list_costs_the_same_for_any_number(
    rnd: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        make_notice(user=rnd)
    client = make_client(Scope.NOTICES_READ, acts_for=rnd)
    with django_assert_max_num_queries(7):
        assert len(client.get(WAY).json()["results"]) == 30
