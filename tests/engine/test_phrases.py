"""Clauses as fans say them, as phrases a manager would write down."""

import pytest

from engine.nlp.phrases import phrase, phrases


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("真正彻底把好水质关", "把好水质关"),
        ("把手再粗一点", "把手再粗一点"),
        ("对讲音量再大点", "对讲音量再大点"),
        ("出版社能给生字注音", "出版社能给生字注音"),
        ("苹果不应该削皮", "苹果不应该削皮"),
        ("给油烟机加个照明灯吧", "油烟机加照明灯"),
    ],
)
def test_nothing_is_cut_in_the_middle_of_a_word(clause, title):
    assert phrase(clause) == title


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("就不能带个清洁刷吗", "带清洁刷"),
        ("烤箱为什么不能配一只手套呢", "烤箱配手套"),
        ("为什么不做铜管内胆", "铜管内胆"),
        ("滤芯不能装好吗", "滤芯装好"),
        ("是不是加点香薰", "加点香薰"),
    ],
)
def test_a_rhetorical_question_says_what_is_wanted(clause, title):
    assert phrase(clause) == title


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("风道设计有待改善", "改善风道设计"),
        ("门封手感还需要加强", "加强门封手感"),
        ("面板细节确实还有进一步提高的空间", "提高面板细节"),
        ("旋钮的手感不是很好", "改善旋钮手感"),
        ("风声太大了", "风声再小一点"),
    ],
)
def test_a_complaint_is_turned_to_what_would_be_better(clause, title):
    assert phrase(clause) == title


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("如果送个量杯就更完美了", "送量杯"),
        ("炖盅要是玻璃的会更好", "炖盅玻璃的"),
        ("雾量在大点就好了", "雾量再大点"),
        ("能不能出一款猫爪造型的加湿器", "猫爪造型加湿器"),
        ("希望能出塞得下的小烤箱", "塞得下的小烤箱"),
        ("你们能送个锅刷不", "送锅刷"),
        ("铲子防丢能不能搞一下", "铲子防丢"),
        ("如果送蒸架更好", "送蒸架"),
        ("如果音质更好", "音质更好"),
        ("边框和门能做一个颜色就好了", "边框和门能做一个颜色"),
    ],
)
def test_the_manner_goes_and_the_predicate_stays(clause, title):
    assert phrase(clause).removesuffix("的") == title.removesuffix("的")


def test_a_span_gives_one_phrase_a_clause():
    assert phrases("比例要16:9，送个2.5米的线！") == ["比例要16:9", "送2.5米的线"]
    assert phrases("") == []
