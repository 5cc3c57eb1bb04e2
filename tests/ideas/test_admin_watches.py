"""Watching by a click on the idea's page; the list of what one watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ideas.models import Idea, Watch
from ideas.services.watching import watch_idea
from tests.factories import make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/ideas/idea/"


def click(client: Client, idea: Idea, *, watch: str) -> Any:
    address = reverse("admin:ideas_idea_watch", args=[idea.pk])
    return client.post(address, {"watch": watch}, follow=True)


def test_a_click_begins_and_another_ends(client: Client, rnd: User) -> None:
    idea = make_idea()
    client.force_login(rnd)
    page = click(client, idea, watch="1").content.decode()
    assert 'name="watch" value="0"' in page
    assert Watch.objects.get().is_standing
    page = click(client, idea, watch="0").content.decode()
    assert 'name="watch" value="1"' in page
    assert not Watch.objects.get().is_standing


def test_a_link_alone_changes_nothing(client: Client, rnd: User) -> None:
    client.force_login(rnd)
    assert client.get(reverse("admin:ideas_idea_watch", args=[make_idea().pk])).status_code == 405
    assert not Watch.objects.exists()


def test_the_list_keeps_what_one_watches(client: Client, rnd: User, editor: User) -> None:
    mine, other = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    watch_idea(mine, user=rnd, actor=rnd)
    watch_idea(other, user=editor, actor=editor)
    client.force_login(rnd)
    found = client.get(LIST, {"watched": "me"}).context["cl"].result_list
    assert [str(idea) for idea in found] == ["冷宫冰箱"]
    assert len(client.get(LIST, {"watched": "\x00"}).context["cl"].result_list) == 2


def test_who_may_not_is_refused(client: Client, rnd: User) -> None:
    idea = make_idea()
    rnd.groups.clear()
    client.force_login(rnd)
    assert click(client, idea, watch="1").status_code == 403
