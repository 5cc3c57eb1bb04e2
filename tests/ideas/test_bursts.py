"""A burst is found while it goes on, told once, judged by who speaks, and ends when it is quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.signals import Signals, signals_of
from ideas.bursts.authenticity import Voice, judge_voices
from ideas.models import BurstAlert, BurstMember, CaseMember, Cluster, IntegrityCase
from ideas.services.bursts.deciding import DecidedBurstError, acknowledge_burst, dismiss_burst
from ideas.services.bursts.finding import Found, find_bursts
from ideas.services.structure import merge_ideas
from ideas.tasks import assign_requests, find_all_bursts
from tests.factories import make_comment, make_fan, make_idea, make_request, make_thread
from tests.ideas.test_structure import vector

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.contrib.auth.models import User

    from feedback.models import FanRequest

pytestmark = pytest.mark.django_db
# As different as fans' own words are.
OWN_WORDS = (
    "求复刻当年那台绿色小冰箱",
    "奶奶家的老式对开门什么时候回归啊",
    "做一台复古双门的吧我第一个买",
    "小时候那款带把手的太好看了再出一次呗",
    "能不能把九十年代的经典款重新生产",
    "想要圆角的怀旧款放在新家厨房",
    "老款薄荷绿绝美，求返场",
    "建议推出周年纪念版，外观照旧",
    "给我们留点回忆，旧款翻新上市行不行",
    "我妈天天念叨原来那台，快重出吧",
    "复古色系冰箱安排一下",
    "拜托官方考虑再版上世纪的设计",
)
OLD = {"followers": 300, "posts": 500, "verified": "none"}
BARE = {"followers": 1, "posts": 2, "verified": "none"}


def plant(
    texts: Sequence[str],
    *,
    every: timedelta = timedelta(seconds=40),
    until: datetime | None = None,
    wish: int = 0,
    fans: dict[str, Any] | None = None,
    **values: Any,
) -> list[FanRequest]:
    """Requests of one wish, one after the other until then, each by a fan of their own."""
    until = until or timezone.now()
    rows = []
    for place, text in enumerate(texts):
        posted = until - every * (len(texts) - 1 - place)
        age = timedelta(days=900 + 31 * place)
        registered = {} if fans is None else {"registered_at": posted - age}
        if fans is BARE:
            registered = {"registered_at": posted - timedelta(days=3)}
        fan = make_fan(**registered, **(fans or {}))
        comment = make_comment(text, **{"fan": fan, "created_at": posted, **values})
        rows.append(make_request(comment, embedding=vector(wish), grouped_at=None))
    return rows


def plant_past(*, days: int = 14, wish: int = 0) -> None:
    """A wish now and then on earlier days, received back then."""
    for day in range(1, days + 1):
        at = timezone.now() - timedelta(days=day, hours=day % 5)
        plant(["想要复古冰箱"], until=at, wish=wish, received_at=at + timedelta(minutes=1))


def find(now: datetime | None = None) -> Any:
    assign_requests()
    return find_bursts(now=now or timezone.now())


def only() -> BurstAlert:
    return BurstAlert.objects.get()


def reason(alert: BurstAlert, code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in alert.reasons if row["code"] == code)
    return found


def test_a_rise_is_found_by_the_tasks_with_its_facts() -> None:
    plant_past()
    thread = make_thread()
    planted = plant(OWN_WORDS, thread=thread, fans=OLD)
    assign_requests()
    assert find_all_bursts() == 1
    alert = only()
    assert alert.cluster == Cluster.objects.get()
    assert set(alert.members.values_list("request", flat=True)) == {row.pk for row in planted}
    assert (alert.requests, alert.fans) == (12, 12)
    assert 0 < alert.expected < 1
    first = planted[0].comment.created_at
    assert first is not None
    assert alert.since == first.replace(second=0, microsecond=0)
    assert alert.authenticity == "organic"
    assert reason(alert, "one_thread")["number"] == 12


def test_copies_from_bare_accounts_are_told_as_coordinated_with_why() -> None:
    plant([f"求复刻绿色小冰箱{n}" for n in range(15)], fans=BARE)
    find()
    alert = only()
    assert alert.authenticity == "coordinated"
    assert reason(alert, "near_text")["number"] == 15
    assert reason(alert, "bare_accounts") == {"code": "bare_accounts", "number": 15, "of": 15}
    assert "followers" in reason(alert, "told_accounts")["signals"]


def test_the_same_words_from_real_accounts_are_mixed() -> None:
    plant(["求复刻绿色小冰箱"] * 12, fans=OLD)
    find()
    assert only().authenticity == "mixed"


def test_own_words_of_accounts_nothing_is_told_of_cannot_be_told() -> None:
    plant(OWN_WORDS)
    find()
    assert only().authenticity == "unknown"


@pytest.mark.parametrize(("kind", "verdict"), [("newborn", "organic"), ("copies", "coordinated")])
def test_that_accounts_may_be_newborn_is_no_verdict_before_a_person_decides(
    kind: str, verdict: str
) -> None:
    case = IntegrityCase.objects.create(kind=kind, idea=make_idea(effective=None))
    for row in plant(OWN_WORDS, fans=OLD):
        CaseMember.objects.create(case=case, comment=row.comment, fan_id=row.comment.fan_id)
    find()
    assert only().authenticity == verdict


def test_one_bare_account_in_four_is_no_doubt_of_a_few_but_of_many() -> None:
    def crowd(number: int) -> list[Voice]:
        # every text of characters of its own
        texts = ["".join(chr(0x4E00 + 12 * n + k) for k in range(12)) for n in range(number)]
        return [
            Voice(text, n, account(n, is_bare=n % 4 == 0), n, was_here=False, in_case=False)
            for n, text in enumerate(texts)
        ]

    assert judge_voices(crowd(8)).verdict == "organic"
    assert judge_voices(crowd(100)).verdict == "mixed"


def test_own_words_of_accounts_registered_within_a_week_are_mixed() -> None:
    voices = [
        Voice(text, n, account(0), 1, was_here=False, in_case=False)
        for n, text in enumerate(OWN_WORDS)
    ]
    judgement = judge_voices(voices)
    assert judgement.verdict == "mixed"
    told = {row["code"]: (row["number"], row["of"]) for row in judgement.reasons}
    assert told["same_week"] == (12, 12)


def account(number: int, *, is_bare: bool = False) -> Signals:
    when = timezone.now()
    many, age = (1, 3) if is_bare else (50, 60 + 31 * number)
    return signals_of(
        followers=many,
        posts=many,
        registered_at=when - timedelta(days=age, hours=number % 5),
        verified="none",
        is_masked_only=False,
        when=when,
    )


def test_slow_trickles_need_more_requests_and_fans_than_rushes() -> None:
    every = timedelta(minutes=25)
    now = timezone.now()
    for place, text in enumerate(OWN_WORDS):
        at = now - every * (len(OWN_WORDS) - 1 - place)
        plant([text], until=at, received_at=at + timedelta(seconds=5))
        # eleven in the last hours are not enough, twelve are
        if place >= len(OWN_WORDS) - 2:
            assert find(at + timedelta(minutes=1)).raised == (place == len(OWN_WORDS) - 1)


def test_a_word_that_all_under_one_post_bring_along_slowly_is_no_burst() -> None:
    thread, busy, now = make_thread(), make_fan(), timezone.now()
    for place in range(12):
        at = now - timedelta(minutes=25 * place)
        live = {"until": at, "received_at": at, "wish": place % 4, "thread": thread}
        plant(["求加静音模式"], **live)
        # one fan who goes on and on is no burst, and fills the thread
        plant([f"别的{place}{n}" for n in range(10)], fan=busy, every=timedelta(0), **live)
    assert find(now).raised == 0
    # a tenth of the thread is enough
    plant(["求加静音模式"] * 4, thread=thread, until=now)
    assert find(now).raised == 1


def test_an_archive_raises_nothing_whenever_it_was_posted() -> None:
    plant(OWN_WORDS, until=timezone.now() - timedelta(days=30))
    plant(OWN_WORDS, until=timezone.now() - timedelta(hours=3), wish=1)
    assert find().raised == 0


def test_comments_without_a_time_raise_nothing() -> None:
    plant(OWN_WORDS, created_at=None, created_at_precision="unknown")
    plant(OWN_WORDS, created_at_precision="day", wish=1)
    assert find().raised == 0


def test_few_fans_who_repeat_themselves_raise_nothing() -> None:
    fans = [make_fan() for _ in range(4)]
    for place, text in enumerate(OWN_WORDS):
        plant([text], fan=fans[place % 4])
    assert find().raised == 0


def test_what_is_asked_for_every_day_at_this_rate_raises_nothing() -> None:
    now = timezone.now()
    for day in range(1, 8):
        at = now - timedelta(days=day)
        plant(OWN_WORDS, until=at, received_at=at, every=timedelta(minutes=5))
    plant(OWN_WORDS, every=timedelta(minutes=5))
    assert find().raised == 0


def test_one_burst_is_one_alert_that_goes_on() -> None:
    start = timezone.now() - timedelta(minutes=20)
    plant(OWN_WORDS[:9], until=start)
    assert find().raised == 1
    plant(OWN_WORDS[9:], until=start + timedelta(minutes=15))
    assert find() == Found(raised=0, followed=1, ended=0)
    assert find() == Found(raised=0, followed=0, ended=0)
    alert = only()
    assert alert.requests == alert.members.count() == 12
    assert alert.last_at > alert.found_at - timedelta(minutes=6)
    assert alert.ended_at is None


def test_a_burst_ends_when_it_is_quiet_and_another_is_told_anew() -> None:
    now = timezone.now()
    early = now - timedelta(minutes=100)
    plant(OWN_WORDS, until=early, received_at=early + timedelta(seconds=5))
    assert find(early + timedelta(minutes=1)).raised == 1
    assert find(early + timedelta(minutes=30)).ended == 0
    assert find(now - timedelta(minutes=10)).ended == 1
    assert find(now - timedelta(minutes=9)).raised == 0
    plant(OWN_WORDS)
    assert find(now).raised == 1
    first, second = BurstAlert.objects.order_by("pk")
    assert first.ended_at is not None
    assert second.since > first.last_at
    assert not set(first.members.values_list("request")) & set(
        second.members.values_list("request")
    )


def test_a_term_rises_where_no_cluster_does() -> None:
    for wish in range(4):
        plant(["求加静音模式"] * 3, wish=wish)
    # four wishes of three: none of them is a burst
    assert find().raised == 1
    alert = only()
    assert (alert.line, alert.cluster) == ("term", None)
    assert alert.requests == 12
    assert alert.term


def test_what_is_seen_or_dismissed_is_told_by_the_ledger_and_not_raised_again(
    editor: User,
) -> None:
    plant(OWN_WORDS[:9])
    find()
    dismiss_burst(only(), actor=editor, reason="抽奖活动")
    alert = only()
    assert (alert.state, alert.decided_by) == ("dismissed", editor)
    with pytest.raises(DecidedBurstError):
        acknowledge_burst(alert, actor=editor)
    plant(OWN_WORDS[9:])
    find()
    assert only().requests == 12
    assert only().state == "dismissed"
    undo(Operation.objects.get(kind="burst.dismiss"), actor=editor)
    alert = only()
    assert (alert.state, alert.decided_at, alert.decided_by) == ("open", None, None)


def test_an_alert_names_the_idea_where_merges_led(editor: User) -> None:
    plant(OWN_WORDS)
    find()
    idea, other = Cluster.objects.get().idea, make_idea("别的")
    assert idea is not None
    assert list(BurstAlert.objects.of_ideas([idea.pk])) == [only()]
    merge_ideas([idea], into=other, actor=editor)
    assert list(BurstAlert.objects.of_ideas([other.pk])) == [only()]


def test_a_search_costs_the_same_statements_whatever_it_finds() -> None:
    def statements() -> int:
        assign_requests()
        with CaptureQueriesContext(connection) as seen:
            found = find_bursts(now=timezone.now())
        assert found is not None
        assert found.raised > 0
        return len(seen)

    plant(OWN_WORDS, wish=0)
    statements()
    plant(OWN_WORDS, wish=1)
    few = statements()
    for wish in (2, 3):
        plant([f"{text}{'甲乙丙丁'[wish]}" for text in OWN_WORDS * 2], wish=wish)
    assert statements() == few
    assert BurstMember.objects.count() >= 72
