"""What editors say of comments: labels, tags, product lines; each act an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engine.ledger.services import Actor, Cell, record_operation
from feedback.models import Comment, FanRequest, Label, ProductLine, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ASKING = {
    Label.PRODUCT_REQUEST: "product",
    Label.SERVICE_REQUEST: "service",
}

_WORDS = ("person_label", "person_spans")


@transaction.atomic
def label_comments(
    comments: Iterable[Comment], *, label: Label | str, actor: Actor, reason: str = ""
) -> int:
    """Set the label by a person; "" gives the comment back to the machine.

    Spans that a person set under another label end with it, in the same operation.
    """
    if label and label not in Label.values:
        message = f"not a label: {label}"
        raise ValueError(message)
    rows = _locked(comments)
    changes = [Cell(row, "person_label", row.person_label, str(label)) for row in rows]
    changed = [row for row in rows if row.person_label != label]
    changes += [Cell(row, "person_spans", row.person_spans, None) for row in changed]
    record_operation("comment.label", actor=actor, reason=reason, changes=changes)
    Comment.objects.filter(pk__in=[row.pk for row in changed]).update(
        person_label=label, person_spans=None
    )
    read_again([row.pk for row in changed])
    return len(changed)


@transaction.atomic
def tag_comments(
    comments: Iterable[Comment],
    *,
    add: Iterable[str],
    remove: Iterable[str] = (),
    actor: Actor,
    reason: str = "",
) -> int:
    """Put tags on comments and take tags off; answers how many comments changed."""
    rows = _locked(comments)
    gone = set(remove)
    wanted = {name: tag for name, tag in make_tags(add).items() if name not in gone}
    changes = []
    for row in rows:
        before = {tag.name for tag in row.tags.all()}
        after = (before | set(wanted)) - gone
        if before != after:
            changes.append(Cell(row, "tags", sorted(before), sorted(after)))
    record_operation("comment.tag", actor=actor, reason=reason, changes=changes)
    changed = [cell.row.pk for cell in changes]
    links = Comment.tags.through.objects
    links.filter(comment__in=changed, tag__name__in=gone).delete()
    links.bulk_create(
        [
            Comment.tags.through(comment_id=comment, tag_id=tag.pk)
            for comment in changed
            for tag in wanted.values()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return len(changes)


@transaction.atomic
def set_tags(comment: Comment, *, tags: Iterable[str], actor: Actor, reason: str = "") -> int:
    """Let a comment have these tags and no others; answers how many comments changed."""
    wanted = _cleaned(tags)
    standing = {tag.name for row in _locked([comment]) for tag in row.tags.all()}
    gone = standing.difference(wanted)
    return tag_comments([comment], add=wanted, remove=gone, actor=actor, reason=reason)


@transaction.atomic
def set_product_line(
    comments: Iterable[Comment],
    *,
    product_line: ProductLine | None,
    actor: Actor,
    reason: str = "",
) -> int:
    """Say which product line comments speak of."""
    rows = _locked(comments)
    wanted = product_line.pk if product_line else None
    changes = [
        Cell(row, "product_line", row.product_line_id, wanted)
        for row in rows
        if row.product_line_id != wanted
    ]
    record_operation("comment.product_line", actor=actor, reason=reason, changes=changes)
    Comment.objects.filter(pk__in=[cell.row.pk for cell in changes]).update(product_line=wanted)
    return len(changes)


def _locked(comments: Iterable[Comment]) -> list[Comment]:
    ids = [comment.pk for comment in comments]
    rows = Comment.objects.filter(pk__in=ids).order_by("pk")
    return list(rows.select_for_update(of=("self",)).prefetch_related("tags"))


def make_tags(names: Iterable[str]) -> dict[str, Tag]:
    """The tags of these names, made where they are missing."""
    cleaned = _cleaned(names)
    Tag.objects.bulk_create([Tag(name=name) for name in cleaned], ignore_conflicts=True)
    return {tag.name: tag for tag in Tag.objects.filter(name__in=cleaned)}


def _cleaned(names: Iterable[str]) -> list[str]:
    return sorted({" ".join(name.split())[:40] for name in names} - {""})


def read_again(ids: list[int]) -> None:
    """Let the reader find what a label or spans by a person ask for, and retire what they forbid.

    Of a person's word about a comment and one about its request the later holds: this retires
    also what somebody decided about, and that comes back when the word about the comment goes.
    """
    wanted = {row.pk: row for row in Comment.objects.filter(pk__in=ids).only(*_WORDS)}
    rows = list(
        FanRequest.objects.filter(comment__in=wanted)
        .with_kept()
        .filter(Q(retired_at__isnull=True) | Q(is_kept=True))
        .defer("embedding", "why")
        .order_by("pk")
    )
    allowed = [row for row in rows if _allows(wanted[row.comment_id], row)]
    current = [row for row in allowed if row.retired_at is None]
    again = [
        row.pk
        for row in allowed
        if row.retired_at is not None and not any(_overlap(row, other) for other in current)
    ]
    forbidden = [row.pk for row in rows if row not in allowed and row.retired_at is None]
    FanRequest.objects.filter(pk__in=forbidden).update(retired_at=timezone.now())
    FanRequest.objects.filter(pk__in=again).update(retired_at=None, grouped_at=None)
    Comment.objects.filter(pk__in=ids).update(read_at=None)


def leaves_room(
    request: FanRequest, *, label: Label | str, spans: Sequence[Mapping[str, Any]] | None
) -> bool:
    """Whether a person's label and spans, "" and None where nobody spoke, allow a request."""
    if not label:
        return True
    if spans and label in _ASKING:
        span = {"start": request.start, "end": request.end, "kind": request.kind}
        return span in spans
    return _ASKING.get(Label(label)) == request.kind


def _allows(comment: Comment, request: FanRequest) -> bool:
    return leaves_room(request, label=comment.person_label, spans=comment.person_spans)


def _overlap(one: FanRequest, other: FanRequest) -> bool:
    same = one.comment_id == other.comment_id
    return same and one.start < other.end and other.start < one.end
