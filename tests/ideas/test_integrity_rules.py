"""What the rules for bought support speak of, and the honest waves they must leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from feedback.signals import Standing
from ideas.case_words import told_case
from ideas.integrity import (
    LIMITS,
    Base,
    bursts_in,
    copies_in,
    newborn_in,
    occasions_of,
    rings_in,
    told,
)
from ideas.integrity.facts import Clue
from tests.ideas.integrity_waves import (
    COPIED,
    DAY,
    HOUR,
    NOON,
    PARAPHRASES,
    SLOGAN,
    bought,
    lightly_edited,
    ordinary,
    own_words,
    said,
    unknown,
    wave,
)

BASE = Base.of(ordinary(500, seed=1))


def speaks(*waves):
    """Every kind of case that the rules propose of one idea."""
    asks = said(*waves)
    copies, newborn = copies_in(asks, base=BASE), newborn_in(asks, base=BASE)
    return [p.kind for p in (copies, *bursts_in(asks), newborn) if p is not None]


def newborn(*waves, base=BASE, known=()):
    """The fans that the rule for newborn accounts tells of one idea."""
    found = newborn_in(said(*waves), base=base, known=known)
    return set() if found is None else {ask.account.fan for group in found.groups for ask in group}


def fans_of(accounts):
    return {account.fan for account in accounts}


@pytest.mark.parametrize("over", [HOUR / 2, DAY, 20 * DAY])
@pytest.mark.parametrize("thread", [None, 9])
@pytest.mark.parametrize("people", [ordinary, unknown])
def test_a_campaign_of_five_hundred_in_their_own_words_is_no_case(over, thread, people):
    assert speaks(wave(people(500), own_words(500), over=over, thread=thread)) == []


@pytest.mark.parametrize("people", [ordinary, unknown])
def test_a_short_slogan_that_many_repeat_over_days_is_no_case(people):
    assert speaks(wave(people(500), [SLOGAN], over=6 * DAY)) == []


@pytest.mark.parametrize("people", [ordinary, unknown])
def test_a_short_slogan_that_many_call_out_under_one_post_is_no_case(people):
    assert speaks(wave(people(300), [SLOGAN], over=HOUR, thread=4)) == []


def test_a_long_text_that_ordinary_people_pass_on_for_days_is_no_case():
    assert speaks(wave(ordinary(300), [COPIED], over=4 * DAY)) == []
    assert speaks(wave(unknown(300), [COPIED], over=4 * DAY)) == []


def test_many_small_wordings_of_ordinary_people_are_no_case_by_chance():
    for seed in range(20):
        texts = own_words(100, seed=seed)
        assert speaks(wave(ordinary(400, seed=seed), texts, over=5 * DAY)) == []


def test_fans_of_long_standing_may_copy_within_the_hour():
    loyal = bought(60, standing=Standing.ESTABLISHED)
    assert speaks(wave(loyal, [COPIED], over=HOUR / 2, thread=3)) == []


@pytest.mark.parametrize(
    "texts",
    [[COPIED], lightly_edited(COPIED, 60), PARAPHRASES],
    ids=["exact", "light edits", "paraphrases from a list"],
)
@pytest.mark.parametrize("number", [60, 600])
def test_copies_from_bare_accounts_are_a_case(texts, number):
    kind, *_ = speaks(
        wave(bought(number), texts, over=9 * DAY), wave(ordinary(200), own_words(200))
    )
    assert kind == "copies"


def test_ten_bare_accounts_with_one_text_are_enough_and_nine_are_not():
    assert speaks(wave(bought(10), [COPIED])) == ["copies", "newborn"]
    assert speaks(wave(bought(9), [COPIED])) == []


def test_where_the_source_tells_nothing_an_hour_of_copies_from_strangers_is_a_case():
    burst = wave(unknown(40), lightly_edited(COPIED, 40), over=HOUR / 2)
    found = copies_in(said(burst, wave(unknown(200), own_words(200))), base=BASE)
    assert found is not None
    assert found.clues == (Clue.ONE_HOUR,)
    known = wave(unknown(40), [COPIED], over=HOUR / 2, is_new=False)
    assert speaks(known) == []


def test_only_the_copies_are_told_not_the_honest_beside_them():
    honest = wave(ordinary(300), own_words(300))
    found = copies_in(said(honest, wave(bought(50), [COPIED])), base=BASE)
    assert found is not None
    accounts = {ask.account.fan for group in found.groups for ask in group}
    assert len(accounts) == 50
    assert not accounts & {ask.account.fan for _text, ask in honest}


def test_where_half_the_channel_is_bare_anyhow_copies_by_such_accounts_say_nothing():
    bare = Base({"weibo": (900, 1000)})
    asks = said(wave(bought(30), [COPIED]))
    assert copies_in(asks, base=bare) is None
    assert copies_in(asks, base=Base()) is not None


def test_a_wave_under_one_post_in_few_wordings_is_a_burst_of_that_thread():
    texts = PARAPHRASES * 2
    asks = said(wave(unknown(24), texts, over=HOUR / 2, thread=7), wave(unknown(5), own_words(5)))
    (found,) = bursts_in(asks)
    assert (found.thread, found.idea, len(found.groups)) == (7, 1, 6)
    assert bursts_in(asks, known={ask.comment for group in found.groups for ask in group}) == []


def test_a_crowd_under_one_post_in_which_a_few_copy_is_no_burst():
    few = wave(unknown(12), [COPIED], over=HOUR / 2, thread=7)
    crowd = wave(unknown(100), own_words(100), over=HOUR / 2, thread=7)
    assert bursts_in(said(few, crowd)) == []


def ring_of(accounts, *, apart=DAY, ideas=(1, 2, 3), threads=(None, None, None)):
    return [
        wave(
            accounts,
            own_words(len(accounts), seed=idea),
            over=timedelta(minutes=10),
            since=NOON + place * apart,
            idea=idea,
            thread=threads[place],
        )
        for place, idea in enumerate(ideas)
    ]


def rings(*waves, crowd=0, base=BASE):
    found = [replace(o, crowd=len(o.fans) + crowd) for o in occasions_of(said(*waves))]
    return rings_in(found, base=base)


def test_accounts_that_ask_together_and_alone_in_three_ideas_are_a_ring():
    accounts = unknown(6)
    (found,) = rings(*ring_of(accounts))
    assert {ask.account.fan for ask in found.groups[0]} == {account.fan for account in accounts}
    assert len(found.groups[0]) == 18
    assert rings(*ring_of(accounts[:4])) == []
    assert rings(*ring_of(accounts, ideas=(1, 2))) == []


def test_a_ring_of_bare_accounts_is_one_in_a_crowd_too():
    assert len(rings(*ring_of(bought(8)), crowd=500)) == 1


@pytest.mark.parametrize("people", [ordinary, unknown])
def test_loyal_fans_who_meet_often_among_others_are_no_ring(people):
    assert rings(*ring_of(people(20)), crowd=300) == []


def test_fans_of_long_standing_are_no_ring_however_alone():
    assert rings(*ring_of(bought(8, standing=Standing.ESTABLISHED))) == []


def test_wishes_listed_under_one_post_are_one_occasion():
    assert rings(*ring_of(unknown(30), apart=timedelta(0), threads=(5, 5, 5))) == []
    assert len(rings(*ring_of(unknown(30), apart=timedelta(0), threads=(5, 6, 7)))) == 1


def test_a_large_ring_over_many_ideas_is_told_once():
    (found,) = rings(*ring_of(unknown(200), ideas=(1, 2, 3, 4, 5), threads=(None,) * 5))
    assert len(found.groups[0]) == 1000


def test_bare_accounts_far_beyond_the_usual_are_told_whatever_they_say():
    accounts = bought(100)
    wishes = wave(accounts, own_words(100), over=HOUR / 2)
    slogans = wave(accounts, lightly_edited(SLOGAN, 100), over=7 * DAY)
    honest = wave(ordinary(300), own_words(300), over=20 * DAY, since=NOON - 9 * DAY)
    assert newborn(wishes) == fans_of(accounts) == newborn(slogans)
    assert newborn(wishes, honest) == fans_of(accounts)
    assert newborn(wave(bought(9), own_words(9), over=HOUR / 2)) == set()


def test_bare_fans_of_quiet_days_are_no_part_of_a_wave():
    before = ordinary(500, seed=3, bare=0.2)
    accounts, honest = (
        bought(800),
        wave(before, own_words(500), over=20 * DAY, since=NOON - 30 * DAY),
    )
    crowd = wave(accounts, own_words(800), over=HOUR / 2)
    assert newborn(honest, crowd) == fans_of(accounts)


def test_of_a_campaign_of_newcomers_most_are_told_and_nobody_else():
    fans = ordinary(500, bare=0.65)
    bare = {account.fan for account in fans if account.is_bare}
    found = newborn(wave(fans, own_words(500), over=DAY))
    assert found <= bare
    assert len(found) > 0.8 * len(bare)


def test_what_has_no_exact_time_is_judged_as_a_whole():
    accounts = bought(40)
    asks = [replace(ask, at=None) for ask in said(wave(accounts, own_words(40)))]
    found = newborn_in(asks, base=BASE)
    assert found is not None
    assert (found.clues, len(found.groups[0])) == ((Clue.NEWBORN,), 40)
    honest = said(wave(ordinary(60), own_words(60)))
    assert newborn_in([*asks, *(replace(ask, at=None) for ask in honest)], base=BASE) is None


@pytest.mark.parametrize("over", [HOUR / 2, DAY, 20 * DAY])
@pytest.mark.parametrize("seed", range(5))
def test_where_a_fifth_of_a_channel_is_new_a_fifth_says_nothing(over, seed):
    fans = ordinary(500, seed=seed, bare=0.2)
    assert newborn(wave(fans, own_words(500), over=over)) == set()
    assert newborn(wave(fans, own_words(500), over=over), base=Base()) == set()
    few = ordinary(30, seed=seed, bare=0.3)
    assert newborn(wave(few, own_words(30), over=over)) == set()


def test_where_the_source_tells_nothing_nobody_is_newborn():
    assert newborn(wave(unknown(500), own_words(500), over=HOUR / 2)) == set()
    assert newborn(wave(unknown(500), [SLOGAN], over=HOUR / 2), wave(bought(9), [SLOGAN])) == set()


def test_where_four_in_ten_of_a_channel_are_bare_anyhow_newborn_accounts_say_nothing():
    usual = Base(bare={"weibo": (400, 1000)})
    assert newborn(wave(bought(200), own_words(200)), base=usual) == set()
    assert (
        len(newborn(wave(bought(200), own_words(200)), base=Base(bare={"bili": (400, 1000)})))
        == 200
    )


def test_each_channel_is_judged_by_itself():
    silent = wave(unknown(500), own_words(500), over=HOUR / 2)
    other = wave(ordinary(500, channel="bili"), own_words(500), over=HOUR / 2)
    accounts = bought(20)
    assert newborn(silent, other, wave(accounts, own_words(20), over=HOUR / 2)) == fans_of(accounts)


def test_whom_another_case_holds_is_not_told_as_newborn():
    accounts = bought(60)
    held = fans_of(accounts[:45])
    assert newborn(wave(accounts, own_words(60)), known=held) == fans_of(accounts[45:])
    assert newborn(wave(accounts[:54], own_words(60)), known=held) == set()


def test_how_many_are_bare_usually_is_told_by_those_who_asked_for_other_things():
    crowd, others = bought(5000), ordinary(100)
    base = Base.of([*crowd, *others], here=fans_of(crowd))
    assert base.bare["weibo"] == (sum(bool(a.is_bare) for a in others), 100)
    assert len(newborn(wave(crowd, own_words(5000)), base=base)) == 5000


def test_the_reason_names_how_many_are_bare_among_all_who_asked_then():
    accounts = bought(40)
    asks = said(wave(accounts, own_words(40), over=DAY))
    beside = said(wave(ordinary(10, bare=0), own_words(10), over=DAY))
    reasons = told(asks, clues=(Clue.NEWBORN,), base=BASE, around=[*asks, *beside])
    figures = reasons["figures"]
    assert (figures["bare"], 40 < figures["judged"] <= 50) == (40, True)
    assert figures["usual_bare"] == pytest.approx(0.05, abs=0.03)
    with translation.override("en"):
        assert told_case(reasons).why[0].startswith(f"40 of the {figures['judged']} accounts")
    with translation.override("zh-hans"):
        assert "新号" in told_case(reasons).why[0]


def test_reposts_of_one_text_within_the_hour_are_no_case_and_of_a_list_are():
    assert speaks(wave(unknown(500), [COPIED], over=HOUR / 2, thread=3, is_repost=True)) == []
    assert speaks(wave(unknown(500), [COPIED], over=HOUR / 2, is_repost=True)) == []
    assert speaks(wave(unknown(500), [COPIED], over=HOUR / 2)) == ["copies"]
    assert speaks(wave(unknown(500), PARAPHRASES, over=HOUR / 2, is_repost=True)) == ["copies"]
    assert "copies" in speaks(wave(bought(50), [COPIED], over=HOUR / 2, is_repost=True))


def test_the_reasons_are_figures_and_say_which_signals_were_there():
    asks = said(wave(bought(30), [COPIED], over=HOUR / 2), wave(unknown(10), [COPIED], over=HOUR))
    reasons = told(asks, clues=(Clue.ACCOUNTS,), base=BASE)
    figures, signals = reasons["figures"], reasons["signals"]
    assert (figures["accounts"], figures["known"], figures["suspicious"]) == (40, 30, 30)
    assert figures["window_accounts"] == 40
    assert figures["usual_share"] == pytest.approx(0.2, abs=0.06)
    assert (signals["followers"], signals["verified"], signals["posted"]) == (30, 0, 40)
    assert COPIED not in str(reasons)


def test_what_has_no_exact_time_is_in_no_hour():
    asks = [replace(ask, at=None) for ask in said(wave(unknown(40), [COPIED], over=HOUR))]
    assert copies_in(asks, base=BASE) is None
    assert "since" not in told(asks, clues=(), base=BASE)["figures"]


def test_limits_are_told_in_one_place():
    strict = replace(LIMITS, long_text=5)
    slogan = said(wave(unknown(40), [SLOGAN], over=HOUR))
    assert copies_in(slogan, base=BASE) is None
    assert copies_in(slogan, base=BASE, limits=strict) is not None
