"""Pages speak Chinese until somebody switches."""

from __future__ import annotations

import pytest

LOGIN = "/admin/login/"


@pytest.mark.django_db
def test_an_english_browser_sees_chinese_until_a_person_switches(client):
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert client.get(LOGIN, headers=english).headers["Content-Language"] == "zh-hans"
    client.post("/i18n/setlang/", {"language": "en", "next": LOGIN})
    assert client.get(LOGIN).headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_an_unknown_language_in_the_cookie_is_chinese(client):
    client.cookies["django_language"] = "xx-nonsense"
    assert client.get(LOGIN).headers["Content-Language"] == "zh-hans"
