"""What every test stands on: real servers, three people with roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Group, User

from ideas.roles import EDITOR, MANAGER, RND

if TYPE_CHECKING:
    from collections.abc import Callable


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
