"""Words and sentiment are SnowNLP's own, to the last bit."""

from dataclasses import fields

import numpy as np
import pytest
import snownlp
from hypothesis import given, settings
from hypothesis import strategies as st
from snownlp.seg.seg import Seg

from engine.nlp import snow
from engine.nlp.snow.counts import Counts, Floats, Ints, read_counts
from engine.nlp.snow.files import shipped
from engine.nlp.snow.packed import pack, unpack
from engine.nlp.snow.tables import make_tables
from engine.nlp.snow.words import cut

SENTENCES = [
    "",
    " ",
    "\n\t\u3000",
    "好",
    "龘",
    "龘龘龘",
    "龘好龘",
    "好龘靐好",
    "屏幕不错，就是有点贵。",
    "希望能出一款静音的洗衣机，最好带烘干！！！",
    "買了三天就壞了，客服還不理人，氣死我了",
    "物流很快😂😂给个赞👍🏻，家里老人也会用～",
    "iPhone15 Pro max比\uff58\uff49贵2,000块",
    "v2.0啥时候上？？？123456",
    "한국어 댓글 ありがとう 谢谢 Спасибо",
    "哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈",
    "\x00不\x00能\x00用\ufeff",
    "半个表情\ud83d在这里",
    "〇一二三四五六七八九十百千万亿",
    "㐀㐁𠀀𠀁龦龧鿿一龥",
    "洗衣机脱水的时候整个卫生间都在震动楼下邻居上来敲了两次门" * 15,
    "差" * 300 + "好" * 200,
]
PIECES = st.one_of(
    st.sampled_from("的了不是我有很好差用买家东西洗衣机手机屏幕客服态度质量一二三龘靐齉麤"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.sampled_from([*SENTENCES[8:14], "，", "。", "！", " ", "\n", "abc", "12", "😂", "ひ"]),
    st.characters(),
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)
# Few characters, so that sums are often alike and the order of the states decides.
LESSONS = st.lists(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("bmes")).map("/".join),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_text_alone(text: str) -> None:
    assert snow.segment(text) == snownlp.seg.seg(text)
    assert snow.sentiment(text) == snownlp.sentiment.classify(text)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_any_texts_together(texts: list[str]) -> None:
    assert snow.segments(texts) == [snownlp.seg.seg(text) for text in texts]
    assert snow.sentiments(texts) == [snownlp.sentiment.classify(text) for text in texts]


@settings(deadline=None)
@given(LESSONS, st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=12), min_size=1, max_size=5))
def test_ties_of_a_small_model(
    tmp_path_factory: pytest.TempPathFactory, lessons: list[list[str]], runs: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("model")
    (folder / "lessons").write_text("\n".join(map(" ".join, lessons)), encoding="utf-8")
    theirs = Seg()
    theirs.train(str(folder / "lessons"))
    theirs.save(str(folder / "model"))

    pack(read_counts(folder / "model.3"), folder / "packed.npz")
    ours = make_tables(unpack(folder / "packed.npz"))

    assert cut(runs, ours) == [list(theirs.seg(run)) for run in runs]


def test_the_packed_segmenter_is_that_of_the_installed_snownlp() -> None:
    ours, theirs = unpack(), read_counts(shipped("seg/seg.marshal.3"))
    for name in (field.name for field in fields(Counts)):
        if "pair" not in name and "triple" not in name:
            assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    for rows, counts in (("pairs", "pair_counts"), ("triples", "triple_counts")):
        packed = in_order(getattr(ours, rows), getattr(ours, counts))
        assert np.array_equal(packed, in_order(getattr(theirs, rows), getattr(theirs, counts)))


def in_order(rows: Ints, counts: Floats) -> Floats:
    return np.column_stack([rows, counts])[np.lexsort(rows.T)]
