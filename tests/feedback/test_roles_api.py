"""Who wrote a comment over the API: a role and what the source told, never a name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import Comment, Role
from tests.api import PROBLEM, make_client
from tests.factories import make_comment, make_fan

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"


def say(comment: Comment | int, *, actor: User | None, **body: Any) -> Any:
    pk = comment if isinstance(comment, int) else comment.pk
    client = make_client(Scope.COMMENTS_WRITE, acts_for=actor)
    return client.put(f"{URL}/{pk}/author-role", data=body, content_type="application/json")


def test_a_comment_tells_the_role_and_signals_of_who_wrote_it() -> None:
    spoke = timezone.now() - timedelta(days=300)
    fan = make_fan(
        followers=0,
        posts=2,
        registered_at=spoke - timedelta(days=3),
        machine_role=Role.COPYCAT,
        masked_name="秘***密",
    )
    comment = make_comment(fan=fan, created_at=spoke)
    answer = make_client().get(f"{URL}/{comment.pk}")
    row = answer.json()
    assert row["author_role"] == "copycat"
    assert row["author_signals"] == {
        "standing": "featureless",
        "known": ["followers", "posts", "age"],
        "missing": ["verified", "name"],
    }
    assert "秘***密" not in answer.content.decode()
    assert make_client().get(URL).json()["results"][0]["author_role"] == "copycat"


def test_where_nobody_is_named_there_is_no_role() -> None:
    comment = make_comment(fan=None)
    row = make_client().get(f"{URL}/{comment.pk}").json()
    assert (row["author_role"], row["author_signals"]) == (None, None)


def test_a_client_says_who_wrote_and_gives_it_back(editor: User) -> None:
    comment = make_comment(fan=make_fan(machine_role=Role.COPYCAT))
    answer = say(comment, actor=editor, role="fan", reason="重名")
    assert answer.json() == {"comment": comment.pk, "author_role": "fan", "said_by": "person"}
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.reason) == ("fan.role", editor, "重名")
    assert say(comment, actor=editor, role="fan").status_code == 200
    assert Operation.objects.count() == 1
    answer = say(comment, actor=editor, role=None)
    assert (answer.json()["author_role"], answer.json()["said_by"]) == ("copycat", "machine")


@pytest.mark.parametrize(
    "body", [{}, {"role": "king"}, {"role": ""}, {"role": 1}, {"role": "fan\0"}]
)
def test_no_role_is_refused(editor: User, body: dict[str, Any]) -> None:
    answer = say(make_comment(), actor=editor, **body)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert not Operation.objects.exists()


def test_nobody_named_has_no_role_to_set(editor: User) -> None:
    assert say(make_comment(fan=None), actor=editor, role="fan").status_code == 404
    assert say(10**9, actor=editor, role="fan").status_code == 404


def test_rnd_and_a_key_of_nobody_set_no_role(rnd: User) -> None:
    comment = make_comment()
    assert say(comment, actor=rnd, role="own").status_code == 403
    assert say(comment, actor=None, role="own").status_code == 403
    assert not Operation.objects.exists()
