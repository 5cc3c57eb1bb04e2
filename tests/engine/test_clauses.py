"""Clauses: where a comment is cut, and that every clause still knows where it stood."""

from engine.nlp.asking.clauses import LONGEST_READ, split


def clauses_of(text: str) -> list[str]:
    batch = split([text])
    offset = int(batch.offsets[0])
    bounds = zip(batch.starts.tolist(), batch.ends.tolist(), strict=True)
    return [text[start - offset : end - offset] for start, end in bounds]


def test_marks_and_line_ends_cut() -> None:
    assert clauses_of("不错，但是吵！能改吗？\n谢谢…好") == [
        "不错",
        "但是吵",
        "能改吗",
        "谢谢",
        "好",
    ]


def test_blanks_cut_between_chinese_but_not_beside_latin() -> None:
    assert clauses_of("很好 希望改进") == ["很好", "希望改进"]
    assert clauses_of("想要 redmi note 手机") == ["想要 redmi note 手机"]


def test_numbers_stay_whole() -> None:
    assert clauses_of("屏幕6.5寸，卖1,999元") == ["屏幕6.5寸", "卖1,999元"]


def test_a_comma_before_a_number_cuts() -> None:
    assert clauses_of("求出联名款，120L就够了") == ["求出联名款", "120L就够了"]


def test_clauses_point_into_the_text_as_written() -> None:
    assert clauses_of("冰箱太小放不下⻝材，\uff2f\uff2b，買買買") == [
        "冰箱太小放不下⻝材",
        "\uff2f\uff2b",
        "買買買",
    ]


def test_each_clause_knows_its_comment() -> None:
    batch = split(["一，二", "", "\x00", "三"])

    assert batch.size == 4
    assert batch.owners.tolist() == [0, 0, 3]


def test_only_the_first_part_of_an_endless_comment_is_read() -> None:
    batch = split(["冷宫" * LONGEST_READ])

    assert int(batch.ends[-1] - batch.starts[0]) == LONGEST_READ
