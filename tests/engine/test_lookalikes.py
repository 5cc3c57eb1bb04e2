"""Names that pass for ours at a glance are told from names that merely hold it."""

from __future__ import annotations

import pytest

from engine.nlp.lookalikes import impostors, skeleton


@pytest.mark.parametrize(
    "name",
    [
        "HAIER",
        "Ｈａｉｅｒ",  # noqa: RUF001
        "  ha_i-e·r ",
        "Haier®",
        "Haier™",
        "H\u200ba\u200di\u2060er\ufeff",
        "\u202ereiaH\u202c"[::-1],
        "Hàïér",
        "Ha\u0336ier",
        "\u041d\u0430\u0456\u0435r",  # Cyrillic
        "\u0397\u0391\u0399\u0395R",  # Greek capitals
        "Hа1er",  # noqa: RUF001
        "HaIer",
        "Haler",
        "Ha|er",
        "ℌ𝔞𝔦𝔢𝔯",  # noqa: RUF001
        "🅷🅰🅸🅴🆁",
        "Ⓗⓐⓘⓔⓡ",
        "🇭🇦🇮🇪🇷",
        "ʜᴀɪᴇʀ",
        "Haier🔥官方",
        "Haier Official",
        "0fficiaI-Haier",
        "官官方方Haier",
        "Haier官微",
    ],
)
def test_a_latin_name_is_seen_through_any_disguise(name: str) -> None:
    assert skeleton(name) == skeleton("Haier")


@pytest.mark.parametrize(
    "name",
    [
        "极 光 電 器",
        "極光電器",
        "极光·电器",
        "极光电噐",
        "极\u200b光电器",
        "【极光电器】",
        "极光电器官方",
        "官方认证极光电器✅",
    ],
)
def test_a_chinese_name_is_seen_through_any_disguise(name: str) -> None:
    assert skeleton(name) == skeleton("极光电器")


@pytest.mark.parametrize("name", ["板光电器", "极先电器", "极兄电噐", "級光电器"])
def test_one_exchanged_character_of_a_long_name_passes_for_it(name: str) -> None:
    assert skeleton(name) in impostors("极光电器")


@pytest.mark.parametrize(
    "name",
    [
        "极光电器粉丝小王",
        "我爱极光电器",
        "极光",
        "电器极光",
        "极光电气设备",
        "极光用户",
        "Haiers",
        "Ha",
        "吃货小王",
    ],
)
def test_a_name_that_merely_holds_ours_is_another(name: str) -> None:
    assert skeleton(name) not in impostors("极光电器") | impostors("Haier")


def test_a_short_chinese_name_passes_only_by_glyphs_nobody_writes() -> None:
    assert skeleton("海尓") in impostors("海尔")
    assert skeleton("海东") not in impostors("海尔")
    assert skeleton("小咪") not in impostors("小米")


@pytest.mark.parametrize("name", ["", " ", "海", "A", "🧊🔥", "…", "\u200b\u200b", "\ud83d"])
def test_what_leaves_nothing_to_compare_looks_like_nothing(name: str) -> None:
    assert skeleton(name) == ""
    assert impostors(name) == frozenset()


def test_a_name_of_nothing_but_official_words_keeps_them() -> None:
    assert skeleton("官方") == "官方"


def test_a_very_long_name_is_compared_too() -> None:
    assert skeleton("ﷺ" * 200)
    assert len(impostors("极" * 120)) > 120


def test_a_skeleton_is_its_own_skeleton() -> None:
    for name in ("Haier官方", "極光電噐", "rnidea", "🅷aier", "海尓"):
        assert skeleton(skeleton(name)) == skeleton(name)
