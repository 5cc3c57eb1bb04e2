"""What the engine's tests share."""

import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def open_folder():
    """Answer a folder the servers' user may enter: pytest's own is closed to all but its owner."""
    path = Path(tempfile.mkdtemp(prefix="lenggong-trial-", dir="/tmp")).resolve()
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)
