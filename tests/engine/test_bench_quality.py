"""The measuring of groupings: its figures, its folds, and its quick rehearsal of the grouper."""

import json

import numpy as np
import pytest

from benchmarks.quality import peers
from benchmarks.quality.likeness import learn, likelihoods, make_lesson
from benchmarks.quality.ours import group, in_folds
from benchmarks.quality.rehearsal import rehearse
from benchmarks.quality.scoring import score
from benchmarks.quality.streams import fold_of, read_stream, read_written, split
from benchmarks.quality.vectors import Encoded, Given, MissingVectorError
from engine.nlp.encoder import default_encoder
from engine.nlp.grouping import Grouper
from engine.nlp.similarity import DEFAULT

ASKS = ["静音一点", "出粉色的", "有童锁", "更省电", "能洗鞋", "便宜点", "窄五公分", "自动制冰"]
MANNERS = ["希望{}", "能不能{}啊", "求{}", "{}就好了"]


@pytest.fixture
def stream(tmp_path):
    rows = [
        {"id": f"{n}-{m}", "text": manner.format(ask), "wish": "vague" if n == 7 else ask}
        for m, manner in enumerate(MANNERS)
        for n, ask in enumerate(ASKS)
    ]
    path = tmp_path / "wishes.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_stream(path, part="real")


@pytest.fixture(scope="module")
def source():
    return Encoded(default_encoder())


def test_both_figures_of_a_small_grouping():
    found = score("aaabbc", [1, 1, 2, 2, 3, 3])
    precision = (1 + 1 + 0.5 + 0.5 + 0.5 + 0.5) / 6
    recall = (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1) / 6
    assert found.b_cubed == pytest.approx(2 * precision * recall / (precision + recall))
    assert found.pairwise == pytest.approx(2 * 1 / (4 + 3))
    assert found.b_cubed_interval[0] < found.b_cubed < found.b_cubed_interval[1]


def test_wishes_alone_find_no_pair_and_the_truth_finds_all():
    assert peers.alone(list("aab")).pairwise == 0
    assert score("aab", "xxy").b_cubed == score("aab", "xxy").pairwise == 1


def test_vague_rows_are_grouped_but_not_scored(stream, source):
    assert len(stream.rows) == 32
    assert len(stream.gold) == len(group(stream, source, policy=DEFAULT)) == 28


def test_a_fold_shares_no_wish_with_its_rest(stream):
    seen = []
    for rest, fold in split(stream, folds=3):
        assert not {row.kin for row in rest.rows} & {row.kin for row in fold.rows}
        seen += [row.key for row in fold.rows]
    assert sorted(seen) == sorted(row.key for row in stream.rows)
    assert fold_of("a-wish", folds=5) == fold_of("a-wish", folds=5)


def test_the_rehearsal_decides_as_the_grouper_does(stream, source):
    lesson = make_lesson(stream, source)
    likely = likelihoods(lesson, policy=DEFAULT)
    rehearsed = rehearse(lesson.wishes, likely, threshold=DEFAULT.threshold)
    decided = [one.cluster_key for one in Grouper().assign_all(lesson.wishes)]
    assert 1 < len(set(decided)) < len(decided)
    assert score(decided, rehearsed).b_cubed == 1


def test_a_similarity_is_learnt_from_other_rows_only(stream, source, tmp_path):
    own = tmp_path / "own.txt"
    lines = [f"home\t{ask}\t买了。[[{m.format(ask)}]]！" for m in MANNERS for ask in ASKS[:5]]
    own.write_text("# taught\n" + "\n".join(lines), encoding="utf-8")
    lesson = make_lesson(read_written(own, part="own"), source)
    assert lesson.wishes[0].text == "希望静音一点"
    found, parts = in_folds(stream, source, others=[lesson], folds=2)
    assert sum(len(part.rows) for part in parts) == 32
    assert found.b_cubed > peers.alone([gold for part in parts for gold in part.gold]).b_cubed
    assert learn([lesson]).threshold == 0.5


def test_given_vectors_belong_to_their_part(tmp_path):
    path = tmp_path / "vectors.npz"
    vectors = np.eye(3, dtype=np.float32)
    np.savez(path, texts=["静音", "静音", "省电"], parts=["real/0", "real", ""], vectors=vectors)
    given = Given(path)
    assert given.texts(["静音"], part="real/0").tolist() == [[1, 0, 0]]
    assert given.texts(["静音", "省电"], part="real/1").tolist() == [[0, 1, 0], [0, 0, 1]]
    with pytest.raises(MissingVectorError, match="--list-texts"):
        given.texts(["静音"], part="written")
