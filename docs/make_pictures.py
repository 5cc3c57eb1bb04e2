"""Pictures of the pages for the documentation: takes the address, the name and the password.

The pages must be running with the sample taken in (`make run` prints all three), and a Chromium
must be installed; another place than /usr/bin/chromium may be given as the fourth argument.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STRONGEST = "first of the list"


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: which page, in which language, how high."""

    name: str
    page: str
    language: str
    height: int


PICTURES = (
    Picture("home-zh", "/admin/", "zh-hans", 900),
    Picture("ideas-zh", "/admin/ideas/idea/", "zh-hans", 900),
    Picture("idea-zh", STRONGEST, "zh-hans", 1500),
    Picture("comments-zh", "/admin/feedback/comment/?q=冰箱", "zh-hans", 900),
    Picture("idea-en", STRONGEST, "en", 1500),
)


def main(base: str, user: str, password: str, chromium: str = CHROMIUM) -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for picture in PICTURES:
            take(browser, picture, base=base.rstrip("/"), user=user, password=password)
        browser.close()


def take(browser: Browser, picture: Picture, *, base: str, user: str, password: str) -> None:
    """Log in with the picture's language and keep what the window shows."""
    context = browser.new_context(viewport={"width": 1440, "height": picture.height})
    context.add_cookies([{"name": "django_language", "value": picture.language, "url": base}])
    page = context.new_page()
    page.goto(f"{base}/admin/login/")
    page.fill("#id_username", user)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/admin/")
    show(page, picture, base=base)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def show(page: Page, picture: Picture, *, base: str) -> None:
    """Open the page; an idea's with the reasons of its first quotes unfolded."""
    if picture.page != STRONGEST:
        page.goto(base + picture.page)
        return
    page.goto(f"{base}/admin/ideas/idea/")
    page.click("#result_list .field-title a")
    page.wait_for_selector("#evidence")
    for place in range(min(2, page.locator("#evidence details").count())):
        page.locator("#evidence summary").nth(place).click()


if __name__ == "__main__":
    if len(sys.argv) not in {4, 5}:
        sys.exit("usage: make_pictures.py http://127.0.0.1:8000 NAME PASSWORD [CHROMIUM]")
    main(*sys.argv[1:])
