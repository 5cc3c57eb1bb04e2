"""Robots as people set them up: addresses and secrets go in sealed and come out only to be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine.notices.guarding import checked_address
from engine.notices.messages import Message
from engine.notices.robots import send_to_robot
from engine.sealing import seal, unseal

if TYPE_CHECKING:
    from ideas.models import Robot


@dataclass(frozen=True, slots=True)
class Address:
    """Where a robot is and how it is signed to; neither is ever printed."""

    url: str = field(repr=False)
    secret: str = field(repr=False)


def save_robot(
    robot: Robot, *, url: str = "", secret: str = "", drops_secret: bool = False
) -> None:
    """Keep a robot as its fields are; an address or secret that is not given stays as it was.

    A robot with a new address or secret is tried at once. NotSentError where the address is none.
    """
    if url:
        checked_address(url)
        robot.sealed_url = seal(url, secret=settings.SEALING_SECRET)
    if secret or drops_secret:
        robot.sealed_secret = seal(secret, secret=settings.SEALING_SECRET) if secret else ""
    if url or secret or drops_secret:
        robot.rests_until = None
    robot.save()


def address_of(robot: Robot) -> Address:
    """Open what was sealed; SealError where it was sealed with another secret."""
    secret, key = robot.sealed_secret, settings.SEALING_SECRET
    return Address(
        unseal(robot.sealed_url, secret=key), unseal(secret, secret=key) if secret else ""
    )


def send_test(robot: Robot) -> None:
    """Say a word in the robot's group now, past the outbox; NotSentError or SealError if not."""
    address = address_of(robot)
    with override(robot.language):
        message = Message(_("A test of the notices"), _("This robot tells this group of ideas."))
    send_to_robot(
        robot.kind,
        message,
        url=address.url,
        secret=address.secret,
        takes_private=settings.ROBOTS_MAY_BE_PRIVATE,
    )
