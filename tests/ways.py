"""Every way by which rows are written from outside: pages, actions, forms, endpoints, commands."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from engine.api.models import ClientKey
from engine.ledger.models import Operation
from feedback.models import Account, Comment, LexiconEntry, ProductLine, Tag
from feedback.services.labelling import label_comments, set_product_line, tag_comments
from feedback.services.versions import active_version
from ideas.models import Cluster, Idea, Says, Verdict
from ideas.services.attaching import attach_file
from ideas.services.editing import edit_idea
from ideas.services.judging import judge
from ideas.services.noting import write_note
from ideas.services.voting import add_vote
from ideas.services.watching import watch_idea
from tests.api import make_client
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_evidence,
    make_fan,
    make_idea,
)
from tests.feedback.test_reader_versions import make_version
from tests.files import picture, upload
from tests.ideas.test_consolidate import make_suggestion

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

Way = Callable[["World"], Any]
WEIBO = (
    Path(__file__).parent / "fixtures/mediacrawler/v2/weibo/jsonl/search_comments_2026-11-20.jsonl"
)


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


def fill(world: World, model: type[Model], row: Model | None, **values: Any) -> None:
    """Open a form of the admin, change these fields, and send all of it as a browser would."""
    act = "add" if row is None else "change"
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}"
    address = reverse(name, args=[] if row is None else [row.pk])
    form = world.client.get(address).context["adminform"].form
    sent: dict[str, Any] = {}
    for field in form:
        if field.value() is not None:
            sent[field.html_name] = field.value()
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = field.value() or ""
    answer = world.client.post(address, {**sent, **values})
    assert answer.status_code == 302, errors_of(answer)


def remove(world: World, row: Model) -> None:
    """Ask the admin to delete a row that is in use: it must stay."""
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_delete", args=[row.pk])
    world.client.post(address, {"post": "yes"})
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def remove_chosen(world: World, row: Model) -> None:
    """The same by the list's own action."""
    meta = row._meta
    sent = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk], "post": "yes"}
    world.client.post(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"), sent)
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def choose(world: World, model: str, action: str, row: Model, **values: Any) -> None:
    """Run an action of a list on one row."""
    sent = {"action": action, ACTION_CHECKBOX_NAME: [row.pk], "apply": "1", **values}
    answer = world.client.post(reverse(f"admin:{model}_changelist"), sent)
    assert answer.status_code == 302, errors_of(answer)


def waiting_cluster() -> Cluster:
    cluster = make_cluster()
    make_assignment(cluster=cluster)
    return cluster


def attachment_of(world: World) -> int:
    file = upload(picture())
    made, _is_new = attach_file(world.idea, file=file, milestone="concept", actor=world.person)
    return made.pk


def note_of(world: World) -> int:
    return write_note(world.idea, text="先问研发", actor=world.person).pk


def vote_of(world: World) -> int:
    vote, _is_new = add_vote(world.idea, fan=make_fan(), source="热线", actor=world.person)
    return vote.pk


def votes_file(world: World) -> SimpleUploadedFile:
    row = f"weibo,10087,{world.idea.pk},2026-11-20 10:00,https://example.com/2"
    text = f"channel,fan_id,idea,when,link\n{row}\n"
    return SimpleUploadedFile("votes.csv", text.encode(), content_type="text/csv")


def import_by_page(world: World) -> None:
    address = reverse("admin:ideas_idea_import_votes")
    world.client.post(address, {"file": votes_file(world), "confirm": "1"})


def import_by_api(world: World) -> None:
    answer = world.api.post(
        "/api/v1/votes/import", votes_file(world).read(), content_type="text/csv"
    )
    assert answer.status_code == 200, answer.content


def import_by_command(world: World) -> None:
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(votes_file(world).read())
        file.flush()
        call_command("import_votes", file.name, stdout=io.StringIO())


def newest() -> int:
    return Operation.objects.latest("pk").pk


def hand_in_file(world: World) -> None:
    answer = world.api.post(
        f"/api/v1/ideas/{world.idea.pk}/attachments",
        {"milestone": "concept", "file": upload(picture())},
    )
    assert answer.status_code == 201, answer.content


def activate_by_command(_world: World) -> None:
    active_version()
    call_command("train_reader", "--activate", make_version().name, stdout=io.StringIO())


def activate_in_list(world: World) -> None:
    active_version()
    version = make_version()
    sent = {"action": "activate", ACTION_CHECKBOX_NAME: [version.pk]}
    world.client.post(reverse("admin:feedback_readerversion_changelist"), sent)
    assert active_version().pk == version.pk


PAGES: dict[str, Way] = {
    "ledger_operation_undo": lambda w: w.post("ledger_operation_undo", newest(), reason="错了"),
    "ideas_cluster_promote": lambda w: w.post(
        "ideas_cluster_promote", waiting_cluster().pk, reason="值得"
    ),
    "ideas_note_write": lambda w: w.post("ideas_note_write", "idea", w.idea.pk, text="先问研发"),
    "ideas_note_edit": lambda w: w.post("ideas_note_edit", note_of(w), text="研发说可以"),
    "ideas_note_take_off": lambda w: w.post("ideas_note_take_off", note_of(w), reason="旧了"),
    "ideas_idea_attach": lambda w: w.post(
        "ideas_idea_attach", w.idea.pk, milestone="concept", file=upload(picture())
    ),
    "ideas_idea_take_off": lambda w: w.post("ideas_idea_take_off", attachment_of(w), reason="旧了"),
    "ideas_idea_watch": lambda w: w.post("ideas_idea_watch", w.idea.pk, watch="1"),
    "ideas_idea_watch again": lambda w: (
        watch_idea(w.idea, user=w.person, actor=w.person),
        w.post("ideas_idea_watch", w.idea.pk, watch="0"),
    ),
    "ideas_idea_move": lambda w: w.post(
        "ideas_idea_move", w.idea.pk, "in_review", seen=w.idea.status, reason="值得看"
    ),
    "ideas_idea_decide": lambda w: w.post(
        "ideas_idea_decide",
        w.idea.pk,
        outcome="decline",
        public_reason="这一款暂时不做，谢谢大家的想法",
        reason="太贵",
        seen=w.idea.status,
    ),
    "ideas_idea_import_votes": import_by_page,
    "ideas_idea_vote": lambda w: w.post(
        "ideas_idea_vote",
        w.idea.pk,
        channel="weibo",
        fan_id="10086",
        link="https://example.com/1",
    ),
    "ideas_idea_unvote": lambda w: w.post("ideas_idea_unvote", w.idea.pk, vote_of(w), reason="错"),
    "ideas_suggestion_accept": lambda w: w.post(
        "ideas_suggestion_accept", make_suggestion(w.person).pk, reason="一回事"
    ),
    "ideas_suggestion_dismiss": lambda w: w.post(
        "ideas_suggestion_dismiss", make_suggestion(w.person).pk, reason="两回事"
    ),
    "ideas_verdict_withdraw": lambda w: w.post(
        "ideas_verdict_withdraw", w.verdict.pk, reason="看错了"
    ),
}
# Pages that only show something.
READ_ONLY = {"ideas_idea_attachment", "ideas_idea_thumbnail"}
ACTIONS: dict[str, Way] = {
    "feedback.comment:label_as": lambda w: choose(
        w, "feedback_comment", "label_as", w.comment, label="complaint", reason=""
    ),
    "feedback.comment:set_tags": lambda w: choose(
        w, "feedback_comment", "set_tags", w.comment, add="乙", remove=[w.tag.pk]
    ),
    "feedback.comment:set_line": lambda w: choose(
        w, "feedback_comment", "set_line", w.comment, product_line=""
    ),
    "feedback.readerversion:activate": activate_in_list,
}
FORMS: dict[str, Way] = {
    "feedback.comment:change": lambda w: fill(
        w, Comment, w.comment, person_label="complaint", product_line="", tags=[]
    ),
    "ideas.idea:change": lambda w: fill(
        w, Idea, w.idea, given_title="冷宫", owner="", product_line="", route="mass", tags=[]
    ),
}
_IDEA, _NOTE = "/api/v1/ideas/<int:pk>", "/api/v1/notes/<int:pk>"
ENDPOINTS: dict[str, Way] = {
    f"POST {_IDEA}/attachments": hand_in_file,
    f"POST {_IDEA}/move": lambda w: w.call("post", f"ideas/{w.idea.pk}/move", {"to": "in_review"}),
    f"POST {_IDEA}/decisions": lambda w: w.call(
        "post",
        f"ideas/{w.idea.pk}/decisions",
        {"outcome": "decline", "public_reason": "这一款暂时不做，谢谢大家的想法"},
    ),
    f"POST {_IDEA}/votes": lambda w: w.call(
        "post",
        f"ideas/{w.idea.pk}/votes",
        {"channel": "weibo", "fan_id": "10086", "link": "https://example.com/1"},
    ),
    "DELETE /api/v1/votes/<int:pk>": lambda w: w.call("delete", f"votes/{vote_of(w)}"),
    "POST /api/v1/votes/import": import_by_api,
    f"POST {_IDEA}/notes": lambda w: w.call("post", f"ideas/{w.idea.pk}/notes", {"text": "好"}),
    f"PUT {_IDEA}/watch": lambda w: w.call("put", f"ideas/{w.idea.pk}/watch"),
    f"DELETE {_IDEA}/watch": lambda w: (
        watch_idea(w.idea, user=w.person, actor=w.person),
        w.call("delete", f"ideas/{w.idea.pk}/watch"),
    ),
    "DELETE /api/v1/attachments/<int:pk>": lambda w: w.call(
        "delete", f"attachments/{attachment_of(w)}"
    ),
    "POST /api/v1/comments/<int:pk>/notes": lambda w: w.call(
        "post", f"comments/{w.comment.pk}/notes", {"text": "好"}
    ),
    f"PATCH {_NOTE}": lambda w: w.call("patch", f"notes/{note_of(w)}", {"text": "研发说可以"}),
    f"DELETE {_NOTE}": lambda w: w.call("delete", f"notes/{note_of(w)}"),
    "POST /api/v1/operations/<int:pk>/undo": lambda w: w.call(
        "post", f"operations/{newest()}/undo", {}
    ),
}
COMMANDS: dict[str, Way] = {
    "manage.py train_reader": activate_by_command,
    "manage.py import_votes": import_by_command,
}

_COMMENT = {"channel": "weibo", "external_id": "1", "text_raw": "求出一个冷宫冰箱"}


def make_row(model: type[Model], **values: Any) -> Any:
    return model._base_manager.create(**values)


QUIET: dict[str, Way] = {
    "POST /api/v1/comments": lambda w: w.call("post", "comments", [_COMMENT]),
    "manage.py import_comments": lambda _w: call_command(
        "import_comments", str(WEIBO), stdout=io.StringIO(), stderr=io.StringIO()
    ),
    "manage.py reread": lambda _w: call_command("reread", stdout=io.StringIO()),
    "manage.py reembed": lambda _w: call_command("reembed", stdout=io.StringIO()),
    "manage.py consolidate": lambda _w: call_command("consolidate", stdout=io.StringIO()),
    "manage.py check_ledger": lambda _w: call_command("check_ledger", stdout=io.StringIO()),
    "manage.py make_api_key": lambda _w: call_command(
        "make_api_key", "crm", "--scope", "ideas:read", stdout=io.StringIO(), stderr=io.StringIO()
    ),
    "feedback.account:add": lambda w: fill(w, Account, None, channel="weibo", name="海尔"),
    "feedback.account:change": lambda w: fill(
        w, Account, make_row(Account, channel="weibo", name="海尔"), product_line=w.line.pk
    ),
    "feedback.account:delete": lambda w: w.post(
        "feedback_account_delete", make_row(Account, channel="weibo", name="海尔").pk, post="yes"
    ),
    "feedback.lexiconentry:add": lambda w: fill(
        w, LexiconEntry, None, word="海尔", meaning="brand", product_line=w.line.pk
    ),
    "feedback.lexiconentry:change": lambda w: fill(
        w, LexiconEntry, make_row(LexiconEntry, word="海尔", meaning="brand"), word="小海"
    ),
    "feedback.lexiconentry:delete": lambda w: w.post(
        "feedback_lexiconentry_delete",
        make_row(LexiconEntry, word="海尔", meaning="brand").pk,
        post="yes",
    ),
    "feedback.productline:add": lambda w: fill(w, ProductLine, None, name="空调"),
    "feedback.productline:change": lambda w: fill(w, ProductLine, w.line, name="大冰箱"),
    "feedback.productline:delete": lambda w: remove(w, w.line),
    "feedback.productline:delete in the list": lambda w: remove_chosen(w, w.line),
    "feedback.tag:add": lambda w: fill(w, Tag, None, name="丙"),
    "feedback.tag:change": lambda w: fill(w, Tag, w.tag, name="丁"),
    "feedback.tag:delete": lambda w: remove(w, w.tag),
    "feedback.tag:delete in the list": lambda w: remove_chosen(w, w.tag),
    "auth.user:add": lambda w: fill(
        w, User, None, username="fresh", password1="rather-long-77", password2="rather-long-77"
    ),
    "auth.user:change": lambda w: fill(w, User, owner(), username="another"),
    "auth.user:delete": lambda w: remove(w, owner()),
    "auth.user:delete in the list": lambda w: remove_chosen(w, owner()),
    "auth.group:add": lambda w: fill(w, Group, None, name="Guests"),
    "auth.group:change": lambda w: fill(w, Group, Group.objects.first(), name="Guests"),
    "auth.group:delete": lambda w: w.post(
        "auth_group_delete", Group.objects.latest("pk").pk, post="yes"
    ),
    "api.clientkey:add": lambda w: fill(w, ClientKey, None, name="crm", scopes=["ideas:read"]),
    "api.clientkey:change": lambda w: fill(w, ClientKey, ClientKey.objects.get(), revoked="on"),
}


def owner() -> User:
    return User.objects.get(username="owner")
