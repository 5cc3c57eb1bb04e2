"""Teaching: lessons move the weights they touch, folds stay apart, worse versions are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from engine.nlp import reading
from engine.nlp.asking import reader, scorer
from engine.nlp.calibration import calibration_error
from engine.nlp.teaching.adapting import adapt
from engine.nlp.teaching.comparing import Comparison, Side, TooFewLessonsError, refuse_too_few
from engine.nlp.teaching.figures import figures, share_better
from engine.nlp.teaching.lessons import Lesson, as_rows, ballast, deal, group_numbers
from engine.nlp.teaching.regression import Layer, adapt_layer
from engine.nlp.training.rows import read_written

BASE = scorer.load()
# Words of this brand's fans that no general reader takes for a wish.
JARGON = [f"{thing}该翻牌子了" for thing in ("洗衣机", "冰箱", "空调", "烤箱", "热水器", "电视")]
PLAIN = ["今天天气不错", "用了三年很好", "已经下单了", "物流很快", "声音不大", "颜色好看"]


def lessons_of(texts: list[str], label: str, *, first: int = 0) -> list[Lesson]:
    return [Lesson(first + n, text, label) for n, text in enumerate(texts)]


def label_of(text: str, weights: scorer.Weights) -> str:
    return reader.read([text], weights=weights, with_sentiment=False)[0].label


def test_a_layer_without_examples_is_the_one_it_was():
    layer = Layer(np.ones((2, 3), np.float32), np.zeros(2, np.float32))
    nothing = sp.csr_matrix((0, 3), dtype=np.float32)
    none = np.zeros(0)
    assert adapt_layer(layer, nothing, none.astype(int), strength=1, trust=none) is layer


def test_only_weights_that_an_example_touches_move_and_a_strong_prior_moves_little():
    layer = Layer(np.zeros((2, 3), np.float32), np.zeros(2, np.float32))
    inputs = sp.csr_matrix(np.array([[1.0, 0, 0], [1.0, 0, 0]], np.float32))
    targets, trust = np.array([1, 1]), np.ones(2, np.float32)
    weak, strong = (
        adapt_layer(layer, inputs, targets, strength=strength, trust=trust).weights
        for strength in (10.0, 0.01)
    )
    assert not weak[:, 1:].any()
    assert weak[1, 0] > strong[1, 0] > 0


@pytest.mark.parametrize("lone", [0, 40, 80])
def test_the_answer_is_where_the_slope_of_the_posterior_is_nought(lone: int):
    random = np.random.default_rng(3)
    layer = Layer(random.normal(size=(3, 4 + lone)).astype(np.float32), np.zeros(3, np.float32))
    # columns of one example each, as most n-grams are
    own = np.tile(np.eye(40), 2)[:, :lone] * random.normal(size=lone)
    inputs, targets = np.hstack([random.normal(size=(40, 4)), own]), random.integers(0, 3, 40)
    found = adapt_layer(
        layer, sp.csr_matrix(inputs), targets, strength=0.7, trust=np.ones(40, np.float32)
    )
    chances = scorer.softmax(inputs @ found.weights.T + found.bias)
    slope = 0.7 * (chances - np.eye(3)[targets]).T @ inputs + found.weights - layer.weights
    assert np.abs(slope).max() < 0.02


def test_what_people_say_is_learnt_and_the_rest_is_not_forgotten():
    text = "微波炉该翻牌子了"
    assert label_of(text, BASE) != "product_request"
    lessons = lessons_of(JARGON * 3, "product_request") + lessons_of(PLAIN, "other", first=100)
    taught = adapt(BASE, lessons)
    assert label_of(text, taught) == "product_request"
    written = read_written()[::5]
    before, after = (
        reading.read([row.text for row in written], weights=weights, with_sentiment=False)
        for weights in (BASE, taught)
    )
    known = [
        (row.label, a.label, b.label) for row, a, b in zip(written, before, after, strict=True)
    ]
    forgotten = sum(label == was != now for label, was, now in known)
    assert forgotten / len(written) < 0.02
    assert sum(now == label for label, _, now in known) >= sum(
        was == label for label, was, _ in known
    )


def test_no_lesson_changes_nothing():
    assert adapt(BASE, []) is BASE


def test_the_reader_places_the_wish_in_what_a_person_labelled():
    text = "买了三年还很好用。能不能出一款白色的冰箱？"
    (row,) = as_rows([Lesson(1, text, "product_request")], BASE)
    assert row.spans
    assert all(span in text for span in row.spans)
    (plain,) = as_rows([Lesson(1, text, "praise")], BASE)
    assert plain.spans == ()


def test_a_sentence_that_a_lesson_repeats_is_no_ballast():
    sentence = read_written()[0].text
    assert sentence not in {row.text for row in ballast([Lesson(1, sentence, "other")])}


def test_one_fan_s_comments_and_equal_wordings_lie_in_one_fold():
    lessons = [
        Lesson(1, "出个白冰箱", "product_request", "a"),
        Lesson(2, "很好用", "praise", "a"),
        Lesson(3, "很好用！！", "praise", "b"),
        *lessons_of(PLAIN, "other", first=10),
    ]
    groups = group_numbers(lessons)
    assert len(set(groups[:3])) == 1
    assert len(set(groups)) == 1 + len(PLAIN)
    folds = deal(lessons, groups, folds=3, seed=1)
    assert len(set(folds[:3])) == 1
    assert set(folds) == {0, 1, 2}


@pytest.mark.parametrize(
    ("lessons", "told"),
    [
        (lessons_of(PLAIN, "other"), "6 comments"),
        (lessons_of([f"第{n}条" for n in range(60)], "other"), "2 labels"),
        ([Lesson(n, str(n), "other" if n % 2 else "praise", "a") for n in range(60)], "fans"),
    ],
)
def test_too_little_to_learn_from_is_said(lessons: list[Lesson], told: str):
    with pytest.raises(TooFewLessonsError, match=told):
        refuse_too_few(lessons)


def test_figures_count_labels_that_people_gave():
    found = figures(["praise", "praise", "spam"], ["praise", "other", "other"])
    assert [(row.label, row.count) for row in found.labels] == [("praise", 2), ("spam", 1)]
    assert found.f1("praise") == pytest.approx(2 / 3)
    assert found.macro == pytest.approx(1 / 3)


def test_a_gain_everywhere_is_sure_and_no_gain_is_none():
    given = ["praise", "other"] * 20
    groups = np.arange(40)
    wrong = ["other", "praise"] * 20
    assert share_better(given, wrong, given, groups=groups, seed=1) == 1.0
    assert share_better(given, given, given, groups=groups, seed=1) == 0.0


def side(read: list[str], *, written: list[str] | None = None) -> Side:
    given = ["product_request"] * 10 + ["praise"] * 10
    return Side(
        held_out=figures(given, read),
        written=figures(given, written or given),
        table=(),
        calibration_error=calibration_error([]),
    )


OLD = side(["product_request"] * 8 + ["praise"] * 8 + ["other"] * 4)
BETTER = side(["product_request"] * 8 + ["praise"] * 12)


@pytest.mark.parametrize(
    ("new", "share", "told"),
    [
        (BETTER, 1.0, None),
        (BETTER, 0.7, "chance"),
        (OLD, 0.0, "macro-F1 does not rise"),
        (side(["product_request"] * 7 + ["praise"] * 13), 1.0, "F1 of product_request falls"),
        (replace(BETTER, written=OLD.held_out), 1.0, "own sentences"),
    ],
)
def test_a_version_is_better_only_by_the_rule(new: Side, share: float, told: str | None):
    objections = Comparison(20, OLD, new, share).objections()
    assert objections == [] if told is None else any(told in said for said in objections)
