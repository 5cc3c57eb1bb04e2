"""Managers weigh ideas on their pages: the ranked list, what people set, evidence, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils import timezone

from engine.ledger.models import Operation
from feedback.models import ProductLine, Tag
from ideas.models import Idea
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_evidence,
    make_idea,
    make_request,
    make_why,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/ideas/idea/"


def page_of(idea: Idea) -> str:
    return reverse("admin:ideas_idea_change", args=[idea.pk])


def answer(idea: Idea, **values: Any) -> dict[str, Any]:
    """What the browser sends for an untouched page, with these fields changed."""
    fields = {
        "given_title": idea.given_title,
        "summary": idea.summary,
        "product_line": idea.product_line_id or "",
        "owner": idea.owner_id or "",
        "route": idea.route,
    }
    before = {f"initial-{name}": value for name, value in fields.items()}
    tags = [tag.pk for tag in idea.tags.all()]
    return {**before, **fields, "tags": tags, **values}


def shown(client: Client, **query: Any) -> list[str]:
    return [str(idea) for idea in client.get(LIST, query).context["cl"].result_list]


def test_ideas_are_ranked_by_effective_support(client: Client, rnd: User) -> None:
    make_idea("多说", effective=2.0, mentions=900, fans=900)
    make_idea("真强", effective=9.0, mentions=9)
    make_idea("没数", effective=None)
    client.force_login(rnd)
    assert shown(client) == ["真强", "多说", "没数"]


def test_unknown_fans_are_said_to_be_unknown(client: Client, rnd: User) -> None:
    make_idea(fans=None)
    client.force_login(rnd)
    assert "未知" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "triaged"}, ["洗鞋机"]),
        ({"channel": "douyin"}, ["洗鞋机"]),
        ({"effective_from": "4"}, ["冷宫冰箱"]),
        ({"effective_from": "x", "effective_to": "4"}, ["洗鞋机"]),
        ({"kind__exact": "service"}, ["洗鞋机"]),
        ({"updated_at_to": "2020-01-01"}, []),
        ({"q": "洗鞋"}, ["洗鞋机"]),
    ],
)
def test_filters_and_search_narrow_the_list(
    client: Client, rnd: User, query: dict[str, str], expected: list[str]
) -> None:
    make_evidence(make_idea("冷宫冰箱", effective=5.0))
    other = make_idea("洗鞋机", effective=1.0, status="triaged", kind="service")
    make_evidence(other, "求洗鞋的机器", channel="douyin")
    client.force_login(rnd)
    assert shown(client, **query) == expected


def test_merged_ideas_are_not_listed(client: Client, rnd: User) -> None:
    winner = make_idea("冷宫冰箱")
    make_idea("冷宫冰柜", merged_into=winner)
    client.force_login(rnd)
    assert shown(client) == ["冷宫冰箱"]


def test_the_page_of_a_merged_idea_leads_to_where_it_went(client: Client, rnd: User) -> None:
    winner = make_idea("冷宫冰箱")
    middle = make_idea("冷宫冰柜", merged_into=winner)
    client.force_login(rnd)
    answer = client.get(page_of(make_idea("冰柜", merged_into=middle)), follow=True)
    assert answer.redirect_chain == [(page_of(winner), 302)]
    assert "“冰柜”已并入“冷宫冰箱”" in answer.content.decode()
    assert client.get(f"{LIST}{10**30}/change/").status_code == 302


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, rnd: User, django_assert_num_queries: Any, number: int
) -> None:
    line = ProductLine.objects.create(name="冰箱")
    for place in range(number):
        make_evidence(make_idea(f"想法{place}", product_line=line, owner=rnd))
    client.force_login(rnd)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_what_people_set_is_one_operation(client: Client, manager: User) -> None:
    idea, line = make_idea("机器的题"), ProductLine.objects.create(name="冰箱")
    tag = Tag.objects.create(name="文创")
    client.force_login(manager)
    client.post(
        page_of(idea),
        answer(
            idea, given_title="冷宫造型冰箱", product_line=line.pk, owner=manager.pk, tags=[tag.pk]
        ),
    )
    idea.refresh_from_db()
    operation = Operation.objects.get()
    assert (idea.title, idea.product_line, idea.owner) == ("冷宫造型冰箱", line, manager)
    assert list(idea.tags.all()) == [tag]
    assert (operation.kind, operation.actor) == ("idea.edit", manager)
    assert operation.changes.count() == 4


def test_an_untouched_page_saves_nothing(client: Client, manager: User) -> None:
    idea = make_idea()
    client.force_login(manager)
    assert client.post(page_of(idea), answer(idea)).status_code == 302
    assert not Operation.objects.exists()


def test_a_colleagues_title_is_not_set_back_by_a_page_opened_before(
    client: Client, manager: User
) -> None:
    idea = make_idea()
    before = answer(idea)
    Idea.objects.filter(pk=idea.pk).update(given_title="同事的题")
    client.force_login(manager)
    client.post(page_of(idea), {**before, "summary": "我的摘要"})
    idea.refresh_from_db()
    assert (idea.title, idea.summary) == ("同事的题", "我的摘要")


def test_status_and_the_machines_title_cannot_be_posted(client: Client, manager: User) -> None:
    idea = make_idea("机器的题")
    client.force_login(manager)
    client.post(page_of(idea), answer(idea, status="launched", proposed_title="改过"))
    idea.refresh_from_db()
    assert (idea.status, idea.proposed_title) == ("candidate", "机器的题")


def test_r_and_d_reads_and_cannot_write(client: Client, rnd: User) -> None:
    idea = make_idea()
    client.force_login(rnd)
    page = client.get(page_of(idea))
    assert page.status_code == 200
    assert "/move/" not in page.content.decode()
    assert "/vote/" not in page.content.decode()
    refused = client.post(page_of(idea), answer(idea, given_title="新题"))
    idea.refresh_from_db()
    assert (refused.status_code, idea.given_title) == (403, "")


def test_nobody_adds_or_deletes_ideas_by_hand(admin_client: Client) -> None:
    idea = make_idea()
    deleting = reverse("admin:ideas_idea_delete", args=[idea.pk])
    assert admin_client.post(f"{LIST}add/", {}).status_code == 403
    assert admin_client.post(deleting, {"post": "yes"}).status_code == 403
    with pytest.raises(NotImplementedError):
        site.get_model_admin(Idea).delete_queryset(None, Idea.objects.all())


def test_the_page_shows_evidence_with_its_why(client: Client, rnd: User) -> None:
    idea = make_idea()
    runner_up = make_cluster(title="另一簇")
    why = make_why(
        nearest=[{"text": "出个冷宫冰箱", "similarity": 0.91, "key": "1"}],
        runner_up={
            "cluster": runner_up.pk,
            "similarity": 0.33,
            "quote": {"text": "冷宫冰箱贴", "similarity": 0.35, "key": "2"},
            "lost": ["other_product", "below_threshold", "unheard of"],
        },
        verdict="same",
    )
    comment = make_comment("官方做个冷宫冰箱吧", like_count=12)
    request = make_request(comment, span="冷宫冰箱")
    make_assignment(request, cluster=make_cluster(idea), why=why)
    client.force_login(rnd)
    page = client.get(page_of(idea)).content.decode()
    for words in (
        "<mark>冷宫冰箱</mark>",
        "12 赞",
        "出个冷宫冰箱",
        "0.91",
        "另一簇",
        "0.70",
        "冷宫冰箱贴",
    ):
        assert words in page
    for words in ("指的是别的产品、未达到阈值", "有人裁定为同一诉求"):
        assert words in page


def test_discounts_are_told_in_plain_words(client: Client, rnd: User) -> None:
    wave = {"reason": "same_text", "text": "建议出冷宫冰箱", "fans": 15, "counted": 3.71}
    idea = make_idea(discounts=[wave])
    client.force_login(rnd)
    assert "同一文案 15 人 → 计 3.71" in client.get(page_of(idea)).content.decode()


def test_long_evidence_is_paged(client: Client, rnd: User) -> None:
    idea = make_idea()
    for number in range(25):
        make_evidence(idea, f"求冷宫冰箱第{number}遍")
    client.force_login(rnd)
    first = client.get(page_of(idea)).context["pieces"]
    second = client.get(page_of(idea), {"evidence": "2"}).context["pieces"]
    assert (len(first), len(second)) == (20, 5)
    assert client.get(page_of(idea), {"evidence": "../x"}).status_code == 200


@pytest.mark.parametrize("number", [3, 18])
def test_the_page_asks_a_fixed_number_of_questions(
    client: Client, manager: User, django_assert_num_queries: Any, number: int
) -> None:
    idea = make_idea()
    for place in range(number):
        make_evidence(idea, f"求冷宫冰箱第{place}遍")
    client.force_login(manager)
    client.get(page_of(idea))
    with django_assert_num_queries(37):
        client.get(page_of(idea))


def test_hostile_words_are_shown_as_text(client: Client, manager: User) -> None:
    script = "<script>alert('冰箱')</script>"
    discount = {"reason": "same_text", "text": script, "fans": 2, "counted": 1.69}
    idea = make_idea(script, summary=script, discounts=[discount], public_reason=script)
    make_evidence(idea, f"{script}\u202e求冰箱" + "长" * 10_000)
    why = make_why(nearest=[{"text": script, "similarity": 0.5}], shared_terms=[script])
    make_assignment(make_request(make_comment("=1+1")), cluster=make_cluster(idea), why=why)
    client.force_login(manager)
    for address in (LIST, page_of(idea), "/admin/"):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body
        assert len(body) < 200_000


def test_history_tells_who_and_why(client: Client, manager: User) -> None:
    idea = make_idea()
    client.force_login(manager)
    client.post(
        reverse("admin:ideas_idea_move", args=[idea.pk, "parked"]),
        {"seen": "candidate", "revisit_on": "2099-01-01", "reason": "<i>等新品</i>"},
    )
    page = client.get(page_of(idea)).content.decode()
    for words in ("作出决定", "manager", "候选", "搁置", "&lt;i&gt;等新品", "2099-01-01"):
        assert words in page


def test_support_of_an_idea_never_counted_is_said_so(client: Client, rnd: User) -> None:
    idea = make_idea(effective=None, created_at=timezone.now())
    client.force_login(rnd)
    assert "尚未计数" in client.get(page_of(idea)).content.decode()
