"""The second look at clusters in memory: alike ones join, different products never do."""

import numpy as np

from engine.nlp.consolidation import keep_representatives, second_look
from engine.nlp.encoder import default_encoder
from engine.nlp.grouping import Grouper, make_wish
from engine.nlp.similarity import DEFAULT, Policy
from engine.nlp.wish import WishEncoder

# So strict that every wording founds a cluster of its own.
ALONE = Policy(threshold=1.1)


def looked_at(*texts: str) -> list[str]:
    """Give the cluster of each text after the second look."""
    vectors = WishEncoder(default_encoder()).encode(texts)
    wishes = [
        make_wish(str(n), text, vector)
        for n, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]
    grouper = Grouper(policy=ALONE)
    keys = [decision.cluster_key for decision in grouper.assign_all(wishes)]
    assert len(set(keys)) == len(texts)
    gone = second_look(grouper.clusters, policy=DEFAULT)
    return [gone.get(key, key) for key in keys]


def test_wordings_of_one_wish_join_across_several_rounds():
    """What joined is compared again, and everything ends in the oldest cluster."""
    keys = looked_at(
        "希望洗衣机加个童锁", "洗衣机能不能有儿童锁", "洗衣机求童锁功能", "冰箱再窄一点就好了"
    )
    assert keys[0] == keys[1] == keys[2] == "new:1"
    assert keys[3] != keys[0]


def test_the_same_wish_for_another_product_stays_apart():
    """However alike the words are."""
    keys = looked_at("希望洗衣机加个童锁", "希望空调加个童锁")
    assert len(set(keys)) == 2


def test_nothing_to_look_at_is_no_error():
    """An empty house, and a single cluster."""
    assert second_look([], policy=DEFAULT) == {}
    assert looked_at("希望洗衣机加个童锁") == ["new:1"]


def test_one_content_is_kept_for_each_product_that_a_context_names():
    """«加个童锁» of washing machines and of air conditioners are two wishes; again, none is new."""
    flat = np.ones(2, dtype=np.float32)
    told = [("1", "洗衣机"), ("2", "空调"), ("3", "洗衣机")]
    wishes = [make_wish(key, "加个童锁", flat, meant=frozenset({thing})) for key, thing in told]
    kept = keep_representatives([wishes[:1], wishes[1:]], limit=10)
    assert [wish.key for wish in kept] == ["1", "2"]
