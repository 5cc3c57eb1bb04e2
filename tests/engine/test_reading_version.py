"""What a reading's version stands for: every file and table that shapes a reading."""

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files beside the weights, to be replaced one by one."""
    for name in scorer.BESIDE:
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(NLP / name)
    return tmp_path


def test_every_file_that_reading_opens_is_in_the_version() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", OPENED], cwd=NLP.parents[1], capture_output=True, check=True
    )
    opened = {Path(line) for line in answer.stdout.decode().splitlines()}
    ours = {str(path.relative_to(NLP)) for path in opened if path.is_relative_to(NLP)}
    data = {name for name in ours if not name.endswith((".py", ".pyc"))}
    assert "lexicon/glyphs.txt" in data
    assert data - {"models/asking.npz"} <= set(scorer.BESIDE)


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
