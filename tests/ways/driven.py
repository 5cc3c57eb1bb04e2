"""What people do: every page, action, form, endpoint and command that writes their cells."""

from __future__ import annotations

import io
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from engine.ledger.models import Operation
from feedback.models import Comment
from feedback.services.versions import active_version
from ideas.models import Cluster, Idea
from ideas.services.attaching import attach_file
from ideas.services.noting import write_note
from ideas.services.voting import add_vote
from ideas.services.watching import watch_idea
from tests.factories import (
    make_assignment,
    make_burst,
    make_cluster,
    make_fan,
)
from tests.feedback.test_reader_versions import make_version
from tests.files import picture, upload
from tests.ideas.integrity_rows import make_case
from tests.ideas.test_consolidate import make_suggestion
from tests.ways import outreach, promises, structure
from tests.ways.forms import choose, fill

if TYPE_CHECKING:
    from tests.ways.world import Way, World


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
    **structure.PAGES,
    **promises.PAGES,
    **outreach.PAGES,
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
    "ideas_integritycase_decide": lambda w: w.post(
        "ideas_integritycase_decide", make_case(idea=w.idea).pk, outcome="cap", reason="同一批新号"
    ),
    "ideas_burstalert_acknowledge": lambda w: w.post(
        "ideas_burstalert_acknowledge", make_burst().pk, reason="看到了"
    ),
    "ideas_burstalert_dismiss": lambda w: w.post(
        "ideas_burstalert_dismiss", make_burst().pk, reason="抽奖"
    ),
    "ideas_verdict_withdraw": lambda w: w.post(
        "ideas_verdict_withdraw", w.verdict.pk, reason="看错了"
    ),
}
# Pages that only show something.
READ_ONLY = {
    "ideas_idea_attachment",
    "ideas_idea_thumbnail",
    *promises.READ_ONLY,
    *outreach.READ_ONLY,
}
ACTIONS: dict[str, Way] = {
    **outreach.ACTIONS,
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
    **structure.ENDPOINTS,
    **promises.ENDPOINTS,
    **outreach.ENDPOINTS,
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
    "POST /api/v1/integrity-cases/<int:pk>/decide": lambda w: w.call(
        "post",
        f"integrity-cases/{make_case(idea=w.idea).pk}/decide",
        {"outcome": "exclude", "reason": "买的"},
    ),
    "POST /api/v1/bursts/<int:pk>/acknowledge": lambda w: w.call(
        "post", f"bursts/{make_burst().pk}/acknowledge", {}
    ),
    "POST /api/v1/bursts/<int:pk>/dismiss": lambda w: w.call(
        "post", f"bursts/{make_burst().pk}/dismiss", {"reason": "抽奖"}
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
