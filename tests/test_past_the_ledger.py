"""Nothing human is written past the ledger: every way in is driven, and none may be forgotten.

A new admin page, action or form, a new writing endpoint or command fails here until it is named
below: in the table of what it does, or among those that touch no cell of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from engine.ledger.cells import concerns
from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from feedback.models import Comment
from tests.ways.driven import ACTIONS, COMMANDS, ENDPOINTS, FORMS, PAGES, READ_ONLY
from tests.ways.quiet import QUIET
from tests.ways.world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db
Cells = dict[tuple[str, int, str], Any]
DRIVEN = {**PAGES, **ACTIONS, **FORMS, **ENDPOINTS, **COMMANDS}
# Rows that come in by themselves: from channels, by teaching, by grouping.
NOT_MADE_BY_PEOPLE = {
    "ideas.burstalert",
    "feedback.comment",
    "feedback.fan",
    "feedback.readerversion",
    "ideas.clock",
    "ideas.cluster",
    "ideas.integritycase",
    "ideas.outreach",
    "ideas.suggestion",
}
WRITING = {"post", "put", "patch", "delete"}
DJANGOS_OWN = ("changelist", "add", "history", "delete", "change")


@pytest.fixture
def world(client: Client) -> World:
    return make_world(client)


def held() -> Cells:
    """Every cell that people may change, as it is."""
    return {
        (concern.label, row, name): value
        for concern in concerns()
        for name, kind in concern.cells.items()
        for row, value in kind.read(
            list(concern.model._base_manager.values_list("pk", flat=True))
        ).items()
    }


def told_since(last: int) -> dict[tuple[str, int, str], tuple[Any, Any]]:
    """What the ledger says of cells changed since an operation: before and after."""
    told: dict[tuple[str, int, str], tuple[Any, Any]] = {}
    for operation in Operation.objects.filter(pk__gt=last).order_by("pk"):
        for cell in operation.changes.order_by("pk"):
            key = (cell.model, cell.row, cell.field)
            told[key] = (told[key][0] if key in told else cell.before, cell.after)
    return told


def prove(drive: Callable[[], Any]) -> int:
    """Do it; whatever people's cells hold now is told by operations. Answers how many."""
    before, last = held(), Operation.objects.order_by("-pk").values_list("pk", flat=True).first()
    drive()
    after, told = held(), told_since(last or 0)
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    for key in changed:
        assert told.get(key) == (before[key], after[key]), key
    made = {key[:2] for key in after.keys() - before.keys()} - {key[:2] for key in before}
    told_rows = {key[:2] for key in told}
    assert {row for row in made if row[0] not in NOT_MADE_BY_PEOPLE} <= told_rows
    assert before.keys() <= after.keys(), "a row with people's cells is gone"
    assert differences() == []
    return Operation.objects.filter(pk__gt=last or 0).count()


@pytest.mark.parametrize("way", DRIVEN)
def test_what_people_do_is_told_by_the_ledger(world: World, way: str) -> None:
    assert prove(lambda: DRIVEN[way](world)) > 0


@pytest.mark.parametrize("way", QUIET)
def test_what_touches_no_cell_of_people_leaves_them_as_they_are(world: World, way: str) -> None:
    before = held()
    assert prove(lambda: QUIET[way](world)) == 0
    after = held()
    assert {key: after[key] for key in before} == before


def test_a_write_past_the_ledger_would_be_seen(world: World) -> None:
    def pass_by() -> None:
        Comment.objects.filter(pk=world.comment.pk).update(person_label="other")

    with pytest.raises(AssertionError):
        prove(pass_by)


def test_no_page_of_the_admin_is_forgotten() -> None:
    known = {name.split()[0] for name in (*PAGES, *QUIET)}
    assert sorted(set(own_pages()) - known - READ_ONLY) == []


def test_no_action_of_a_list_is_forgotten(world: World) -> None:
    known = {name.split()[0] for name in (*ACTIONS, *QUIET)}
    there = {
        f"{model._meta.label_lower}:{name}".replace(":delete_selected", ":delete")
        for model, page in admin.site._registry.items()
        for name in page.get_actions(world.request())
    }
    assert sorted(there - known) == []


def test_rows_are_written_neither_in_lists_nor_beside_other_forms() -> None:
    """Such forms would be further ways in, and are driven nowhere here."""
    pages = admin.site._registry.values()
    assert [page for page in pages if page.list_editable or page.inlines] == []


def test_no_form_of_the_admin_is_forgotten(world: World) -> None:
    """Asked of a superuser, who may all that a page allows at all."""
    known = {name.split()[0] for name in (*FORMS, *QUIET)}
    there = {
        f"{model._meta.label_lower}:{act}"
        for model, page in admin.site._registry.items()
        for act in ("add", "change", "delete")
        if allows(page, world, act)
    }
    assert sorted(there - known) == []


def test_no_writing_endpoint_is_forgotten() -> None:
    known = {" ".join(name.split()[:2]) for name in (*ENDPOINTS, *QUIET)}
    assert sorted(set(endpoints()) - known) == []


def test_no_command_is_forgotten() -> None:
    ours = {
        name
        for name, app in get_commands().items()
        if str(app).split(".")[0] in {"engine", "feedback", "ideas"}
    }
    known = {name.removeprefix("manage.py ").split()[0] for name in (*COMMANDS, *QUIET)}
    assert sorted(ours - known - NOT_DRIVEN) == []


# They store nothing, or start servers and then do what import_comments and the tasks do.
NOT_DRIVEN = {"read_texts", "group_texts", "show_statuses", "demo", "run"}


def allows(page: Any, world: World, act: str) -> bool:
    asked = world.request()
    return bool(getattr(page, f"has_{act}_permission")(asked))


def routes(patterns: Any, *, path: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path=here)
        else:
            yield here, pattern


def own_pages() -> Iterator[str]:
    """Names of the admin's pages that are not Django's own."""
    for path, pattern in routes(get_resolver().url_patterns):
        app = path.removeprefix("admin/").split("/")[0]
        name = pattern.name or ""
        ours = path.startswith("admin/") and app in {"api", "ledger", "feedback", "ideas"}
        if ours and name and not name.endswith(tuple(f"_{own}" for own in DJANGOS_OWN)):
            yield name


def endpoints() -> Iterator[str]:
    for path, pattern in routes(get_resolver().url_patterns):
        actions = getattr(pattern.callback, "actions", None) or {}
        for method in sorted(WRITING & set(actions)):
            yield f"{method.upper()} /{path}"
