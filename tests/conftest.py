"""What every test stands on: real servers, three people with roles."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db.models.signals import post_migrate

from ideas.roles import EDITOR, MANAGER, RND

if TYPE_CHECKING:
    from collections.abc import Callable

# The house's own rows: which migration laid them down, by what, for which table.
_LAID_DOWN = (
    ("ideas.migrations.0011_clocks_and_hand_offs", "make_promises", "ClockPolicy"),
    ("ideas.migrations.0013_outreach", "make_templates", "Template"),
)


def _lay_down_again(sender: Any, **_signal: Any) -> None:
    """Bring back what migrations laid down: a test of transactions empties every table."""
    if sender.name != "ideas":
        return
    for module, make, model in _LAID_DOWN:
        if not apps.get_model("ideas", model)._default_manager.exists():
            getattr(import_module(module), make)(apps, None)


post_migrate.connect(_lay_down_again, dispatch_uid="tests: rows of migrations")


@pytest.fixture
def make_person(db: None) -> Callable[..., User]:
    """Make a staff member of one of the three groups."""

    def make(name: str, *, group: str) -> User:
        person = User.objects.create_user(name, password="not-a-real-password", is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        return person

    return make


@pytest.fixture
def editor(make_person: Callable[..., User]) -> User:
    return make_person("editor", group=EDITOR)


@pytest.fixture
def manager(make_person: Callable[..., User]) -> User:
    return make_person("manager", group=MANAGER)


@pytest.fixture
def rnd(make_person: Callable[..., User]) -> User:
    return make_person("rnd", group=RND)
