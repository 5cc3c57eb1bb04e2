"""What counts changed, because somebody is another to us: rooms that count say how they follow.

They do so in modules named `recounting`, for this room knows nothing of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

# Gets the fans whose role may have changed; called in the transaction of the change or after it.
Follower: TypeAlias = Callable[[Collection[int]], None]

_FOLLOWERS: list[Follower] = []


def when_roles_change(*followers: Follower) -> None:
    """Let these bring in order what is counted from what fans said."""
    _FOLLOWERS.extend(followers)


def tell_roles_changed(fans: Collection[int]) -> None:
    """Let every room that counts follow."""
    if fans:
        for follow in _FOLLOWERS:
            follow(fans)
