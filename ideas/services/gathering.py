"""Gather what clusters and ideas stand on, for counting: three questions for any number of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from engine.nlp.normalise import fingerprint
from feedback.signals import signals_of
from ideas.support.evidence import FAN, Account, Case, Known, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# `pairs` are owners (clusters or ideas) and requests, `asks` tells which of them ask and stand.
_COMMENTS = """
SELECT DISTINCT ON (pairs.owner, comment.id) pairs.owner, comment.id,
       coalesce(comment.created_at, comment.received_at), comment.fingerprint, comment.text,
       coalesce(comment.like_count, 0), comment.fan_id, fan.channel, fan.key, fan.role,
       fan.followers, fan.posts, fan.registered_at, fan.verified, fan.name_key = ''
FROM ({pairs}) pairs
JOIN feedback_fanrequest request ON request.id = pairs.request_id
JOIN feedback_comment comment ON comment.id = request.comment_id
LEFT JOIN feedback_fan fan ON fan.id = comment.fan_id
WHERE {asks}
"""
_CASES = """
SELECT integrity.id, integrity.kind, integrity.outcome, member.comment_id, member.fan_id
FROM ideas_casemember member JOIN ideas_integritycase integrity ON integrity.id = member.case_id
WHERE member.comment_id = ANY(%(comments)s)
"""
_ASK_NOW = """comment.state <> 'hidden' AND request.retired_at IS NULL
  AND comment.label IN ('product_request', 'service_request')"""
_OF_CLUSTERS = _COMMENTS.format(
    asks=_ASK_NOW,
    pairs="""
    SELECT assignment.cluster_id AS owner, assignment.request_id FROM ideas_assignment assignment
    WHERE assignment.cluster_id = ANY(%(owners)s) AND assignment.valid_to IS NULL
      AND NOT EXISTS (SELECT FROM ideas_pin pin WHERE pin.request_id = assignment.request_id
                                                  AND pin.is_standing AND pin.says = 'belongs')
    """,
)
_OF_IDEAS = _COMMENTS.format(
    asks=_ASK_NOW,
    pairs="""
    SELECT idea_id AS owner, request_id FROM ideas_evidence WHERE idea_id = ANY(%(owners)s)
    """,
)
_OF_GIVEN = _COMMENTS.format(
    asks="true",
    pairs="SELECT %(owner)s::bigint AS owner, unnest(%(requests)s::bigint[]) AS request_id",
)
_VOTERS = """
SELECT idea.root_id, vote.fan_id FROM ideas_vote vote
JOIN ideas_idea idea ON idea.id = vote.idea_id JOIN feedback_fan fan ON fan.id = vote.fan_id
WHERE idea.root_id = ANY(%(owners)s) AND vote.is_standing AND fan.role = 'fan'
"""
_FANS = "SELECT id, role FROM feedback_fan WHERE id = ANY(%(fans)s)"


@dataclass(frozen=True, slots=True)
class Then:
    """How things stood at a time: roles by fan, where they were others; outcomes by case.

    A case that is not among the outcomes was not there.
    """

    roles: Mapping[int, str] = field(default_factory=dict)
    outcomes: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    said: list[Said] = field(default_factory=list)
    spoke: dict[int, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    comments: set[int] = field(default_factory=set)


_Row = tuple[Any, ...]
_CaseRow = tuple[int, str, str, int, int]


def gather_clusters(clusters: Sequence[int]) -> dict[int, Known]:
    """What these clusters stand on, pinned requests left out; nobody votes for a cluster."""
    drafts = _drafts(_ask(_OF_CLUSTERS, owners=list(clusters)))
    cases = _cases_on(drafts)
    return {owner: _known(drafts[owner], cases=cases) for owner in clusters}


def gather_ideas(ideas: Sequence[int]) -> dict[int, Known]:
    """What these ideas stand on, with the votes on them and on what was merged into them."""
    drafts = _drafts(_ask(_OF_IDEAS, owners=list(ideas)))
    voters: dict[int, set[int]] = defaultdict(set)
    for owner, fan in _ask(_VOTERS, owners=list(ideas)):
        voters[owner].add(fan)
    cases = _cases_on(drafts)
    return {
        owner: _known(drafts[owner], cases=cases, voters=frozenset(voters[owner]))
        for owner in ideas
    }


def gather_given(
    owner: int, *, requests: Iterable[int], fans: Iterable[int], then: Then | None
) -> Known:
    """What an idea would stand on with these requests and the votes of these fans."""
    roles = then.roles if then is not None else {}
    rows = _ask(_OF_GIVEN, owner=owner, requests=list(requests))
    drafts = _drafts(rows, roles=roles)
    voters = _ask(_FANS, fans=list(fans))
    return _known(
        drafts[owner],
        cases=_cases_on(drafts, then=then),
        voters=frozenset(fan for fan, role in voters if roles.get(fan, role) == FAN),
    )


def _ask(query: str, **given: Any) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def _drafts(rows: Iterable[_Row], *, roles: Mapping[int, str] | None = None) -> dict[int, _Draft]:
    drafts: dict[int, _Draft] = defaultdict(_Draft)
    for owner, comment, at, sign, text, likes, fan, *account in rows:
        draft = drafts[owner]
        draft.comments.add(comment)
        draft.said.append(Said(at, fingerprint(text) if sign is None else sign, text, likes, fan))
        if fan is not None:
            account[2] = (roles or {}).get(fan, account[2])
            draft.spoke[fan].append((at, comment, *account))
    return drafts


def _cases_on(
    drafts: Mapping[int, _Draft], *, then: Then | None = None
) -> dict[int, list[_CaseRow]]:
    """Members by comment; none at all costs no question."""
    comments = [row for draft in drafts.values() for row in draft.comments]
    found: dict[int, list[_CaseRow]] = defaultdict(list)
    for case, kind, outcome, comment, fan in _ask(_CASES, comments=comments) if comments else ():
        if then is None:
            found[comment].append((case, kind, outcome, comment, fan))
        elif case in then.outcomes:
            found[comment].append((case, kind, then.outcomes[case], comment, fan))
    return found


def _known(
    draft: _Draft,
    *,
    cases: Mapping[int, list[_CaseRow]],
    voters: frozenset[int] = frozenset(),
) -> Known:
    return Known(
        said=draft.said,
        accounts={fan: _account(min(spoke)) for fan, spoke in draft.spoke.items()},
        voters=voters,
        cases=_cases(row for comment in draft.comments for row in cases.get(comment, ())),
    )


def _cases(rows: Iterable[_CaseRow]) -> dict[int, Case]:
    told: dict[int, tuple[str, str]] = {}
    fans: dict[int, set[int]] = defaultdict(set)
    for case, kind, outcome, _, fan in rows:
        told[case] = (kind, outcome)
        fans[case].add(fan)
    return {case: Case(*told[case], frozenset(fans[case])) for case in sorted(told)}


def _account(spoke: _Row) -> Account:
    at, _, channel, key, role, followers, posts, registered_at, verified, masked = spoke
    return Account(
        name=(channel, key),
        role=role,
        signals=signals_of(
            followers=followers,
            posts=posts,
            registered_at=registered_at,
            verified=verified,
            is_masked_only=masked,
            when=at,
        ),
    )
