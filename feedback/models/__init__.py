"""Tables of what fans said."""

from feedback.models.comment import Comment, CommentQuerySet, CommentState, Kind, Label, Tag
from feedback.models.ours import Account, Channel, LexiconEntry, ProductLine
from feedback.models.people import Fan, Role, Thread, Verified, from_fans
from feedback.models.request import FanRequest, FanRequestQuerySet, RequestKind
from feedback.models.state_change import StateChange
from feedback.models.version import ReaderVersion, ReaderVersionQuerySet

__all__ = [
    "Account",
    "Channel",
    "Comment",
    "CommentQuerySet",
    "CommentState",
    "Fan",
    "FanRequest",
    "FanRequestQuerySet",
    "Kind",
    "Label",
    "LexiconEntry",
    "ProductLine",
    "ReaderVersion",
    "ReaderVersionQuerySet",
    "RequestKind",
    "Role",
    "StateChange",
    "Tag",
    "Thread",
    "Verified",
    "from_fans",
]
