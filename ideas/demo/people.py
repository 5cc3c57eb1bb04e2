"""Demo people, one a role; never made on a database somebody else owns."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, User

from engine import embedded
from ideas.roles import EDITOR, MANAGER, RND


@dataclass(frozen=True, slots=True)
class Person:
    """Who may log in to look around."""

    name: str
    group: str


PEOPLE = (Person("editor", EDITOR), Person("manager", MANAGER), Person("rnd", RND))
ADMIN = "admin"
_PASSWORD_LENGTH = 14


def demo_password() -> str:
    """The demo people's password: made once for this checkout, short enough to type."""
    return embedded.secret("demo-password")[:_PASSWORD_LENGTH]


def make_people(*, password: str) -> list[Person]:
    """Make the three roles and an administrator with this password; repeatable."""
    _person(ADMIN, password=password, is_superuser=True)
    for person in PEOPLE:
        user = _person(person.name, password=password, is_superuser=False)
        user.groups.set([Group.objects.get(name=person.group)])
    return [*PEOPLE, Person(ADMIN, "")]


def _person(name: str, *, password: str, is_superuser: bool) -> User:
    user, _made = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": is_superuser}
    )
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user
