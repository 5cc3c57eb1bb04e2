"""What writes rows but no cell of people."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command

from engine.api.models import ClientKey
from feedback.models import Account, LexiconEntry, ProductLine, Tag
from ideas.models import Robot
from tests.notices import make_notice, make_robot
from tests.ways import outreach, promises, structure
from tests.ways.forms import choose, fill, remove, remove_chosen

if TYPE_CHECKING:
    from django.db.models import Model

    from tests.ways.world import Way


WEIBO = (
    Path(__file__).parents[1]
    / "fixtures/mediacrawler/v2/weibo/jsonl/search_comments_2026-11-20.jsonl"
)
_COMMENT = {"channel": "weibo", "external_id": "1", "text_raw": "求出一个冷宫冰箱"}
NEVER_QUIET = {"quiet_from": "", "quiet_to": ""}


def make_row(model: type[Model], **values: Any) -> Any:
    return model._base_manager.create(**values)


QUIET: dict[str, Way] = {
    **structure.QUIET,
    **promises.QUIET,
    **outreach.QUIET,
    "POST /api/v1/comments": lambda w: w.call("post", "comments", [_COMMENT]),
    "manage.py import_comments": lambda _w: call_command(
        "import_comments", str(WEIBO), stdout=io.StringIO(), stderr=io.StringIO()
    ),
    "manage.py reread": lambda _w: call_command("reread", stdout=io.StringIO()),
    "manage.py reembed": lambda _w: call_command("reembed", stdout=io.StringIO()),
    "manage.py consolidate": lambda _w: call_command("consolidate", stdout=io.StringIO()),
    "manage.py sweep_files": lambda _w: call_command("sweep_files", stdout=io.StringIO()),
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
    "ideas.robot:add": lambda w: fill(
        w,
        Robot,
        None,
        kind="feishu",
        name="研发群",
        url="https://robots.example/send?key=1",
        **NEVER_QUIET,
    ),
    "ideas.robot:change": lambda w: fill(w, Robot, make_robot(), name="设计群", **NEVER_QUIET),
    "ideas_robot_test": lambda w: w.post(
        "ideas_robot_test", make_robot(url="https://robots.invalid/").pk
    ),
    "ideas_notice_mine": lambda w: w.post(
        "ideas_notice_mine", events=["digest"], by_email="on", language="en", **NEVER_QUIET
    ),
    "ideas.notice:send_again": lambda w: choose(
        w, "ideas_notice", "send_again", make_notice(robot=make_robot())
    ),
    "api.clientkey:add": lambda w: fill(w, ClientKey, None, name="crm", scopes=["ideas:read"]),
    "api.clientkey:change": lambda w: fill(w, ClientKey, ClientKey.objects.get(), revoked="on"),
}


def owner() -> User:
    return User.objects.get(username="owner")
