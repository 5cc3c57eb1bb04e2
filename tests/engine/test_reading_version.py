"""What a reading's version stands for: every file, table and line of code that shapes a reading."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.nlp import characters, reading
from engine.nlp.asking import scorer

NLP = Path(scorer.__file__).parents[1]
# Reads texts with each kind of damage, and prints every file that Python opened meanwhile.
OPENED = """
import sys
opened = set()
sys.addaudithook(lambda event, found: event == "open" and opened.add(str(found[0])))
from engine.nlp import reading
reading.read(["希望嘚出一款白&#33394;的冰箱??，现(xiàn)在就想买", "亏联网洗衣机能卟能出"])
print("\\n".join(opened))
"""

# Prints the file of every module of ours that reading a text needs.
LOADED = """
import sys
from engine.nlp import reading
reading.read(["希望嘚出一款白&#33394;的冰箱"], with_sentiment=False)
print("\\n".join(m.__file__ for n, m in sys.modules.items() if n.startswith("engine.nlp.")))
"""
# Sentiment stays as it was when a comment is read again.
HEARING = ("sentiment.py", "snow/")
WEIGHTS, SEGMENTER = "models/asking.npz", "models/segmenter.npz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files beside the weights, to be replaced one by one."""
    for name in scorer.BESIDE:
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(NLP / name)
    return tmp_path


def printed_by(program: str) -> set[str]:
    """The files a program names, as places in our folder."""
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=NLP.parents[1], capture_output=True, check=True
    )
    found = {Path(line) for line in answer.stdout.decode().splitlines()}
    return {path.relative_to(NLP).as_posix() for path in found if path.is_relative_to(NLP)}


def test_every_file_that_reading_opens_is_in_the_version() -> None:
    ours = printed_by(OPENED)
    data = {name for name in ours if not name.endswith((".py", ".pyc"))}
    assert "lexicon/glyphs.txt" in data
    assert data - {WEIGHTS, SEGMENTER} <= set(scorer.BESIDE)


def test_every_module_that_finds_wishes_is_in_the_version() -> None:
    modules = printed_by(LOADED)
    assert {"asking/grammar.py", "asking/formulas.py", "mending/repair.py"} <= modules
    shaping = {name for name in modules if not name.startswith(HEARING)}
    assert shaping - {"__init__.py"} <= set(scorer.BESIDE)


def test_a_pattern_changed_is_another_version(folder: Path) -> None:
    place = folder / "asking/grammar.py"
    content = place.read_text(encoding="utf-8").replace("希望", "希冀")
    place.unlink()
    place.write_text(content, encoding="utf-8")
    assert scorer.beside_digest(folder) != scorer.beside_digest()


def test_the_ends_of_lines_are_no_part_of_the_version(folder: Path) -> None:
    place = folder / "asking/grammar.py"
    content = place.read_bytes().replace(b"\n", b"\r\n")
    place.unlink()
    place.write_bytes(content)
    assert scorer.beside_digest(folder) == scorer.beside_digest()


@pytest.mark.parametrize("name", scorer.BESIDE)
def test_another_file_is_another_version(folder: Path, name: str) -> None:
    assert scorer.beside_digest(folder) == scorer.beside_digest()
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    (folder / name).write_bytes(content[:-1])
    scorer.beside_digest.cache_clear()
    assert scorer.beside_digest(folder) != scorer.beside_digest()


def test_another_way_of_writing_characters_alike_is_another_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scorer.beside_digest()
    monkeypatch.setattr(characters, "_TABLE", {**characters._TABLE, ord("乄"): "的"})
    assert scorer.beside_digest(folder) != before


def test_a_taught_version_is_hashed_like_the_shipped_one() -> None:
    taught = reading.unpack_taught(scorer.SHIPPED.read_bytes()).version
    assert taught.removeprefix("taught-") == reading.VERSION.removeprefix("asking-")


def test_every_reading_carries_the_version() -> None:
    assert reading.VERSION.startswith("asking-")
    (found,) = reading.read(["你好"], with_sentiment=False)
    assert found.version == reading.VERSION
