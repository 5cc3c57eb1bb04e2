"""Receiving comments: idempotent, set-based, nothing lost, nobody named."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.nlp.normalise import clean
from feedback.intake import AuthorData, CommentData, ThreadData
from feedback.models import Account, Comment, Fan, Role
from feedback.services.receiving import Outcome, receive_comments, rehearse_comments
from feedback.services.roles import flag_own_accounts

SECRET = "test-secret"
COLLECTED = datetime(2026, 11, 20, 4, tzinfo=UTC)


def make_item(
    external_id: str = "1", *, text: str = "求出冷宫冰箱", **values: object
) -> CommentData:
    defaults = {
        "channel": "weibo",
        "author": make_author("5730000017"),
        "thread": ThreadData("900", title="新冰箱叫什么"),
        "like_count": 3,
        "collected_at": COLLECTED,
    }
    return CommentData(external_id=external_id, text_raw=text, **{**defaults, **values})


def make_author(
    external_id: str | None = "5730000017", *, id_kind: str = "native", name: str = "爱吃冻梨的阿福"
) -> AuthorData:
    return AuthorData(external_id=external_id, id_kind=id_kind, display_name=name)


def receive(*items: CommentData) -> list[Outcome]:
    return [receipt.outcome for receipt in receive_comments(items, secret=SECRET)]


@pytest.mark.django_db
def test_the_same_batch_twice_changes_nothing():
    items = [make_item(str(number)) for number in range(5)]
    assert receive(*items) == [Outcome.NEW] * 5
    before = list(Comment.objects.order_by("pk").values())
    assert receive(*items) == [Outcome.DUPLICATE] * 5
    assert list(Comment.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_newer_record_brings_its_counts_and_an_older_one_brings_nothing():
    receive(make_item())
    newer = make_item(like_count=1562, collected_at=COLLECTED + timedelta(hours=1))
    older = make_item(like_count=1, collected_at=COLLECTED - timedelta(hours=1))
    assert receive(newer) == [Outcome.CHANGED]
    assert receive(older) == [Outcome.DUPLICATE]
    assert Comment.objects.get().like_count == 1562


@pytest.mark.django_db
def test_a_record_without_a_date_only_fills_in_what_was_unknown():
    receive(make_item(like_count=7, reply_count=None))
    undated = make_item(like_count=1, reply_count=2, text="别的", collected_at=None)
    assert receive(undated) == [Outcome.CHANGED]
    assert receive(undated) == [Outcome.DUPLICATE]
    comment = Comment.objects.get()
    assert (comment.like_count, comment.reply_count, comment.text) == (7, 2, "求出冷宫冰箱")


@pytest.mark.django_db
def test_what_a_source_does_not_know_leaves_what_is_known():
    receive(make_item(like_count=7))
    assert receive(make_item(like_count=None)) == [Outcome.DUPLICATE]
    assert Comment.objects.get().like_count == 7


@pytest.mark.django_db
def test_unknown_counts_and_times_stay_unknown():
    receive(make_item(like_count=None, created_at=None))
    comment = Comment.objects.get()
    assert comment.like_count is None
    assert comment.created_at is None


@pytest.mark.django_db
def test_one_id_twice_in_a_batch_is_one_comment_with_the_newer_count():
    later = COLLECTED + timedelta(minutes=5)
    outcomes = receive(make_item(like_count=1), make_item(like_count=9, collected_at=later))
    assert outcomes == [Outcome.NEW, Outcome.CHANGED]
    assert Comment.objects.get().like_count == 9


@pytest.mark.django_db
def test_an_edited_text_is_read_again():
    receive(make_item())
    Comment.objects.update(read_at=COLLECTED)
    receive(make_item(text="求出冷宫冰箱贴", collected_at=COLLECTED + timedelta(hours=1)))
    comment = Comment.objects.get()
    assert comment.read_at is None
    assert comment.text == "求出冷宫冰箱贴"


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["冷\x00宫冰箱", "冷宫\ud83d冰箱", "😂😂😂", "", "x" * 1_000_000])
def test_any_text_can_be_stored(raw: str):
    assert receive(make_item(text=raw)) == [Outcome.NEW]
    assert receive(make_item(text=raw)) == [Outcome.DUPLICATE]


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["a\tb\\n\nc\r\\N", "\\.", "\\N", '转发//@甲:"引\\用"，{}'])
def test_signs_of_the_database_s_own_are_stored_as_written(raw: str):
    receive(make_item(text=raw, url="https://example.org/\\x?a=\tb"))
    comment = Comment.objects.get()
    assert comment.text_raw == raw
    assert comment.quoted == list(clean(raw).quoted)
    assert comment.url == "https://example.org/\\x?a=\tb"
    assert (comment.search_terms, comment.like_count, comment.rating) == ([], 3, None)


@pytest.mark.django_db
def test_authors_are_kept_as_a_keyed_hash_and_a_masked_name_only():
    receive(make_item())
    fan = Fan.objects.get()
    assert fan.masked_name == "爱***福"
    stored = " ".join(str(value) for value in Fan.objects.values_list().get())
    assert "5730000017" not in stored
    assert "爱吃冻梨" not in stored
    receive_comments([make_item("2")], secret="another-secret")
    assert Fan.objects.count() == 2


@pytest.mark.django_db
def test_old_and_new_crawler_files_know_the_same_person():
    receive(make_item("1", author=make_author("5730000017")))
    # as MediaCrawler's newer generation writes it
    hashed = make_author(_short("5730000017"), id_kind="sha256_16", name="爱***福")
    receive(make_item("2", author=hashed))
    assert Fan.objects.count() == 1
    assert Comment.objects.filter(fan=Fan.objects.get()).count() == 2


@pytest.mark.django_db
def test_a_masked_name_identifies_nobody_and_a_full_name_does():
    receive(make_item("1", author=make_author("j***8", id_kind="masked", name="j***8")))
    assert Comment.objects.get(external_id="1").fan is None
    receive(
        make_item("2", author=make_author(None, id_kind="none")),
        make_item("3", author=make_author(None, id_kind="none")),
    )
    assert Fan.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "author",
    [
        make_author("1000000001", name="somebody"),
        make_author(None, id_kind="none", name="极光电器"),
    ],
)
def test_our_own_accounts_are_known_by_id_or_name(author: AuthorData):
    Account.objects.create(channel="weibo", name="极光电器", external_id="1000000001")
    receive(make_item(author=author))
    assert Fan.objects.get().role == Role.OWN


@pytest.mark.django_db
def test_an_account_added_later_flags_the_fans_already_stored():
    receive(make_item(author=make_author("1000000001", name="极光电器")))
    assert Fan.objects.get().role == Role.FAN
    account = Account.objects.create(channel="weibo", name="极光电器")
    assert flag_own_accounts(secret=SECRET) == 1
    assert Fan.objects.get().role == Role.OWN
    account.delete()
    flag_own_accounts(secret=SECRET)
    assert Fan.objects.get().role == Role.FAN


@pytest.mark.django_db
def test_a_rehearsal_tells_the_outcomes_and_writes_nothing():
    receive(make_item("1"))
    items = [make_item("1"), make_item("2"), make_item("2")]
    assert rehearse_comments(items) == [Outcome.DUPLICATE, Outcome.NEW, Outcome.DUPLICATE]
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_batch():
    receive(make_item("the thread is known"))
    with CaptureQueriesContext(connection) as few:
        receive(*[make_item(str(n), author=make_author(str(n))) for n in range(3)])
    with CaptureQueriesContext(connection) as many:
        receive(*[make_item(f"x{n}", author=make_author(f"x{n}")) for n in range(300)])
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_two_importers_of_the_same_rows_store_each_once():
    items = [make_item(str(n), author=make_author(str(n % 7))) for n in range(200)]
    failures: list[BaseException] = []

    def work(batch: list[CommentData]) -> None:
        try:
            receive_comments(batch, secret=SECRET)
        except BaseException as error:  # handed to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(b,)) for b in (items, items[::-1], items)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Comment.objects.count() == 200
    assert Fan.objects.count() == 7


def _short(native: str) -> str:
    return hashlib.sha256(native.encode()).hexdigest()[:16]
