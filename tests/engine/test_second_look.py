"""The second look at clusters in memory: alike ones join, different products never do."""

from engine.nlp.consolidation import second_look
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
