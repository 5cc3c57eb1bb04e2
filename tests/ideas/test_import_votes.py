"""Files of votes: what is added, doubled, refused; hostile rows cost only themselves."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from feedback.models import Account, Fan
from ideas.models import Vote
from ideas.services.importing_votes import VoteReport, import_votes
from ideas.services.structure import merge_ideas
from ideas.services.voting import add_vote, withdraw_vote
from ideas.vote_files.rows import VoteFileError
from tests.factories import make_evidence, make_idea

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
HEAD = "channel,fan_id,idea,when,link\n"
LINK = "https://weibo.example/1"


def take(
    text: str | bytes, *, actor: Any = None, source: str = "", dry: bool = False
) -> VoteReport:
    raw = text if isinstance(text, bytes) else text.encode()
    return import_votes(
        io.BytesIO(raw), source=source, actor=actor, secret=settings.AUTHOR_SECRET, dry_run=dry
    )


def row(idea: object, *, fan: str = "10086", channel: str = "weibo", when: str = "") -> str:
    return f"{channel},{fan},{idea},{when},{LINK}\n"


def test_votes_come_in_as_one_operation_and_go_out_with_its_undo(editor: Any) -> None:
    one, other = make_idea(), make_idea("洗鞋机")
    text = HEAD + row(one.pk, when="2026-11-20 21:14") + row("洗鞋机") + row(f"#{one.pk}", fan="2")

    report = take(text, actor=editor, source="双十一")

    assert (report.rows, report.added, report.doubled, report.refused) == (3, 3, [], 0)
    vote = Vote.objects.filter(idea=one).earliest("pk")
    assert (vote.link, vote.source, vote.recorded_by) == (LINK, "双十一", editor)
    assert vote.said_at.isoformat() == "2026-11-20T13:14:00+00:00"
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.changes.count()) == (
        "idea.import_votes", editor, 3
    )  # fmt: skip
    one.support.refresh_from_db()
    assert one.support.votes == 2
    told = {(tally.number, tally.added, tally.votes) for tally in report.tallies}
    assert told == {(one.pk, 2, 2), (other.pk, 1, 1)}

    undo(operation, actor=editor)

    one.support.refresh_from_db()
    assert one.support.votes == 0
    assert not Vote.objects.standing().exists()
    assert differences() == []


def test_a_dry_run_tells_the_same_and_writes_nothing(editor: Any) -> None:
    idea = make_idea(effective=0.0)
    text = HEAD + row(idea.pk) + row(idea.pk) + row("没有这个")
    dry = take(text, actor=editor, dry=True)
    assert not Vote.objects.exists()
    assert not Fan.objects.exists()
    assert not Operation.objects.exists()
    wet = take(text, actor=editor)
    assert (dry.added, dry.doubled, dry.refused) == (wet.added, wet.doubled, wet.refused)
    assert (dry.added, dry.doubled, dry.refused) == (1, [3], 1)
    assert dry.tallies == wet.tallies
    assert (dry.tallies[0].effective_before, dry.tallies[0].effective_after) == (0.0, 1.0)


def test_the_same_file_twice_changes_nothing_and_a_withdrawn_vote_stands_again(editor: Any) -> None:
    idea = make_idea()
    text = HEAD + row(idea.pk)
    take(text, actor=editor)
    again = take(text, actor=editor)
    assert (again.added, again.doubled) == (0, [2])
    assert Operation.objects.count() == 1
    withdraw_vote(Vote.objects.get(), actor=editor)
    assert take(text, actor=editor).added == 1
    assert Vote.objects.get().is_standing
    assert differences() == []


def test_a_vote_goes_where_its_idea_went_and_counts_once(manager: Any) -> None:
    loser, winner = make_idea("冷宫冰厢"), make_idea()
    take(HEAD + row(loser.pk), actor=manager)
    merge_ideas([loser], into=winner, actor=manager)
    report = take(HEAD + row(winner.pk) + row("冷宫冰厢", fan="2") + row(loser.pk, fan="2"))
    assert (report.added, report.doubled) == (1, [2, 4])
    assert Vote.objects.latest("pk").idea == winner


def test_a_fan_of_a_file_is_the_fan_of_the_comments_and_no_id_is_kept(editor: Any) -> None:
    idea = make_idea()
    take(HEAD + row(idea.pk, fan="1234567890"))
    fan = Fan.objects.get()
    make_evidence(idea, fan=fan)
    add_vote(idea, fan=fan, source="热线", actor=editor)
    assert Vote.objects.count() == 1
    assert "1234567890" not in str(Fan.objects.values()) + str(Vote.objects.values())


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("myspace,1,{idea},,{link}", "unknown_channel", "channel"),
        (",1,{idea},,{link}", "unknown_channel", "channel"),
        ("weibo,,{idea},,{link}", "no_fan", "fan_id"),
        ("weibo,j***8,{idea},,{link}", "masked", "fan_id"),
        ("weibo,5.23E+15,{idea},,{link}", "id_ruined", "fan_id"),
        ("weibo,=1+1,{idea},,{link}", "formula", "fan_id"),
        ("weibo,+cmd|' /C calc'!A0,{idea},,{link}", "id_blank", "fan_id"),
        ("weibo,a\0b,{idea},,{link}", "nul", "fan_id"),
        ("weibo," + "9" * 201 + ",{idea},,{link}", "id_too_long", "fan_id"),
        ("weibo,1,,,{link}", "no_idea", "idea"),
        ("weibo,1,999999999,,{link}", "idea_unknown", "idea"),
        ("weibo,1,99999999999999999999999,,{link}", "idea_unknown", "idea"),
        ("weibo,1,²,,{link}", "idea_unknown", "idea"),
        ("weibo,1," + "长" * 301 + ",,{link}", "text_too_long", "idea"),
        ("weibo,1,=HYPERLINK(1),,{link}", "idea_unknown", "idea"),
        ("weibo,1,{idea},2999-01-01,{link}", "time_out_of_range", "when"),
        ("weibo,1,{idea},{future},{link}", "future", "when"),
        ("weibo,1,{idea},昨天 21:00,{link}", "time_unreadable", "when"),
        ("weibo,1,{idea},nonsense,{link}", "time_unreadable", "when"),
        ("weibo,1,{idea},,javascript:alert(1)", "bad_url", "link"),
        ("weibo,1,{idea},,https://x/" + "x" * 500, "bad_url", "link"),
        ("weibo,1,{idea},,", "no_source", "link"),
        ("weibo,1,{idea}", "row_ragged", ""),
        ('weibo,"1,{idea},,{link}', "row_broken", ""),
    ],
)
def test_a_bad_row_costs_only_itself(editor: Any, line: str, code: str, field: str) -> None:
    idea = make_idea()
    future = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    bad = line.format(idea=idea.pk, link=LINK, future=future)
    report = take(f"{HEAD}{row(idea.pk)}{bad}\n{row(idea.pk, fan='3')}", actor=editor)
    assert (report.added, report.refused) == (2, 1)
    (refusal,) = report.refusals
    assert refusal.line == 3
    assert refusal.reason
    assert (refusal.code, refusal.field) == (code, field)


def test_our_own_account_is_refused(editor: Any) -> None:
    Account.objects.create(channel="weibo", name="极光电器", external_id="10086")
    report = take(HEAD + row(make_idea().pk), actor=editor)
    assert [refusal.code for refusal in report.refusals] == ["own_account"]
    assert not Vote.objects.exists()


def test_a_title_that_is_none_is_told_the_nearest_ones() -> None:
    near, nearer = make_idea("洗鞋机和烘鞋机"), make_idea("会说话的洗鞋机")
    far = make_idea("冷宫冰箱")
    (refusal,) = take(HEAD + row("说话的洗鞋机")).refusals
    assert refusal.nearest == (f"#{nearer.pk} 会说话的洗鞋机", f"#{near.pk} 洗鞋机和烘鞋机")
    assert str(far) not in str(refusal.nearest)


def test_a_title_of_several_ideas_is_told_their_numbers() -> None:
    ideas = [make_idea("洗鞋机"), make_idea("洗鞋机")]
    (refusal,) = take(HEAD + row("洗鞋机")).refusals
    assert (refusal.code, refusal.nearest) == (
        "idea_unclear", tuple(f"#{idea.pk}" for idea in ideas)
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "渠道;粉丝ID;创意;时间;链接\r\n微博;10086;冷宫冰箱;2026/11/20;{link}\r\n".encode("gbk"),
        "\ufeff渠道\t粉丝\t创意\t日期\t链接\nWeibo\t10086\t冷宫冰箱\t\t{link}\n".encode("utf-16"),
        "Channel,Fan ID,Idea,Link\nWEIBO,10086,冷宫冰箱,{link}\n".encode("utf-8-sig"),
    ],
    ids=["gbk", "utf-16", "utf-8-sig"],
)
def test_files_come_in_every_dress(text: bytes) -> None:
    make_idea("冷宫冰箱")
    report = take(
        text.replace(b"{link}", LINK.encode()).replace(
            "{link}".encode("utf-16-le"), LINK.encode("utf-16-le")
        )
    )
    assert (report.added, report.refusals) == (1, [])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04\xff\xfe",
        b"\x00" * 1000,
        b"a,b\n1,2\n",
        b"\xff\xff\xff",
        "频道,创意\n".encode(),
    ],
)
def test_a_file_without_votes_is_refused_as_a_whole(raw: bytes) -> None:
    with pytest.raises(VoteFileError) as refused:
        take(raw)
    assert str(refused.value)


def test_a_file_too_long_is_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    idea = make_idea()
    with pytest.raises(VoteFileError):
        take(HEAD + "weibo,1,1,,\n" * 50_001, source="展会")
    with pytest.raises(VoteFileError):
        take(b"x" * 20_000_001)
    assert idea.votes.count() == 0


@pytest.mark.parametrize("number", [3, 60])
def test_an_import_costs_the_same_for_any_length(
    editor: Any, django_assert_max_num_queries: Any, number: int
) -> None:
    ideas = [make_idea(f"想法{place}") for place in range(3)]
    text = HEAD + "".join(row(ideas[n % 3].pk, fan=f"f{n}") for n in range(number))
    with django_assert_max_num_queries(30):
        assert take(text, actor=editor).added == number


def test_the_command_tells_rehearses_and_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], editor: Any
) -> None:
    idea = make_idea()
    file = tmp_path / "votes.csv"
    file.write_text(HEAD + row(idea.pk) + row("冷宫冰厢"), encoding="utf-8")
    call_command("import_votes", str(file), "--dry-run")
    told = capsys.readouterr().out
    assert "2 rows: 1 added, 0 doubled, 1 refused (dry run, nothing written)" in told
    assert "line 3, idea: " in told
    assert f"#{idea.pk} {idea}" in told
    assert not Vote.objects.exists()
    call_command("import_votes", str(file), "--by", "editor")
    assert Vote.objects.get().recorded_by == editor
    for wrong in ([str(tmp_path / "none.csv")], [str(file), "--by", "nobody"]):
        with pytest.raises(CommandError):
            call_command("import_votes", *wrong)
