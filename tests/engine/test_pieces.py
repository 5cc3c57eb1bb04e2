"""Texts are cut into the most likely pieces, and every piece knows where it stood."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nlp.characters import level
from engine.nlp.pieces import UNKNOWN, Pieces, load

SPECIAL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
WORDS = [("▁", -3.0), ("冰", -5.0), ("箱", -5.0), ("冰箱", -6.0), ("▁冰", -9.5), ("窄", -7.0)]
SMALL = Pieces([*SPECIAL, *WORDS])


def test_the_likelier_way_is_taken() -> None:
    """冰箱 as one piece beats 冰 and 箱; ▁ and 冰箱 beat ▁冰 and 箱."""
    cut = SMALL.cut("冰箱窄")
    assert cut.ids.tolist() == [4, 7, 9]
    assert list(zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)) == [
        (0, 0),
        (0, 2),
        (2, 3),
    ]


def test_what_nobody_knows_is_one_unknown_piece_a_sign() -> None:
    """Unknown signs cost, and do not take their neighbours with them."""
    assert SMALL.cut("冰箱怪窄").ids.tolist() == [4, 7, UNKNOWN, 9]


def test_nothing_is_cut_into_the_mark_of_a_beginning() -> None:
    """An empty text still has its leading mark."""
    assert SMALL.cut("").ids.tolist() == [4]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_pieces_cover_the_text_without_gap_or_overlap(text: str) -> None:
    """Whatever comes in, places are in order and join."""
    cut = load().cut(level(text))
    assert cut.ends[-1] == len(text)
    assert np.array_equal(cut.starts[1:], cut.ends[:-1])
    assert cut.starts[0] == 0


@pytest.mark.parametrize("text", ["能不能出一款冷宫造型的冰箱", "希望再窄五公分"])
def test_common_words_are_pieces_of_their_own(text: str) -> None:
    """The shipped vocabulary knows plain Chinese."""
    cut = load().cut(text)
    assert UNKNOWN not in cut.ids
    assert len(cut.ids) < len(text)
