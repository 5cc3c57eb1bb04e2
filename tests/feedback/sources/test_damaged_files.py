"""Whatever happens to a file's bytes, reading it raises nothing but its own errors."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.intake import CommentData, Refusal
from feedback.sources import SourceError, formats, read_file
from tests.feedback.sources.helpers import FIXTURES

ORIGINALS = {path: path.read_bytes() for path in sorted(FIXTURES.rglob("*")) if path.is_file()}


@st.composite
def damaged(draw) -> bytes:
    """Cut off, flip, insert and repeat bytes of a fixture."""
    content = bytearray(ORIGINALS[draw(st.sampled_from(list(ORIGINALS)))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        kind = draw(st.sampled_from(["cut", "flip", "nul", "insert", "repeat"]))
        if kind == "cut":
            del content[at:]
        elif kind == "flip" and content:
            content[at] ^= draw(st.integers(1, 255))
        elif kind == "nul":
            content[at:at] = b"\0"
        elif kind == "insert":
            content[at:at] = draw(st.sampled_from([b'"', b"\n", b"[", b"{", b"\xff\xfe", b"E+15"]))
        elif kind == "repeat":
            content[at:at] = content[at : at + 200]
    return bytes(content)


def _read_through(content: bytes, *, source_format: str | None) -> None:
    with NamedTemporaryFile() as file:
        path = Path(file.name)
        path.write_bytes(content)
        try:
            items = list(read_file(path, source_format=source_format))
        except SourceError:
            return
    for item in items:
        assert isinstance(item, CommentData | Refusal)
        if isinstance(item, CommentData):
            assert item.external_id
            assert "\0" not in item.text_raw
            item.text_raw.encode()


@settings(max_examples=150, deadline=None)
@given(content=damaged())
def test_a_damaged_file_is_read_or_refused(content):
    _read_through(content, source_format=None)


@settings(max_examples=100, deadline=None)
@given(content=damaged(), name=st.sampled_from(formats()))
def test_a_damaged_file_in_a_named_format_is_read_or_refused(content, name):
    _read_through(content, source_format=name)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(content):
    _read_through(content, source_format=None)
