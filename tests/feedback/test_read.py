"""Reading comments: rows are the queue, each is read once, people's words win."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest, Label
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from tests.factories import ASK, make_fan, make_unread


def read_all() -> int:
    return read_batch(limit=100, encoder=configured_encoder())


@pytest.mark.django_db
def test_a_wish_becomes_a_request_with_its_span_reasons_and_vector():
    comment = make_unread("买了三年还很好用。" + ASK)
    assert read_all() == 1
    comment.refresh_from_db()
    request = FanRequest.objects.get()
    assert comment.label == Label.PRODUCT_REQUEST
    assert comment.text[request.start : request.end] == request.text
    assert "冷宫" in request.text
    assert request.why
    assert len(request.embedding) == configured_encoder().dimensions
    assert comment.search_terms


@pytest.mark.django_db
def test_reading_again_finds_nothing_to_do():
    make_unread()
    assert read_all() == 1
    assert read_all() == 0
    assert FanRequest.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "😂😂😂", "http://t.cn/A6exampl", "@极光电器", "1", "啊" * 24, "啊" * 50_000]
)
def test_texts_without_words_are_read_without_harm(text: str):
    make_unread(text)
    assert read_all() == 1
    assert FanRequest.objects.count() == 0


@pytest.mark.django_db
def test_empty_text_has_no_sentiment():
    comment = make_unread("")
    read_all()
    comment.refresh_from_db()
    assert comment.sentiment is None


@pytest.mark.django_db
def test_what_our_own_account_writes_is_no_request():
    make_unread(fan=make_fan(machine_role="own"))
    read_all()
    assert FanRequest.objects.count() == 0


@pytest.mark.django_db
def test_a_label_by_a_person_is_never_overwritten_and_takes_requests_away(editor):
    comment = make_unread()
    read_all()
    label_comments([comment], label=Label.QUESTION, actor=editor)
    read_all()
    comment.refresh_from_db()
    assert (comment.label, comment.machine_label) == ("question", "product_request")
    assert not FanRequest.objects.current().exists()


@pytest.mark.django_db
def test_a_person_who_sees_a_wish_gives_the_comment_a_request(editor):
    comment = make_unread("今天天气不错")
    read_all()
    assert not FanRequest.objects.exists()
    label_comments([comment], label=Label.PRODUCT_REQUEST, actor=editor)
    read_all()
    request = FanRequest.objects.current().get()
    assert comment.text[request.start : request.end] == request.text


@pytest.mark.django_db
def test_a_comment_given_back_to_the_machine_is_the_machine_s_again(editor):
    comment = make_unread()
    read_all()
    label_comments([comment], label=Label.OTHER, actor=editor)
    read_all()
    label_comments([comment], label="", actor=editor)
    read_all()
    comment.refresh_from_db()
    assert comment.label == Label.PRODUCT_REQUEST
    assert FanRequest.objects.current().count() == 1


@pytest.mark.django_db
def test_reading_anew_keeps_a_request_that_is_still_there():
    comment = make_unread()
    read_all()
    before = FanRequest.objects.get().pk
    Comment.objects.filter(pk=comment.pk).update(read_at=None)
    read_all()
    assert FanRequest.objects.get().pk == before


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_batch(django_assert_num_queries):
    make_unread()
    read_all()
    make_unread(f"{ASK}又一遍")
    with django_assert_num_queries(9) as queries:
        read_all()
    for number in range(60):
        make_unread(f"{ASK}第{number}遍了")
    with django_assert_num_queries(len(queries)):
        read_all()


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_rows_read_each_once():
    for number in range(120):
        make_unread(f"{ASK}第{number}次")
    done: list[int] = []

    def work() -> None:
        try:
            while count := read_batch(limit=10, encoder=configured_encoder()):
                done.append(count)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 120
    assert not Comment.objects.unread().exists()
    assert FanRequest.objects.values("comment", "start", "end").distinct().count() == (
        FanRequest.objects.count()
    )
