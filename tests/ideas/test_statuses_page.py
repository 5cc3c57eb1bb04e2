"""The page about statuses holds the table that the code prints."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.core.management import call_command

PAGE = Path(__file__).parents[2] / "docs/statuses.md"


def test_the_page_holds_the_table_of_the_code() -> None:
    out = StringIO()
    call_command("show_statuses", stdout=out)
    held = PAGE.read_text(encoding="utf-8").split("<!-- table -->")[1].split("<!-- /table -->")[0]
    assert held.strip() == out.getvalue().strip()
