"""The pages in a real browser: log in, read the evidence, move an idea, switch the language."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from engine.ledger.models import Operation
from ideas.models import Idea, Status
from ideas.services.supporting import count_support
from tests.factories import make_evidence, make_idea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    # Playwright keeps an event loop in this thread; our queries here wait for nobody.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser.new_page(locale="en-US")
        # beside a running loop Django opened a connection of its own: nobody else would close it
        connections.close_all()
        browser.close()


def log_in(page: Page, base: str, *, name: str) -> None:
    page.goto(f"{base}/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "not-a-real-password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/admin/")


@pytest.fixture
def fridge() -> Idea:
    idea = make_idea("冷宫造型冰箱")
    for text in ("求出冷宫冰箱", "能不能出一款冷宫冰箱", "<script>document.title='x'</script>冷宫"):
        make_evidence(idea, text)
    count_support([idea.pk])
    return idea


def test_a_manager_reads_the_evidence_and_moves_the_idea(page, live_server, manager, fridge):
    log_in(page, live_server.url, name="manager")
    page.goto(f"{live_server.url}/admin/ideas/idea/{fridge.pk}/change/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.locator("#evidence mark").count() == 3
    assert page.title() != "x"
    page.goto(f"{live_server.url}/admin/ideas/idea/{fridge.pk}/move/{Status.TRIAGED}/")
    page.locator("form button[type=submit], form input[type=submit]").last.click()
    page.wait_for_url("**/change/")
    assert Idea.objects.get().status == Status.TRIAGED
    operation = Operation.objects.get(kind="idea.status")
    assert operation.actor == manager


def test_the_language_is_switched_by_a_click(page, live_server, editor):
    log_in(page, live_server.url, name="editor")
    page.goto(f"{live_server.url}/admin/feedback/comment/")
    assert "评论" in page.locator("body").inner_text()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Comments" in page.locator("body").inner_text()


def test_rnd_sees_ideas_but_no_way_to_move_them(page, live_server, rnd, fridge):
    log_in(page, live_server.url, name="rnd")
    page.goto(f"{live_server.url}/admin/ideas/idea/{fridge.pk}/change/")
    assert page.locator("#evidence mark").count() == 3
    assert page.locator("a[href*='/move/']").count() == 0


def test_the_api_page_works_without_the_outside(page, live_server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() >= 8
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
