"""Whatever people and machine do in whatever order: counts are right, and all can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.models import Label
from feedback.services.labelling import label_comments
from ideas.models import Act, Suggestion, SuggestionState, Support
from ideas.services.structure import attach_cluster, confirm_request, create_idea, detach_cluster
from ideas.services.supporting import support_of_ideas
from tests.ideas.stories.arranging import Arranging
from tests.ideas.stories.deciding import Deciding
from tests.ideas.test_structure import fridges, newest

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Stories(Arranging, Deciding):
    """Colleagues and the machine at work on a few wishes."""


@pytest.mark.django_db
def test_undoing_a_later_move_counts_the_ideas_of_that_move(editor: User) -> None:
    _, cluster, _ = fridges()
    second, third = (create_idea(title, actor=editor) for title in "乙丙")
    attach_cluster(cluster, to=second, actor=editor)
    attach_cluster(cluster, to=third, actor=editor)
    undo(newest(), actor=editor)
    assert Support.objects.get(idea=third).mentions == 0
    assert Support.objects.get(idea=second).mentions == 3


@pytest.mark.django_db
def test_a_detached_cluster_leaves_pins_of_retired_requests_so_it_can_be_undone(
    editor: User,
) -> None:
    idea, cluster, requests = fridges()
    confirm_request(requests[0], idea=idea, actor=editor)
    label_comments([requests[0].comment], label=Label.PRAISE, actor=editor)
    detach_cluster(cluster, actor=editor)
    undo(newest(), actor=editor)
    undo(Operation.objects.get(kind="comment.label"), actor=editor)
    assert support_of_ideas([idea.pk])[idea.pk].mentions == 3


@pytest.mark.django_db
def test_a_story_of_divisions_holds_and_is_taken_back() -> None:
    story = Stories()
    try:
        for fan in (0, 1):
            story.create("甲", who=0)
            story.divide(fan=fan, idea=fan, who=1)
            story.holds()
            story.merge(one=0, other=fan + 1, who=2)
            story.group(3)
            story.noted_numbers_are_right()
        divided = Suggestion.objects.filter(act=Act.DIVIDE, state=SuggestionState.ACCEPTED)
        assert divided.count() == 2
        story.undo(newest=2, who=0)
        story.holds()
    finally:
        story.teardown()


@pytest.mark.django_db
def test_every_story_holds_and_can_be_taken_back() -> None:
    name = settings.get_current_profile_name()
    run_state_machine_as_test(
        Stories, settings=settings.get_profile("long" if name == "long" else "quick")
    )
