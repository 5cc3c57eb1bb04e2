"""The product meant comes from the comment, the thread and the account, and stays with the wish."""

from __future__ import annotations

import pytest

from feedback.encoding import configured_encoder
from feedback.models import Account, FanRequest, ProductLine
from ideas.models import Assignment, Cluster
from ideas.services.assigning import assign_batch
from ideas.services.consolidating import consolidate_batch
from ideas.services.contexts import context_of, with_context
from tests.factories import make_comment, make_request, make_thread

LOCK = "加个童锁"


def make_waiting(span: str = LOCK, *, text: str = "", kind: str = "product", **comment: object):
    """A request of a comment, embedded and not grouped."""
    encoder = configured_encoder()
    return make_request(
        make_comment(text or span, **comment),
        span=span,
        kind=kind,
        embedding=encoder.encode([span])[0],
        encoder_version=encoder.version,
        grouped_at=None,
    )


def make_account(line: str) -> Account:
    row = ProductLine.objects.get_or_create(name=line)[0]
    return Account.objects.create(channel="weibo", name=f"极光{line}", product_line=row)


def group(*, limit: int = 50) -> None:
    while (done := assign_batch(limit=limit, promotion_support=99)) and done.requests:
        pass


def cluster_of(request: FanRequest) -> int:
    return Assignment.objects.open().get(request=request).cluster_id


def meant(request: FanRequest) -> list[str]:
    return Assignment.objects.open().get(request=request).why["meant"]


@pytest.mark.django_db
def test_one_request_under_two_threads_becomes_two_clusters():
    washer = make_thread(title="洗衣机新品开箱")
    cooler = make_thread(title="空调新品开箱")
    found = [make_waiting(thread=thread) for thread in (washer, cooler, washer)]
    group(limit=1)
    one, other, same = map(cluster_of, found)
    assert one == same != other


@pytest.mark.django_db
def test_the_comment_says_more_than_the_thread_and_the_thread_more_than_the_account():
    thread, account = make_thread(title="洗衣机新品开箱"), make_account("空调")
    line = account.product_line
    by_comment = make_waiting(
        text=f"家里的冰箱很好，{LOCK}", thread=thread, account=account, product_line=line
    )
    by_thread = make_waiting(thread=thread, account=account, product_line=line)
    by_account = make_waiting(thread=make_thread(), account=account, product_line=line)
    of_thread = make_waiting(thread=make_thread(account=account))
    group()
    assert [meant(r) for r in (by_comment, by_thread, by_account, of_thread)] == [
        ["冰箱"],
        ["洗衣机"],
        ["空调"],
        ["空调"],
    ]


@pytest.mark.django_db
def test_the_line_a_person_gave_the_comment_says_most():
    account = make_account("空调")
    line = ProductLine.objects.create(name="热水器")
    request = make_waiting(text=f"冰箱很好，{LOCK}", account=account, product_line=line)
    group()
    assert meant(request) == ["热水器"]


@pytest.mark.django_db
def test_a_cluster_keeps_what_was_meant_when_the_thread_is_renamed():
    thread = make_thread(title="洗衣机新品开箱")
    first = make_waiting(thread=thread)
    group()
    thread.title = "空调新品开箱"
    thread.save()
    second = make_waiting(thread=make_thread(title="空调新品开箱"))
    group()
    consolidate_batch(limit=50, promotion_support=99)
    assert cluster_of(first) != cluster_of(second)


@pytest.mark.django_db
def test_a_service_is_the_same_whatever_the_product():
    span = "快递送货上门"
    titles = ("洗衣机新品开箱", "空调新品开箱")
    one, other = (make_waiting(span, kind="service", thread=make_thread(title=t)) for t in titles)
    group()
    assert cluster_of(one) == cluster_of(other)
    assert Cluster.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 6])
def test_contexts_of_a_batch_cost_one_query(number: int, django_assert_num_queries):
    account = make_account("空调")
    for _ in range(number):
        make_waiting(thread=make_thread(account=account), account=make_account(f"{_}号"))
    with django_assert_num_queries(1):
        found = [context_of(request) for request in with_context(FanRequest.objects.all())]
    assert len(found) == number
