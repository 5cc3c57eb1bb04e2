"""Rows that people have changed already, and somebody who sends forms and calls about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

from feedback.models import Comment, ProductLine, Tag
from feedback.services.labelling import label_comments, set_product_line, tag_comments
from ideas.models import Idea, Says, Verdict
from ideas.services.editing import edit_idea
from ideas.services.judging import judge
from tests.api import make_client
from tests.factories import (
    make_comment,
    make_evidence,
    make_idea,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

Way = Callable[["World"], Any]


@dataclass(frozen=True)
class World:
    """Rows that people have changed already, and somebody who may do everything."""

    client: Client
    api: Client
    person: User
    comment: Comment
    idea: Idea
    line: ProductLine
    tag: Tag
    verdict: Verdict

    def request(self) -> HttpRequest:
        asked = RequestFactory().get("/admin/")
        asked.user = self.person
        return asked

    def post(self, page: str, *where: Any, **values: Any) -> None:
        """Send a form of the admin; it must be taken."""
        answer = self.client.post(reverse(f"admin:{page}", args=where), values)
        assert answer.status_code == 302, errors_of(answer)

    def call(self, method: str, address: str, body: Any = None) -> Any:
        answer = getattr(self.api, method)(
            f"/api/v1/{address}", data=body, content_type="application/json"
        )
        assert answer.status_code < 300, answer.content
        return answer


def errors_of(answer: Any) -> str:
    form = (answer.context or {}).get("adminform") or (answer.context or {}).get("form")
    return f"{answer.status_code} {getattr(form, 'errors', '')}"


def make_world(client: Client) -> World:
    person = User.objects.create_superuser("everything")
    client.force_login(person)
    line, tag = ProductLine.objects.create(name="冰箱"), Tag.objects.create(name="甲")
    comment, idea = make_comment(), make_idea(effective=None)
    label_comments([comment], label="praise", actor=person)
    tag_comments([comment], add=["甲"], actor=person)
    set_product_line([comment], product_line=line, actor=person)
    values = {"given_title": "冷宫造型的冰箱", "owner": make_owner(), "product_line": line}
    edit_idea(idea, values=values, tags=["甲"], actor=person)
    one, other = (make_evidence(idea).request for _ in range(2))
    verdict = judge(one, other, says=Says.SAME, actor=person)
    return World(client, make_client(acts_for=person), person, comment, idea, line, tag, verdict)


def make_owner() -> User:
    return User.objects.create_user("owner", is_staff=True)
