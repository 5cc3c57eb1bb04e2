"""An idea as of a time is what was noted then, whatever people and machine did since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from engine.api.models import Scope
from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest, Label
from feedback.services.labelling import label_comments
from feedback.services.reading import read_batch
from feedback.services.rereading import reread_batch
from feedback.services.spanning import Span, set_spans
from feedback.services.versions import activate_version, active_version
from ideas.models import Evidence, Idea, Status
from ideas.services.assigning import assign_batch
from ideas.services.editing import edit_idea
from ideas.services.moving import change_status
from ideas.services.past import state_at
from ideas.services.promoting import promote_by_hand
from ideas.services.structure import (
    attach_cluster,
    confirm_request,
    create_idea,
    detach_cluster,
    merge_ideas,
    move_request,
    reject_request,
    split_idea,
)
from ideas.services.supporting import Numbers, support_of_ideas
from ideas.services.voting import add_vote, withdraw_vote
from tests.api import make_client
from tests.factories import make_fan, make_unread
from tests.feedback.test_reader_versions import make_version
from tests.ideas.test_structure import fridges, shoes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db

# What stood at a time: where it led, the requests, the numbers, the status.
Note = tuple[int, tuple[int, ...], Numbers, str]


class Book:
    """Notes of every idea at many times, compared with the past at the end."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self.notes: list[tuple[datetime, dict[int, Note]]] = []

    def note(self) -> None:
        """Write down how all ideas stand."""
        self.notes.append((timezone.now(), {idea.pk: _now(idea) for idea in Idea.objects.all()}))

    def check(self) -> None:
        """Every idea of every page is told the same today."""
        for when, page in self.notes:
            assert {pk: _then(pk, when) for pk in page} == page

    def after(self, *acts: Callable[[], object]) -> None:
        """Do these acts, and note after each."""
        for act in acts:
            act()
            self.note()


def _now(idea: Idea) -> Note:
    evidence = Evidence.objects.of_ideas([idea.pk]).order_by("pk").values_list("pk", flat=True)
    return idea.root_id, tuple(evidence), support_of_ideas([idea.pk])[idea.pk], idea.status


def _then(idea: int, when: datetime) -> Note:
    state = state_at(Idea.objects.get(pk=idea), when=when)
    return state.root, state.evidence, state.numbers, state.cells["status"]


def newest() -> Operation:
    return Operation.objects.latest("pk")


def read_and_group() -> None:
    read_batch(limit=100, encoder=configured_encoder())
    while (done := assign_batch(limit=50, promotion_support=99)) and done.requests:
        pass


def reread() -> None:
    while reread_batch(limit=100, encoder=configured_encoder()):
        pass
    read_and_group()


def test_the_past_stays_through_all_that_arranges_ideas(editor: User) -> None:
    (one, cluster, asked), (other, _, more) = fridges(), shoes()
    fan, book = make_fan(), Book()
    book.note()
    book.after(
        lambda: add_vote(one, fan=fan, actor=editor, source="热线"),
        lambda: merge_ideas([one], into=other, actor=editor),
        lambda: undo(newest(), actor=editor),
        lambda: move_request(asked[0], to=other, actor=editor),
        lambda: split_idea(other, title="洗鞋", requests=[more[0]], actor=editor),
        lambda: assign_batch(limit=50, promotion_support=99),
        lambda: withdraw_vote(one.votes.get(), actor=editor),
        lambda: add_vote(one, fan=fan, actor=editor, link="https://example.com/v"),
        lambda: reject_request(asked[1], idea=one, actor=editor),
        lambda: undo(newest(), actor=editor),
        lambda: confirm_request(asked[2], idea=one, actor=editor),
        lambda: detach_cluster(cluster, actor=editor),
        lambda: attach_cluster(cluster, to=other, actor=editor),
        lambda: undo(Operation.objects.get(kind="request.move"), actor=editor),
        lambda: change_status(one, to=Status.TRIAGED, actor=editor),
    )
    book.check()
    assert len({str(page) for _, page in book.notes}) > len(book.notes) // 2


def test_the_past_outlives_labels_spans_and_readings(editor: User) -> None:
    texts = ("能不能出一款白冰箱？", "能不能出一款白色冰箱？", "能不能出一款小的白冰箱？")
    for text in texts:
        make_unread(text)
    read_and_group()
    idea, book = create_idea("白冰箱", actor=editor), Book()
    for request in FanRequest.objects.current().order_by("pk")[:2]:
        cluster = request.assignments.get(valid_to=None).cluster
        if cluster.idea_id is None:
            attach_cluster(cluster, to=idea, actor=editor)
    kept, other = (Comment.objects.get(text=text) for text in texts[:2])
    shipped = active_version()
    book.note()
    assert support_of_ideas([idea.pk])[idea.pk].mentions >= 2
    book.after(
        lambda: confirm_request(kept.requests.get(), idea=idea, actor=editor),
        lambda: label_comments([kept, other], label=Label.PRAISE, actor=editor),
        read_and_group,
        lambda: undo(newest(), actor=editor),
        read_and_group,
        lambda: set_spans(kept, spans=[Span(0, 6)], actor=editor),
        read_and_group,
        lambda: undo(newest(), actor=editor),
        read_and_group,
        lambda: activate_version(make_version(), actor=editor),
        reread,
        lambda: label_comments([other], label=Label.PRODUCT_REQUEST, actor=editor),
        read_and_group,
        lambda: activate_version(shipped, actor=editor),
        reread,
    )
    book.check()
    counted = [page[idea.pk][2].mentions for _, page in book.notes]
    assert len(set(counted)) > 1
    assert counted[0] > counted[2]


def test_what_was_not_there_stood_on_nothing(editor: User) -> None:
    _, cluster, _ = fridges()
    detach_cluster(cluster, actor=editor)
    before = timezone.now()
    idea = promote_by_hand(cluster, actor=editor)
    made = timezone.now()
    undo(newest(), actor=editor)
    at = {when: state_at(idea, when=when) for when in (before, made, timezone.now())}
    assert [state.is_standing for state in at.values()] == [False, True, False]
    assert [state.numbers.mentions for state in at.values()] == [0, 3, 0]


def test_people_cells_are_told_as_they_were(editor: User) -> None:
    idea, _, _ = fridges()
    edit_idea(idea, values={"given_title": "冷宫"}, actor=editor, tags=["故宫"])
    then = timezone.now()
    edit_idea(idea, values={"given_title": "别的"}, actor=editor, tags=[])
    cells = state_at(idea, when=then).cells
    assert (cells["given_title"], cells["tags"]) == ("冷宫", ["故宫"])
    assert state_at(idea, when=then - timedelta(days=1)).family == ()


def test_a_chain_of_merges_leads_where_it_led(editor: User) -> None:
    (one, _, _), (two, _, _) = fridges(), shoes()
    three = create_idea("丙", actor=editor)
    merge_ideas([one], into=two, actor=editor)
    then = timezone.now()
    merge_ideas([two], into=three, actor=editor)
    undo(Operation.objects.filter(kind="idea.merge").earliest("pk"), actor=editor)
    assert state_at(one, when=then).root == two.pk
    assert state_at(two, when=then).family == (two.pk, one.pk)
    assert state_at(two, when=then).numbers.mentions == 5
    assert state_at(three, when=timezone.now()).family == (three.pk, two.pk)


@pytest.mark.parametrize("ideas", [2, 12])
def test_the_past_costs_a_fixed_number_of_questions(
    editor: User, django_assert_max_num_queries: Callable[..., object], ideas: int
) -> None:
    winner, _, _ = fridges()
    then = timezone.now()
    for _ in range(ideas):
        merge_ideas([shoes()[0]], into=winner, actor=editor)
    with django_assert_max_num_queries(56):
        state_at(winner, when=timezone.now())
    assert state_at(winner, when=then).family == (winner.pk,)


def test_clients_ask_for_a_time(editor: User) -> None:
    (one, _, _), (other, _, more) = fridges(), shoes()
    then = timezone.now()
    merge_ideas([one], into=other, actor=editor)
    client, way = make_client(Scope.IDEAS_READ), f"/api/v1/ideas/{other.pk}/as-of"
    told = client.get(way, {"at": then.isoformat()}).json()
    assert (told["family"], told["support"]["mentions"]) == ([other.pk], 2)
    assert told["evidence"] == [row.pk for row in more]
    merged = client.get(f"/api/v1/ideas/{one.pk}/as-of", {"at": timezone.now().isoformat()}).json()
    assert (merged["led_to"], merged["family"]) == (other.pk, [])
    assert client.get(way).status_code == 400
    assert client.get(way, {"at": "soon"}).status_code == 400
    assert make_client(Scope.COMMENTS_READ).get(way, {"at": then}).status_code == 403
