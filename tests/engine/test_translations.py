"""Every word on screens has its Chinese: nothing missing, nothing empty, nothing stale."""

from __future__ import annotations

import ast
import gettext
import io
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
ROOMS = ("engine", "feedback", "ideas")
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}


def catalogue() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans", abort_invalid=True)


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def pairs(found: Iterable[Message]) -> dict[str, list[str]]:
    """English → Chinese; a plural under its singular."""
    return {
        m.id if isinstance(m.id, str) else m.id[0]: [m.string]
        if isinstance(m.string, str)
        else list(m.string)
        for m in found
    }


def said_in_code() -> set[str]:
    """Texts of all gettext calls of our Python."""
    found: set[str] = set()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    found |= said_in_call(node.func.id, node.args)
    return found


def said_in_call(name: str, arguments: list[ast.expr]) -> set[str]:
    wanted = arguments[:1] if name in ONE else arguments[:2] if name in MANY else []
    return {
        node.value
        for node in wanted
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    }


def said_in_templates() -> set[str]:
    """Texts of all translate tags; Django turns a template into calls of gettext."""
    found: set[str] = set()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        calls = templatize(path.read_text(encoding="utf-8"))
        source = io.BytesIO(calls.encode())
        for _line, said, _comments, _context in extract("javascript", source):
            found |= {said} if isinstance(said, str) else set(said)
    return found


def test_every_word_of_the_code_has_its_chinese() -> None:
    known = {text for m in messages() for text in ([m.id] if isinstance(m.id, str) else m.id)}
    assert sorted(said_in_code() - known) == []


def test_every_word_of_the_templates_has_its_chinese() -> None:
    said = said_in_templates()
    known = {text for m in messages() for text in ([m.id] if isinstance(m.id, str) else m.id)}
    assert "Strongest ideas" in said
    assert sorted(said - known) == []


def test_no_entry_is_fuzzy_or_empty() -> None:
    strings = {m.id: [m.string] if isinstance(m.string, str) else m.string for m in messages()}
    assert [m.id for m in messages() if m.fuzzy] == []
    assert [text for text, chinese in strings.items() if not all(chinese)] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    assert [(m.id, errors) for m in messages() if (errors := list(m.check(catalogue())))] == []


def test_the_compiled_file_is_the_written_one() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = pairs(m for m in read_mo(file) if m.id)
    assert compiled == pairs(messages())


def test_pythons_own_gettext_reads_the_compiled_file() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("idea") == "创意"
