"""Rows people edit: accounts tell fans from us anew, words in use are not deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import reverse

from feedback.identity import name_key
from feedback.models import Account, LexiconEntry, ProductLine, Role, Tag
from tests.factories import make_comment, make_fan, make_thread

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/feedback/account/"


def test_saving_an_account_tells_which_fans_are_us(client: Client, editor: User) -> None:
    key = name_key("weibo", "极光电器", secret=settings.AUTHOR_SECRET)
    fan = make_fan(name_key=key)
    client.force_login(editor)
    client.post(f"{ACCOUNTS}add/", {"channel": "weibo", "name": "极光电器"})
    fan.refresh_from_db()
    assert fan.role == Role.OWN


def test_deleting_an_account_gives_its_texts_back(admin_client: Client) -> None:
    account = Account.objects.create(channel="weibo", name="极光电器")
    key = name_key("weibo", "极光电器", secret=settings.AUTHOR_SECRET)
    fan = make_fan(name_key=key, machine_role="own")
    address = reverse("admin:feedback_account_delete", args=[account.pk])
    admin_client.post(address, {"post": "yes"})
    fan.refresh_from_db()
    assert not Account.objects.exists()
    assert fan.role == Role.FAN


def test_a_product_line_in_use_is_not_deleted(client: Client, manager: User) -> None:
    used, free = ProductLine.objects.create(name="冰箱"), ProductLine.objects.create(name="空")
    make_comment(product_line=used)
    client.force_login(manager)
    for line in (used, free):
        address = reverse("admin:feedback_productline_delete", args=[line.pk])
        client.post(address, {"post": "yes"})
    client.post(
        "/admin/feedback/productline/",
        {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"},
    )
    assert list(ProductLine.objects.all()) == [used]


def test_a_tag_in_use_is_not_deleted(client: Client, manager: User) -> None:
    tag = Tag.objects.create(name="文创")
    make_comment().tags.add(tag)
    client.force_login(manager)
    client.post(reverse("admin:feedback_tag_delete", args=[tag.pk]), {"post": "yes"})
    assert Tag.objects.filter(pk=tag.pk).exists()


def test_an_editor_keeps_the_lexicon_but_not_the_product_lines(
    client: Client, editor: User
) -> None:
    client.force_login(editor)
    client.post("/admin/feedback/lexiconentry/add/", {"word": "小极", "meaning": "nickname"})
    refused = client.post("/admin/feedback/productline/add/", {"name": "冰箱"})
    assert LexiconEntry.objects.get().word == "小极"
    assert refused.status_code == 403
    assert not ProductLine.objects.exists()


@pytest.mark.parametrize("page", ["fan", "thread", "fanrequest"])
def test_fans_threads_and_requests_are_only_looked_at(admin_client: Client, page: str) -> None:
    make_comment(thread=make_thread())
    assert admin_client.get(f"/admin/feedback/{page}/").status_code == 200
    assert admin_client.post(f"/admin/feedback/{page}/add/", {}).status_code == 403


@pytest.mark.parametrize("number", [3, 30])
@pytest.mark.parametrize("page", ["fan", "thread", "fanrequest", "account", "lexiconentry"])
def test_lists_ask_a_fixed_number_of_questions(
    admin_client: Client, django_assert_max_num_queries: Any, page: str, number: int
) -> None:
    line = ProductLine.objects.create(name="冰箱")
    for place in range(number):
        account = Account.objects.create(channel="weibo", name=str(place), product_line=line)
        LexiconEntry.objects.create(word=str(place), meaning="brand", product_line=line)
        make_comment(thread=make_thread(account=account))
    with django_assert_max_num_queries(8):
        admin_client.get(f"/admin/feedback/{page}/")


def test_a_tag_in_use_keeps_its_name(client: Client, manager: User) -> None:
    used, free = Tag.objects.create(name="甲"), Tag.objects.create(name="乙")
    make_comment().tags.add(used)
    client.force_login(manager)
    for tag in (used, free):
        client.post(reverse("admin:feedback_tag_change", args=[tag.pk]), {"name": "丙"})
    assert set(Tag.objects.values_list("name", flat=True)) == {"甲", "丙"}
