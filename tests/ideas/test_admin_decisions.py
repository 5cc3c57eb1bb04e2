"""Decisions and files of votes in the admin: plain pages that tell what is lacking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from feedback.models import ProductLine
from ideas.models import Decision, Idea, Vote
from tests.factories import make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
IMPORT = "/admin/ideas/idea/import-votes/"


def page_of(idea: Idea) -> str:
    return reverse("admin:ideas_idea_change", args=[idea.pk])


def decide(client: Client, idea: Idea, **values: Any) -> Any:
    address = reverse("admin:ideas_idea_decide", args=[idea.pk])
    return client.post(address, {"seen": idea.status, **values}, follow=True)


def test_the_page_shows_gauge_and_decisions(client: Client, manager: User) -> None:
    line = ProductLine.objects.create(name="冰箱", units_per_supporter=2000)
    idea = make_idea(effective=3.0, product_line=line, status="in_review")
    client.force_login(manager)
    page = client.get(page_of(idea)).content.decode()
    assert "6000" in page.replace(",", "")
    assert "/decide/" in page
    decide(
        client, idea, outcome="approve", route="small_batch", approver=manager.pk, reason="<b>先试"
    )
    page = client.get(page_of(idea)).content.decode()
    assert "&lt;b&gt;先试" in page
    assert "小批" in page
    assert Decision.objects.get().route == "small_batch"


def test_a_decision_asks_again_for_what_it_lacks(client: Client, manager: User) -> None:
    idea = make_idea(status="in_review")
    client.force_login(manager)
    for values in (
        {"outcome": "approve"},
        {"outcome": "approve", "route": "mass"},
        {"outcome": "approve", "route": "small_batch"},
        {"outcome": "decline", "public_reason": "不做"},
        {"outcome": "park", "revisit_on": "2020-01-01"},
        {"outcome": "nonsense"},
    ):
        assert "lg-error" in decide(client, idea, **values).content.decode(), values
    assert not Decision.objects.exists()


def test_a_decision_seen_too_late_is_not_made(client: Client, manager: User) -> None:
    idea = make_idea(status="in_review")
    Idea.objects.filter(pk=idea.pk).update(status="parked", revisit_on="2099-01-01")
    client.force_login(manager)
    page = decide(client, idea, outcome="decline", public_reason="现阶段成本过高，暂不考虑")
    assert "期间有人改动了状态" in page.content.decode()
    assert not Decision.objects.exists()


def test_an_editor_is_offered_no_decision(client: Client, editor: User) -> None:
    idea = make_idea(status="in_review")
    client.force_login(editor)
    assert "/decide/" not in client.get(page_of(idea)).content.decode()
    decide(client, idea, outcome="park", revisit_on="2099-01-01")
    assert not Decision.objects.exists()


def test_a_launched_idea_still_asked_for_has_a_badge_and_a_filter(
    client: Client, rnd: User
) -> None:
    now = timezone.now()
    loud = make_idea(
        "冷宫冰箱",
        status="launched",
        launched_at=now - timezone.timedelta(days=9),
        last_asked_at=now,
    )
    make_idea(
        "洗鞋机", status="launched", launched_at=now, last_asked_at=now - timezone.timedelta(days=9)
    )
    client.force_login(rnd)
    listed = client.get("/admin/ideas/idea/?still_asked=yes").content.decode()
    assert "冷宫冰箱" in listed
    assert "洗鞋机" not in listed
    assert "上市后仍有人要" in client.get(page_of(loud)).content.decode()


def test_a_file_of_votes_is_tried_and_then_confirmed(client: Client, editor: User) -> None:
    idea = make_idea()
    text = f"channel,fan_id,idea,when,link\nweibo,1,{idea.pk},,\nweibo,2,<i>没有,,\n"
    client.force_login(editor)
    assert IMPORT in client.get("/admin/ideas/idea/").content.decode()
    file = SimpleUploadedFile("votes.csv", text.encode("gbk"))
    tried = client.post(IMPORT, {"file": file, "source": "展会"})
    page = tried.content.decode()
    assert "&lt;i&gt;没有" in page
    assert not Vote.objects.exists()
    client.post(
        IMPORT, {"content": tried.context["content"], "source": "展会", "confirm": "1"}, follow=True
    )
    vote = Vote.objects.get()
    assert (vote.idea, vote.source, vote.recorded_by) == (idea, "展会", editor)


@pytest.mark.parametrize("content", ["", "not base64!", "AAAA", "\0"])
def test_what_is_no_file_of_votes_is_asked_again(
    client: Client, editor: User, content: str
) -> None:
    client.force_login(editor)
    page = client.post(IMPORT, {"content": content, "confirm": "1"})
    assert page.status_code == 200
    assert "lg-error" in page.content.decode()


def test_who_may_not_vote_may_not_import(client: Client, rnd: User) -> None:
    client.force_login(rnd)
    assert client.get(IMPORT).status_code == 403
    assert IMPORT not in client.get("/admin/ideas/idea/").content.decode()
