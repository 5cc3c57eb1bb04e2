"""Why a request was found, in words an editor understands, in both languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation

from engine.nlp.asking import reader, reasons
from engine.nlp.asking.careful import Careful, CarefulWeights
from engine.nlp.asking.grammar import CODES
from engine.nlp.asking.scorer import load
from engine.nlp.reading import Finding, read
from feedback.near_misses import why_not
from feedback.reasons import FAIRLY, VERY, pattern_name, sure_words, told
from tests.api import make_client
from tests.factories import make_comment, make_request

URL = "/api/v1/comments"
WHY = [
    {"code": "hope_change", "detail": "希望多出"},
    {"code": "heard", "detail": "多出几个颜色"},
    {"code": "careful", "detail": "0.97"},
    {"code": "hope_luck", "detail": "希望用着"},
    {"code": "model", "detail": "0.93"},
]


def sentences(why: Any, *, language: str) -> list[str]:
    with translation.override(language):
        return [reason.sentence for reason in told(why)]


def nearest(text: str) -> Finding:
    """The clause nearest to a wish, whether or not the reader believes it."""
    (found,) = read([text], forced_labels=["product_request"], with_sentiment=False)
    return max(found.findings, key=lambda finding: finding.confidence)


def hearing(chance: float, *, first: int) -> Careful:
    """A careful stage whose network hears a wish from its first piece on."""
    zeros = np.zeros
    # the quick stage's features, and the chances of both stages twice and once
    described = load().request.shape[1] + 2 * 6 + 3
    weights = CarefulWeights(
        gate=zeros(1, dtype=np.float32),
        clause=zeros((3, 6), dtype=np.float32),
        clause_bias=np.array([0, 2, 0], dtype=np.float32),
        request=zeros((3, described), dtype=np.float32),
        request_bias=np.array([0, 2, 0], dtype=np.float32),
        rest=zeros((4, described), dtype=np.float32),
        rest_bias=zeros(4, dtype=np.float32),
        steepness=np.ones(1, dtype=np.float32),
    )

    def run(rows: Any) -> list[Any]:
        return [(_pieces(len(row), chance, first), np.full(6, 1 / 6, np.float32)) for row in rows]

    return Careful(weights, run)


def _pieces(length: int, chance: float, first: int) -> Any:
    chances = np.tile(np.array([0.99, 0.01, 0.0], dtype=np.float32), (length, 1))
    chances[first + 1 : -1] = (1 - chance, chance, 0.0)
    return chances


@pytest.mark.parametrize("code", [*CODES, "set_phrase"])
def test_every_pattern_has_words_in_both_languages(code: str) -> None:
    with translation.override("en"):
        english = pattern_name(code)
    with translation.override("zh-hans"):
        chinese = pattern_name(code)
    assert english not in ("", code)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)


def test_what_speaks_against_is_a_pattern() -> None:
    assert set(CODES) > reasons.AGAINST


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [
        (0.999, "very sure (99%)", "很有把握（99%）"),
        (VERY, "very sure (85%)", "很有把握（85%）"),
        (FAIRLY, "fairly sure (60%)", "较有把握（60%）"),
        (0.4, "unsure (40%)", "拿不准（40%）"),
        (0.0, "unsure (1%)", "拿不准（1%）"),
    ],
)
def test_how_sure_in_words_and_as_a_share(share: float, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert sure_words(share) == english
    with translation.override("zh-hans"):
        assert sure_words(share) == chinese


def test_each_reason_is_a_sentence_in_both_languages() -> None:
    assert sentences(WHY, language="en") == [
        "hope for a change: “希望多出”",
        "the careful reading hears the wish most in: “多出几个颜色”",
        "the second, careful reading by itself gives it 97%",
        "speaks against it: hope for luck: “希望用着”",
        "very sure (93%)",
    ]
    assert all("\u4e00" <= s[0] <= "\u9fff" for s in sentences(WHY, language="zh-hans"))


def test_a_wish_without_any_set_phrase_is_explained_by_what_was_heard() -> None:
    why = [WHY[1], WHY[2], WHY[3]]
    assert sentences(why, language="en")[0].startswith("no set phrase; the careful reading hears")
    assert sentences(why, language="zh-hans")[0].startswith("没有固定说法")


@pytest.mark.parametrize("why", [None, 7, "cue:求", {}, [], ["cue:求"], [{"code": "model"}]])
def test_reasons_of_other_readers_stay_readable(why: Any) -> None:
    assert all(isinstance(reason.sentence, str) for reason in told(why))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("希望能用久一点", "hope_luck"),
        ("建议大家别买", "advise_buyer"),
        ("不知道能不能洗羽绒服", "cannot_tell"),
        ("如果我早知道就好了", "if_mine"),
    ],
)
def test_what_speaks_against_is_told_with_its_words(text: str, code: str) -> None:
    against = {r.code: r.detail for r in nearest(text).why if r.code in reasons.AGAINST}
    assert code in against
    assert against[code] in text


def test_the_words_are_those_of_the_comment_as_shown() -> None:
    text = "現(xiàn)在能不能出個紅色的？"
    shown = [reason.detail for reason in nearest(text).why if reason.code in CODES]
    assert "能不能出個" in shown
    assert all(words in text for words in shown)


def test_a_pattern_within_another_is_not_told_twice() -> None:
    codes = [reason.code for reason in nearest("要是能送个保护套就好了").why]
    assert "if_then_good" in codes
    assert not {"if", "then_good", "happened"} & set(codes)


def test_the_careful_stage_tells_where_it_hears_the_wish() -> None:
    text = "冰箱再窄五公分我就买了"
    (found,) = reader.read(
        [text],
        weights=load(),
        with_sentiment=False,
        forced_labels=["product_request"],
        careful=hearing(0.9, first=2),
    )
    (finding,) = found.findings
    why = {reason.code: reason.detail for reason in finding.why}
    assert why["careful"] == "0.90"
    assert text.endswith(why["heard"])
    assert "冰箱" not in why["heard"]
    assert "wording" not in why


def test_where_the_careful_stage_hears_nothing_it_says_so() -> None:
    (found,) = reader.read(
        ["冰箱再窄五公分我就买了"],
        weights=load(),
        with_sentiment=False,
        forced_labels=["product_request"],
        careful=hearing(0.2, first=2),
    )
    why = {reason.code: reason.detail for reason in found.findings[0].why}
    assert why["careful"] == "0.20"
    assert "heard" not in why
    speaks = {r.code: r.speaks for r in told([{"code": "careful", "detail": "0.20"}])}
    assert speaks == {"careful": "against"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "confidence", "said"),
    [
        ("建议大家别买", 0.98, "advice"),
        ("冰箱再窄五公分我就买了", 0.6, "chance 40%."),
        ("今天天气不错", 0.99, ""),
    ],
)
def test_a_comment_nearly_taken_says_why_not(text: str, confidence: float, said: str) -> None:
    comment = make_comment(text, label="other", machine_confidence=confidence)
    with translation.override("en"):
        sentence = why_not(comment)
    assert said in sentence
    assert bool(sentence) == bool(said)


@pytest.mark.django_db
def test_what_a_person_labelled_needs_no_excuse() -> None:
    comment = make_comment("建议大家别买", label="other", person_label="other")
    assert why_not(comment) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "未判为诉求"), ("en", "Not taken as")])
def test_the_comment_s_page_tells_why_not(client, editor, language: str, said: str) -> None:
    comment = make_comment("建议大家别买", label="other", machine_confidence=0.9)
    client.force_login(editor)
    client.cookies["django_language"] = language
    page = client.get(reverse("admin:feedback_comment_change", args=[comment.pk]))
    assert said in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["comment", "fanrequest"])
def test_the_pages_tell_every_reason(client, editor, name: str) -> None:
    request = make_request(make_comment("希望多出几个颜色"), why=WHY, confidence=0.93)
    row = request.comment if name == "comment" else request
    client.force_login(editor)
    page = client.get(reverse(f"admin:feedback_{name}_change", args=[row.pk])).content.decode()
    assert "很有把握（93%）" in page
    assert "不利于判为诉求" in page
    assert "多出几个颜色" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "very sure (93%)"),
        ("en-GB,en;q=0.9", "very sure (93%)"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "很有把握（93%）"),
        ("zh-TW", "很有把握（93%）"),
        ("fr", "very sure (93%)"),
        ("\x00;;q=x", "very sure (93%)"),
    ],
)
def test_the_api_tells_why_in_the_language_asked_for(asked: str, said: str) -> None:
    request = make_request(make_comment("希望多出几个颜色"), why=WHY, confidence=0.93)
    client = make_client(**({"Accept-Language": asked} if asked else {}))
    (span,) = client.get(f"{URL}/{request.comment_id}").json()["requests"]
    sure = span["why"][-1]
    assert sure == {
        "code": "model",
        "speaks": "sure",
        "words": "",
        "share": 0.93,
        "sentence": said,
    }
    assert span["why"][0]["words"] == "希望多出"
    assert span["why"][3]["speaks"] == "against"
