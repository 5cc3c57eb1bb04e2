"""Secrets sealed in the database."""

from __future__ import annotations

import pytest

from engine.sealing import SealError, seal, unseal


def test_what_was_sealed_opens_again_and_tells_nothing_closed() -> None:
    sealed = seal("https://oapi.example/robot/send?access_token=冷宫", secret="s")
    assert "冷宫" not in sealed
    assert "access_token" not in sealed
    assert sealed != seal("https://oapi.example/robot/send?access_token=冷宫", secret="s")
    assert unseal(sealed, secret="s") == "https://oapi.example/robot/send?access_token=冷宫"


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAABother"])
def test_what_is_none_of_ours_is_refused(sealed: str) -> None:
    with pytest.raises(SealError):
        unseal(sealed, secret="s")


def test_another_secret_does_not_open_it_and_the_error_tells_nothing() -> None:
    with pytest.raises(SealError) as caught:
        unseal(seal("token", secret="s"), secret="another")
    assert "token" not in repr(caught.value)
