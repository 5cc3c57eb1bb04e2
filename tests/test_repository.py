"""The repository keeps its word: links lead somewhere, commands exist, no path of a machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_commands_of_the_readme_exist(page: str):
    text = (ROOT / page).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z-]+)`?", text)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    commands = {path.stem for path in ROOT.glob("*/**/management/commands/*.py")}
    ours = set(re.findall(r"manage\.py ([a-z_]+)", text)) - {"migrate", "createsuperuser"}
    assert ours <= commands, ours - commands


def test_both_readmes_have_the_same_commands():
    english, chinese = ((ROOT / page).read_text("utf-8") for page in ("README.md", "README.zh.md"))
    assert set(re.findall(r"^make \w+", english, re.M)) == set(
        re.findall(r"^make \w+", chinese, re.M)
    )


def test_no_file_names_a_place_of_the_machine_it_was_made_on():
    listed = subprocess.run(
        ["git", "grep", "-nIE", "^.*(/home/[a-z]+/|/Users/[a-z]+/|/root/)", "--", "*.py", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in listed.stdout.splitlines() if "test_repository.py" not in line]
    assert found == []


def test_every_variable_of_the_settings_is_in_the_example():
    settings = (ROOT / "engine/settings.py").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r'env_\w+\(\s*"([A-Z_]+)"', settings):
        assert re.search(rf"^{name}=", example, re.MULTILINE), name
