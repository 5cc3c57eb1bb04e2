"""The first page and the sidebar: what each role sees, in both languages, without outside files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User

from tests.factories import make_evidence, make_idea

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_home_shows_the_strongest_ideas_and_the_way_to_the_api(client: Client, rnd: User) -> None:
    make_evidence(make_idea("冷宫冰箱", effective=7.5, fans=None, status="triaged"))
    client.force_login(rnd)
    page = client.get("/admin/").content.decode()
    for words in ("冷宫冰箱", "7.5", "未知", "待评估", "/api/v1/docs", "冷宫 Lenggong"):
        assert words in page


@pytest.mark.parametrize("number", [3, 30])
def test_home_asks_a_fixed_number_of_questions(
    client: Client, rnd: User, django_assert_max_num_queries: Any, number: int
) -> None:
    for place in range(number):
        make_evidence(make_idea(f"想法{place}"))
    client.force_login(rnd)
    with django_assert_max_num_queries(11):
        client.get("/admin/")


def test_somebody_without_a_role_sees_no_numbers(client: Client) -> None:
    make_evidence(make_idea("冷宫冰箱"))
    nobody = User.objects.create_user("nobody", password="x", is_staff=True)
    client.force_login(nobody)
    page = client.get("/admin/").content.decode()
    assert "您还没有角色" in page
    assert "冷宫冰箱" not in page
    assert "/admin/ideas/idea/" not in page


def test_the_sidebar_hides_what_a_role_may_not_see(client: Client, editor: User) -> None:
    client.force_login(editor)
    page = client.get("/admin/").content.decode()
    assert "/admin/feedback/comment/" in page
    assert "/admin/auth/user/" not in page
    assert client.get("/admin/auth/user/").status_code == 403


def test_chinese_is_the_default_and_english_is_a_click_away(client: Client, rnd: User) -> None:
    client.force_login(rnd)
    assert "粉丝说了什么" in client.get("/admin/").content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    page = client.get("/admin/").content.decode()
    assert "What fans said" in page
    assert 'value="zh-hans"' in page


def test_the_login_page_leads_home(client: Client, rnd: User) -> None:
    page = client.get("/admin/login/").content.decode()
    hidden = re.search(r'name="next" value="([^"]+)"', page)
    assert hidden is not None
    assert hidden[1] == "/admin/"


@pytest.mark.parametrize("address", ["/admin/", "/admin/ideas/idea/", "/admin/login/"])
def test_pages_load_nothing_from_outside(
    admin_client: Client, client: Client, address: str
) -> None:
    caller = client if "login" in address else admin_client
    page = caller.get(address).content.decode()
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert [url for url in loaded if not url.startswith("/")] == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/feedback/comment/?q=%00",
        "/admin/feedback/comment/?channel__exact=%00",
        "/admin/feedback/comment/?label=%00&label=nonsense",
        "/admin/feedback/comment/?tags__id__exact=999999999999999999999",
        "/admin/feedback/comment/?created_at_from=0001-01-01&created_at_to=9999-12-31",
        "/admin/feedback/fanrequest/?channel=%00",
        "/admin/ideas/idea/?status=%00&channel=%00",
        "/admin/ideas/idea/?effective_from=nan&effective_to=1e999",
        "/admin/ideas/idea/?p=-1&o=99",
        "/admin/ledger/operation/?kind=%00",
    ],
)
def test_hostile_addresses_are_answered(admin_client: Client, address: str) -> None:
    make_evidence(make_idea("冷宫冰箱"))
    assert admin_client.get(address).status_code in {200, 302}
