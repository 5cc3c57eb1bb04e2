"""Import a file of votes as one operation, or rehearse it: what is added, doubled, refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils import timezone

from engine.ledger.services import Actor, record_operation
from feedback.identity import fan_key
from feedback.intake import AuthorData
from feedback.models import Role
from feedback.services.authors import find_or_make_fans
from ideas.models import Idea, Support, Vote
from ideas.services.locking import wait_to_write
from ideas.services.supporting import count_support
from ideas.services.voting import Said, checked, record_votes
from ideas.vote_files.naming import name_ideas
from ideas.vote_files.reasons import VoteRefusal, refused
from ideas.vote_files.rows import VoteRow, read_votes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedback.models import Fan

_KIND = "idea.import_votes"
# A file of nothing but bad rows must not fill a page with their reasons.
_MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Tally:
    """What an import brings one idea: votes added, and its support before and after."""

    number: int
    title: str
    added: int
    votes: int
    effective_before: float
    effective_after: float


@dataclass(slots=True)
class VoteReport:
    """What became of the rows of a file; doubled are lines of votes that stood already."""

    rows: int = 0
    added: int = 0
    doubled: list[int] = field(default_factory=list)
    refused: int = 0
    refusals: list[VoteRefusal] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Ballot:
    """A row whose idea and fan are known."""

    row: VoteRow
    idea: int
    fan: Fan


def import_votes(
    file: BinaryIO, *, source: str, actor: Actor, secret: str, dry_run: bool = False
) -> VoteReport:
    """Record all votes of a CSV; a dry run does all of it and takes it back.

    `source` is said of every vote and may be empty where each has a link. Raises VoteFileError
    where no row can be read, VoteRefusedError where the source is too long.
    """
    if source.strip():
        source = checked(Said(source)).source
    read = read_votes(file, source=source, now=timezone.now())
    report = VoteReport(rows=len(read.rows) + len(read.refusals), notes=read.notes)
    report.dry_run = dry_run
    with transaction.atomic():
        bad = [
            *read.refusals,
            *_take(read.rows, source=source, actor=actor, secret=secret, report=report),
        ]
        transaction.set_rollback(dry_run)
    report.refused = len(bad)
    report.refusals = sorted(bad, key=lambda row: row.line)[:_MOST_SHOWN]
    return report


def _take(
    rows: Sequence[VoteRow], *, source: str, actor: Actor, secret: str, report: VoteReport
) -> list[VoteRefusal]:
    # nothing is merged between the naming of ideas and the counting
    wait_to_write()
    named, refusals = name_ideas(rows)
    # the lock of every counter, taken in the one order, before the first vote is looked at
    ideas = Idea.objects.select_for_update(of=("self",)).filter(pk__in=set(named.values()))
    titles = {idea.pk: str(idea) for idea in ideas.order_by("pk")}
    before = _effective(titles)
    ballots = _ballots(rows, named=named, secret=secret)
    others = [ballot for ballot in ballots if ballot.fan.role != Role.FAN]
    fresh = _fresh([ballot for ballot in ballots if ballot.fan.role == Role.FAN], report=report)
    cells = record_votes(
        [(vote, Said(source, ballot.row.link, ballot.row.said_at)) for ballot, vote in fresh],
        actor=actor,
    )
    record_operation(_KIND, actor=actor, reason=source, changes=cells)
    count_support(titles)
    report.added = len(fresh)
    report.tallies = _tallies(titles, fresh=fresh, before=before)
    return [*refusals, *(_voteless(ballot) for ballot in others)]


def _voteless(ballot: _Ballot) -> VoteRefusal:
    code = "own_account" if ballot.fan.role == Role.OWN else "not_a_fan"
    return refused(ballot.row.line, code, field="fan_id")


def _ballots(rows: Sequence[VoteRow], *, named: dict[int, int], secret: str) -> list[_Ballot]:
    authors = {
        row.line: AuthorData(external_id=row.fan_id, id_kind="native", display_name=None)
        for row in rows
        if row.line in named
    }
    channels = {row.line: row.channel for row in rows}
    keys = {
        line: (channels[line], fan_key(channels[line], author, secret=secret) or "")
        for line, author in authors.items()
    }
    fans = find_or_make_fans({keys[line]: authors[line] for line in keys}, secret=secret)
    return [_Ballot(row, named[row.line], fans[keys[row.line]]) for row in rows if row.line in keys]


def _fresh(ballots: Sequence[_Ballot], *, report: VoteReport) -> list[tuple[_Ballot, Vote]]:
    """The votes to be made or to stand again: the first of each fan and idea."""
    fans = {ballot.fan.pk for ballot in ballots}
    known = Vote.objects.behind({ballot.idea for ballot in ballots}).filter(fan__in=fans)
    standing = set(known.standing().values_list("idea__root", "fan"))
    withdrawn = {(vote.idea_id, vote.fan_id): vote for vote in known.filter(is_standing=False)}
    fresh = []
    for ballot in ballots:
        place = (ballot.idea, ballot.fan.pk)
        if place in standing:
            report.doubled.append(ballot.row.line)
            continue
        standing.add(place)
        vote = withdrawn.get(place) or Vote(idea_id=ballot.idea, fan=ballot.fan)
        fresh.append((ballot, vote))
    return fresh


def _effective(ideas: Collection[int]) -> dict[int, float]:
    return dict(Support.objects.filter(pk__in=ideas).values_list("pk", "effective"))


def _tallies(
    titles: dict[int, str], *, fresh: Sequence[tuple[_Ballot, Vote]], before: dict[int, float]
) -> list[Tally]:
    after = Support.objects.in_bulk(titles)
    added = Counter(ballot.idea for ballot, _vote in fresh)
    return [
        Tally(
            number=pk,
            title=title,
            added=added[pk],
            votes=after[pk].votes,
            effective_before=before.get(pk, 0.0),
            effective_after=after[pk].effective,
        )
        for pk, title in titles.items()
    ]
