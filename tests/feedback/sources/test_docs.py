"""The page about formats names what the code knows."""

from __future__ import annotations

import re
from pathlib import Path

from feedback.sources import formats, read_file
from feedback.sources.errors import REASONS
from tests.feedback.sources.helpers import make_file

PAGE = (Path(__file__).parents[3] / "docs/formats.md").read_text()


def test_the_page_names_every_format():
    for name in formats():
        family = name.removesuffix(".v2").removesuffix(".v1")
        assert f"`{family}" in PAGE


def test_the_examples_of_the_page_are_read(tmp_path):
    examples = re.findall(r"```(?:json|csv)\n(.+?)```", PAGE, re.DOTALL)
    names = []
    for example in examples:
        parsed = read_file(make_file(tmp_path, example))
        names.append(parsed.format_name)
        assert [item.external_id for item in parsed] == ["5230441000000003"]
    assert names == ["canonical.jsonl", "canonical.csv"]


def test_every_reason_is_a_sentence():
    for reason in REASONS.values():
        assert reason[0].isupper()
        assert reason.endswith(".")
