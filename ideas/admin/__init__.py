"""The ideas room's pages, and who works here."""

from django.utils.translation import gettext_lazy as _

from engine.ledger.names import name_operations
from ideas.admin.bursts import BurstAlertAdmin
from ideas.admin.cases import IntegrityCaseAdmin
from ideas.admin.clocks import ClockAdmin, ClockPolicyAdmin
from ideas.admin.clusters import ClusterAdmin
from ideas.admin.handoffs import HandOffAdmin
from ideas.admin.ideas import IdeaAdmin
from ideas.admin.notes import NoteAdmin
from ideas.admin.notices import NoticeAdmin
from ideas.admin.outreach import OutreachAdmin, TemplateAdmin
from ideas.admin.robots import RobotAdmin
from ideas.admin.staff import StaffAdmin, StaffGroupAdmin
from ideas.admin.suggestions import SuggestionAdmin
from ideas.admin.verdicts import VerdictAdmin

__all__ = [
    "BurstAlertAdmin",
    "ClockAdmin",
    "ClockPolicyAdmin",
    "ClusterAdmin",
    "HandOffAdmin",
    "IdeaAdmin",
    "IntegrityCaseAdmin",
    "NoteAdmin",
    "NoticeAdmin",
    "OutreachAdmin",
    "RobotAdmin",
    "StaffAdmin",
    "StaffGroupAdmin",
    "SuggestionAdmin",
    "TemplateAdmin",
    "VerdictAdmin",
]

name_operations(
    {
        "idea.status": _("status changed"),
        "idea.decide": _("decision made"),
        "idea.wake": _("woke by itself"),
        "idea.edit": _("idea edited"),
        "idea.promote": _("cluster made an idea"),
        "idea.vote": _("vote recorded"),
        "idea.unvote": _("vote withdrawn"),
        "idea.import_votes": _("votes imported"),
        "idea.watch": _("watching begun"),
        "idea.unwatch": _("watching ended"),
        "clock.pause": _("clock paused"),
        "clock.resume": _("clock resumed"),
        "clock.waive": _("clock waived"),
        "hand_off.send": _("idea handed over"),
        "hand_off.receive": _("hand-off received"),
        "hand_off.decide": _("hand-off decided"),
        "outreach.approve": _("words to fans approved"),
        "outreach.sent": _("fans told"),
        "outreach.failed": _("words to fans not sent"),
        "outreach.unreachable": _("fans not reached"),
        "outreach.requeue": _("fans queued again"),
        "outreach.reword": _("words to a fan changed"),
        "outreach.redraft": _("words to fans drafted anew"),
        "outreach.opt_out": _("fans want to hear nothing"),
        "award.give": _("first unit given"),
        "attachment.add": _("file attached"),
        "attachment.take_off": _("file taken off"),
        "note.write": _("internal note written"),
        "note.edit": _("internal note edited"),
        "note.take_off": _("internal note taken off"),
        "idea.create": _("idea made by hand"),
        "idea.merge": _("ideas merged"),
        "idea.split": _("idea split"),
        "cluster.attach": _("cluster attached"),
        "cluster.detach": _("cluster detached"),
        "request.move": _("request moved"),
        "request.confirm": _("request confirmed"),
        "request.reject": _("request rejected"),
        "case.decide": _("integrity case decided"),
        "cluster.join": _("clusters joined"),
        "suggestion.accept": _("suggestion accepted"),
        "suggestion.dismiss": _("suggestion turned down"),
        "verdict.make": _("requests judged"),
        "verdict.withdraw": _("verdict withdrawn"),
        "burst.acknowledge": _("burst acknowledged"),
        "burst.dismiss": _("burst dismissed"),
    }
)
