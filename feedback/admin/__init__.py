"""The feedback room's pages."""

from django.utils.translation import gettext_lazy as _

from engine.ledger.names import name_operations
from feedback.admin.accounts import AccountAdmin
from feedback.admin.comments import CommentAdmin
from feedback.admin.people import FanAdmin, ThreadAdmin
from feedback.admin.requests import FanRequestAdmin
from feedback.admin.versions import ReaderVersionAdmin
from feedback.admin.words import LexiconEntryAdmin, ProductLineAdmin, TagAdmin

__all__ = [
    "AccountAdmin",
    "CommentAdmin",
    "FanAdmin",
    "FanRequestAdmin",
    "LexiconEntryAdmin",
    "ProductLineAdmin",
    "ReaderVersionAdmin",
    "TagAdmin",
    "ThreadAdmin",
]

name_operations(
    {
        "comment.label": _("comment labelled"),
        "comment.spans": _("spans of a comment set"),
        "comment.tag": _("comment tagged"),
        "fan.role": _("who a fan is to us said"),
        "comment.product_line": _("product line of a comment set"),
        "reader.activate": _("reader version activated"),
    }
)
