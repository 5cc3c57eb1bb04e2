"""Pages and endpoints of telling fans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideas.models import Idea, Outreach, Status, Template
from ideas.services.moving import Given, change_status
from ideas.services.outreach import tell
from tests.ways.forms import choose, fill

if TYPE_CHECKING:
    from tests.ways.world import Way, World


def reached(world: World) -> Idea:
    """The world's idea at its concept, with its fans listed."""
    idea = Idea.objects.get(pk=world.idea.pk)
    return change_status(idea, to=Status.CONCEPT, actor=world.person)


def queued(world: World) -> Outreach:
    return Outreach.objects.told().filter(idea=reached(world)).earliest("pk")


def approved(world: World) -> Outreach:
    row = queued(world)
    tell([row.pk], to="approved", actor=world.person)
    return row


def launched(world: World) -> int:
    idea = Idea.objects.get(pk=world.idea.pk)
    given = Given(route="small_batch", approver=world.person)
    change_status(idea, to=Status.LAUNCHED, actor=world.person, given=given, reason="一百台")
    return idea.pk


def template() -> Template:
    return Template.objects.earliest("pk")


_LIST = "ideas_outreach"
PAGES: dict[str, Way] = {
    "ideas_outreach_reword": lambda w: w.post(
        "ideas_outreach_reword", queued(w).pk, draft="谢谢您！"
    ),
    # the list itself is derived from who asked, as clocks are from moves
    "ideas_idea_plan": lambda w: w.post("ideas_idea_plan", reached(w).pk, milestone="concept"),
    "ideas_idea_award": lambda w: w.post("ideas_idea_award", launched(w), note="001"),
}
ACTIONS: dict[str, Way] = {
    "ideas.outreach:approve": lambda w: choose(w, _LIST, "approve", queued(w), reason=""),
    "ideas.outreach:mark_sent": lambda w: choose(
        w, _LIST, "mark_sent", approved(w), link="https://example.com/1", reason=""
    ),
    "ideas.outreach:mark_failed": lambda w: choose(
        w, _LIST, "mark_failed", approved(w), reason="关了"
    ),
    "ideas.outreach:mark_unreachable": lambda w: choose(
        w, _LIST, "mark_unreachable", queued(w), reason="号没了"
    ),
    "ideas.outreach:requeue": lambda w: choose(w, _LIST, "requeue", approved(w), reason=""),
    "ideas.outreach:opt_out": lambda w: choose(w, _LIST, "opt_out", queued(w), reason="别@我"),
    "ideas.outreach:redraft": lambda w: (
        queued(w),
        Template.objects.update(text="来看{idea}"),
        choose(w, _LIST, "redraft", Outreach.objects.earliest("pk"), reason=""),
    ),
}


def call(act: str, row: Way, **values: str) -> Way:
    """An endpoint about one row."""
    return lambda w: w.call("post", f"outreach/{act}", {"outreach": [row(w).pk], **values})


ENDPOINTS: dict[str, Way] = {
    "POST /api/v1/outreach/approve": call("approve", queued),
    "POST /api/v1/outreach/sent": call("sent", approved, link="https://example.com/1"),
    "POST /api/v1/outreach/failed": call("failed", approved, reason="关了"),
    "POST /api/v1/outreach/unreachable": call("unreachable", queued),
    "POST /api/v1/outreach/requeue": call("requeue", approved),
    "POST /api/v1/outreach/opt-out": call("opt-out", queued),
    "POST /api/v1/ideas/<int:pk>/outreach/plan": lambda w: w.call(
        "post", f"ideas/{reached(w).pk}/outreach/plan", {"milestone": "concept"}
    ),
    "POST /api/v1/ideas/<int:pk>/awards": lambda w: w.call(
        "post", f"ideas/{launched(w)}/awards", {"note": "001"}
    ),
}
READ_ONLY = {"ideas_outreach_export"}
QUIET: dict[str, Way] = {
    "ideas.template:add": lambda w: fill(
        w, Template, None, milestone="concept", channel="weibo", text="来看{idea}"
    ),
    "ideas.template:change": lambda w: fill(w, Template, template(), text="来看{idea}"),
    "ideas.template:delete": lambda w: w.post("ideas_template_delete", template().pk, post="yes"),
    "ideas.template:delete in the list": lambda w: choose(
        w, "ideas_template", "delete_selected", template(), post="yes"
    ),
}
