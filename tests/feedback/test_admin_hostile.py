"""Whatever fans write is shown as text: no markup, no turned page, no endless row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from feedback.admin.html import excerpt, is_web_address, marked, outside_link
from tests.factories import make_comment, make_fan, make_request, make_thread

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

SCRIPT = "<script>alert('冰箱')</script>"
TURNED = "\u202e反过来的字\u202d"
FORMULA = '=HYPERLINK("http://example.com","点我")'


@pytest.mark.django_db
@pytest.mark.parametrize("text", [SCRIPT, f"</mark>{SCRIPT}<mark>", '"><img src=x onerror=1>'])
def test_markup_in_a_comment_is_shown_as_text(client: Client, rnd: User, text: str) -> None:
    fan = make_fan(masked_name=text[:60])
    thread = make_thread(title=text, url="javascript:alert(1)")
    comment = make_comment(text, fan=fan, thread=thread, url="javascript:alert(2)")
    request = make_request(comment, why=[{"code": text, "detail": text}])
    client.force_login(rnd)
    pages = [
        "/admin/feedback/comment/",
        reverse("admin:feedback_comment_change", args=[comment.pk]),
        "/admin/feedback/fanrequest/",
        reverse("admin:feedback_fanrequest_change", args=[request.pk]),
        "/admin/feedback/fan/",
        reverse("admin:feedback_fan_change", args=[fan.pk]),
        "/admin/feedback/thread/",
        reverse("admin:feedback_thread_change", args=[thread.pk]),
    ]
    for address in pages:
        body = client.get(address).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert 'href="javascript:' not in body


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["?label__exact=%00", "?label=%00", "?q=%00", "?tags=%00"])
def test_a_nul_in_the_address_is_no_failure_of_ours(
    client: Client, rnd: User, address: str
) -> None:
    client.force_login(rnd)
    assert client.get(f"/admin/feedback/comment/{address}").status_code in {200, 302, 400}


def test_a_text_of_right_to_left_marks_is_kept_in_its_own_box() -> None:
    shown = marked(TURNED)
    assert shown.startswith("<bdi")
    assert shown.endswith("</bdi>")
    assert TURNED in shown


def test_a_formula_is_text_like_any_other() -> None:
    assert "=HYPERLINK(&quot;" in marked(FORMULA)


def test_a_novel_is_cut_around_what_is_asked() -> None:
    text = "水" * 9_000 + "求冷宫冰箱" + "水" * 1_000
    shown = excerpt(text, spans=[(9_000, 9_005)])
    assert "<mark>求冷宫冰箱</mark>" in shown
    assert len(shown) < 250


def test_overlapping_and_impossible_spans_are_marked_once() -> None:
    shown = marked("求冷宫冰箱", spans=[(1, 4), (3, 99), (-5, 0), (4, 2)])
    assert "求<mark>冷宫冰箱</mark>" in shown
    assert shown.count("<mark>") == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[", "", "/x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert not is_web_address(url)
    assert "<a" not in outside_link(url)
