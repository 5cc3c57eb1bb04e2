"""The product meant where a wish names none."""

import numpy as np
import pytest

from engine.nlp.context import around, product_meant
from engine.nlp.encoder import default_encoder
from engine.nlp.grouping import Grouper, apart, make_wish
from engine.nlp.wish import WishEncoder

LOCK = "加个童锁"


def make_wishes(*rows):
    """Make a wish of each (text, products of its context)."""
    vectors = WishEncoder(default_encoder()).encode([text for text, _ in rows])
    return [
        make_wish(str(i), text, vector, meant=frozenset(meant.split()))
        for i, ((text, meant), vector) in enumerate(zip(rows, vectors, strict=True))
    ]


def make_flat_wish(text, meant=""):
    return make_wish("1", text, np.ones(2, dtype=np.float32), meant=frozenset(meant.split()))


def cluster_keys(*rows):
    return [d.cluster_key for d in Grouper().assign_all(make_wishes(*rows))]


@pytest.mark.parametrize(
    ("context", "meant"),
    [
        (["刚换的空调不错", "洗衣机新品开箱"], {"空调"}),
        (["送货很快", "洗衣机新品开箱"], {"洗衣机"}),
        (["比我家电视安静多了", "洗衣机新品开箱"], {"洗衣机"}),
        (["性价比高的雪柜"], {"冰箱"}),
        (["洗衣机 洗衣机开箱", "空调"], {"洗衣机"}),
        (["冰箱和洗衣机一起买的"], {"冰箱", "洗衣机"}),
        (["空调的遥控器收到了"], {"空调"}),
        (["遥控器收到了"], {"遥控器"}),
        (["天天喝咖啡", "冰箱新品开箱"], {"冰箱"}),
        (["天天喝咖啡"], {"咖啡"}),
        (["冰箱贴上新"], {"冰箱贴"}),
        (["今天天气好", ""], set()),
        ([], set()),
    ],
)
def test_the_nearest_text_that_names_a_product_says_which_is_meant(context, meant):
    assert product_meant(context) == meant


def test_what_stands_before_a_wish_is_nearer_than_what_follows():
    text = "冰箱买了三年。空调挺好，加个童锁，洗衣机下次买"
    start = text.index(LOCK)
    assert around(text, start=start, end=start + len(LOCK)) == [
        "空调挺好",
        "冰箱买了三年",
        "洗衣机下次买",
    ]


def test_one_request_under_two_threads_is_two_wishes():
    one, same, other = cluster_keys((LOCK, "洗衣机"), (LOCK, "洗衣机"), (LOCK, "空调"))
    assert one == same != other


def test_a_context_stands_against_what_others_say():
    first, other = cluster_keys(("洗衣机加个童锁", ""), (LOCK, "空调"))
    assert first != other


def test_a_wish_means_what_it_says_whatever_the_thread():
    assert make_flat_wish("冰箱加个童锁", "洗衣机").meant == frozenset()
    first, second = cluster_keys(("冰箱加个童锁", ""), ("冰箱加个童锁吧", "洗衣机"))
    assert first == second


def test_the_same_words_without_a_product_are_no_bridge():
    first, second, other = cluster_keys((LOCK, ""), (LOCK, "洗衣机"), (LOCK, "空调"))
    assert first == second != other


def test_a_context_that_leaves_it_open_rules_out_only_what_it_does_not_name():
    either = make_flat_wish(LOCK, "冰箱 洗衣机")
    assert not apart([either], [make_flat_wish("洗衣机加个童锁")])
    assert apart([either], [make_flat_wish("空调加个童锁")])


def test_an_open_context_gives_way_to_a_sure_one():
    cluster = [make_flat_wish(LOCK, "冰箱 洗衣机"), make_flat_wish("再加个童锁", "洗衣机")]
    assert apart(cluster, [make_flat_wish("冰箱加个童锁")])


def test_a_thread_on_a_machine_does_not_rule_out_its_app():
    assert not apart([make_flat_wish("别弹广告", "空调")], [make_flat_wish("APP别弹广告")])
    assert apart([make_flat_wish("空调别弹广告")], [make_flat_wish("APP别弹广告")])


def test_what_is_put_into_a_machine_does_not_rule_it_out():
    coffee, milk = make_flat_wish("自动制冰", "咖啡"), make_flat_wish("酸奶加冰")
    assert not apart([coffee], [make_flat_wish("冰箱自动制冰")])
    assert apart([coffee], [milk])


def test_the_why_tells_the_product_that_was_meant():
    first, second = Grouper().assign_all(make_wishes((LOCK, "洗衣机"), (LOCK, "空调")))
    assert first.why.meant == ("洗衣机",)
    assert "other_product" in second.why.runner_up.lost
    assert second.why.as_dict()["meant"] == ("空调",)
