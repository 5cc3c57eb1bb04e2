"""Grouping: the same wish in all its wordings, and no other."""

import json

import numpy as np
import pytest

from engine.nlp.encoder import default_encoder, unit_rows
from engine.nlp.grouping import Grouper, KnownCluster, Policy, make_wish
from engine.nlp.similarity import FEATURES
from engine.nlp.wish import WishEncoder


def make_wishes(*texts):
    vectors = WishEncoder(default_encoder()).encode(texts)
    return [make_wish(str(i), t, v) for i, (t, v) in enumerate(zip(texts, vectors, strict=True))]


def make_flat_wish(key, text, *numbers):
    return make_wish(key, text, unit_rows(np.array(numbers, dtype=np.float32)))


def cluster_keys(*texts, grouper=None):
    return [d.cluster_key for d in (grouper or Grouper()).assign_all(make_wishes(*texts))]


def test_one_wish_in_many_wordings_is_one_cluster():
    keys = cluster_keys(
        "能不能出一款叫「冷宫」的冰箱",
        "希望海尔能出一款冷宫造型的冰箱吧！",
        "冷宫造型的冰箱求量产",
        "想把剩菜打入冷宫，海尔出个冷宫冰箱吧",
        "我要冷宮冰箱！",
    )
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("冷宫造型的冰箱求量产", "出个冷宫造型的冰箱贴吧"),
        ("洗衣机能不能洗鞋", "洗衣机洗完自动烘干"),
        ("希望洗衣机有童锁", "希望空调有童锁"),
        ("希望热水器再大点", "希望热水器再小点"),
        ("能不能出粉色的冰箱", "能不能出粉色的空调"),
        ("求朱红色冰箱", "求薄荷绿冰箱"),
        ("希望电视别放开机广告", "希望电视有老人模式"),
    ],
)
def test_confusable_wishes_stay_apart(one, other):
    assert len(set(cluster_keys(one, other))) == 2


def test_the_product_named_alone_does_not_gather_everything():
    keys = cluster_keys(
        "冰箱门上加个奶茶格",
        "冰箱能自动制冰就好了",
        "冰箱再窄五公分",
        "求朱红色冰箱",
        "求零嵌冰箱",
        "冷宫冰箱",
    )
    assert len(set(keys)) == 6


def test_the_first_wish_founds_a_cluster():
    decision = Grouper().assign(make_wishes("出个冷宫冰箱")[0])
    assert (decision.cluster_key, decision.joined, decision.similarity) == ("new:1", False, None)
    assert decision.is_representative
    assert decision.why.nearest == ()
    assert decision.why.runner_up is None


def test_the_why_quotes_the_nearest_wish_and_the_runner_up():
    grouper = Grouper()
    *_, decision = grouper.assign_all(
        make_wishes("希望空调静音", "冷宫造型的冰箱求量产", "出个冷宫冰箱")
    )
    assert decision.joined
    assert decision.why.nearest[0].text == "冷宫造型的冰箱求量产"
    assert "冷宫" in decision.why.shared_terms
    assert decision.why.runner_up.cluster_key == "new:1"
    assert decision.why.threshold == grouper.policy.threshold
    assert json.loads(json.dumps(decision.why.as_dict()))["version"] == grouper.policy.version


def test_a_founder_says_what_it_was_nearest_to():
    grouper = Grouper()
    _, decision = grouper.assign_all(make_wishes("冷宫造型的冰箱", "希望空调别嘀了"))
    assert not decision.joined
    assert decision.similarity < grouper.policy.threshold
    assert decision.why.nearest[0].text == "冷宫造型的冰箱"
    assert decision.why.runner_up.cluster_key == "new:1"


def test_the_same_wishes_in_the_same_order_give_the_same_clusters():
    texts = ["冷宫冰箱", "希望空调静音", "出个冷宫造型的冰箱", "空调安静点", "粉色洗衣机"]
    assert cluster_keys(*texts) == cluster_keys(*texts)


def test_one_by_one_is_the_same_as_all_at_once():
    wishes = make_wishes(
        *[
            f"希望{thing}{ask}"
            for thing in ("冰箱", "空调", "电视")
            for ask in ("静音", "再大点", "有童锁", "出粉色", "便宜点")
        ]
        * 6
    )
    single, block = Grouper(), Grouper()
    assert [single.assign(wish) for wish in wishes] == block.assign_all(wishes)


def test_stored_clusters_continue_where_they_stopped():
    texts = ["冷宫造型的冰箱求量产", "希望空调静音", "出个冷宫冰箱吧", "空调声音小点"]
    whole = Grouper()
    expected = whole.assign_all(make_wishes(*texts))[2:]
    before = Grouper()
    before.assign_all(make_wishes(*texts)[:2])
    stored = [
        KnownCluster(c.key, c.centroid_sum.copy(), c.size, list(c.representatives))
        for c in before.clusters
    ]
    assert Grouper(clusters=stored).assign_all(make_wishes(*texts)[2:]) == expected


def test_touched_lists_only_new_and_changed_clusters():
    stored = Grouper()
    stored.assign_all(make_wishes("冷宫冰箱", "希望空调静音"))
    for number, cluster in enumerate(stored.clusters):
        cluster.key = str(number)
    grouper = Grouper(clusters=stored.clusters)
    grouper.assign_all(make_wishes("出个冷宫冰箱吧", "电视要大字"))
    assert [c.key for c in grouper.touched] == ["0", "new:1"]
    assert [c.size for c in grouper.touched] == [2, 1]


def test_the_centroid_is_the_sum_of_its_wishes():
    wishes = make_wishes("冷宫冰箱", "出个冷宫冰箱吧")
    grouper = Grouper()
    grouper.assign_all(wishes)
    (cluster,) = grouper.clusters
    assert np.allclose(cluster.centroid_sum, wishes[0].vector + wishes[1].vector)


def test_a_repeated_content_is_no_second_representative():
    grouper = Grouper()
    first, second = grouper.assign_all(make_wishes("出个冷宫冰箱吧", "希望出一款冷宫冰箱！"))
    assert first.cluster_key == second.cluster_key
    assert (first.is_representative, second.is_representative) == (True, False)
    assert len(grouper.clusters[0].representatives) == 1


def test_a_cluster_keeps_at_most_so_many_representatives():
    wishes = [make_flat_wish(str(i), f"冷宫冰箱第{i}版", 1, 0) for i in range(30)]
    grouper = Grouper(policy=Policy(representatives=4))
    decisions = grouper.assign_all(wishes)
    assert sum(d.is_representative for d in decisions) == 4
    assert grouper.clusters[0].size == 30


def test_ties_go_to_the_older_cluster():
    twins = [
        KnownCluster(
            key, np.array([1, 0], dtype=np.float32), 1, [make_flat_wish("a", "冷宫冰箱", 1, 0)]
        )
        for key in ("old", "young")
    ]
    assert (
        Grouper(clusters=twins).assign(make_flat_wish("b", "冷宫冰箱", 1, 0)).cluster_key == "old"
    )


def test_a_cluster_without_representatives_is_passed_over():
    bare = KnownCluster("bare", np.array([1, 0], dtype=np.float32), 1)
    assert not Grouper(clusters=[bare]).assign(make_flat_wish("b", "冷宫冰箱", 1, 0)).joined


def test_a_zero_vector_harms_nothing():
    grouper = Grouper()
    decisions = grouper.assign_all(
        [make_flat_wish("a", "冷宫冰箱", 0, 0), make_flat_wish("b", "空调静音", 0, 1)]
    )
    assert [d.joined for d in decisions] == [False, False]
    assert np.isfinite([d.similarity for d in decisions[1:]]).all()


def test_nothing_in_gives_nothing_out():
    assert Grouper().assign_all([]) == []


def test_many_clusters_outgrow_the_first_matrix():
    generator = np.random.default_rng(7)
    wishes = [
        make_wish(str(i), f"第{i}个", row)
        for i, row in enumerate(unit_rows(generator.normal(size=(300, 16))))
    ]
    grouper = Grouper(policy=Policy(threshold=1.1))
    assert len({d.cluster_key for d in grouper.assign_all(wishes)}) == 300
    again = Grouper(
        clusters=grouper.clusters,
        policy=Policy(threshold=0.9, weights=(10, *[0] * (len(FEATURES) - 1), -7)),
    )
    assert [d.cluster_key for d in again.assign_all(wishes)] == [f"new:{i}" for i in range(1, 301)]
