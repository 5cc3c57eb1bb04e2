"""Only services write rows that hold cells of people: read from the code itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.ledger.cells import concerns

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("engine", "feedback", "ideas")
WRITERS = {"services", "migrations"}
CALLS = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "raw_delete",
}
STATEMENT = re.compile(r"\b(UPDATE \w+ SET|INSERT INTO|DELETE FROM|TRUNCATE|COPY \w+ *\()")
# Calls that name no table: each was looked at. A new one is looked at too, and then added.
LOOKED_AT = {
    # cells being put back: values that the ledger itself holds
    "engine/ledger/cells.py": {
        "self.model._base_manager.filter(pk__in=rows).update",
        "self.model._base_manager.filter(pk=row).update",
        "target._base_manager.bulk_create",
        "through._base_manager.bulk_create",
        "through._base_manager.filter(**{f'{mine}__in': list(values)}).delete",
    },
    "ideas/cells.py": {
        "IntegrityCase.objects.filter(pk=row).update",
        "Suggestion.objects.filter(pk=row).update",
        "Suggestion.objects.waiting_beside(row).delete",
    },
    # numbers and pictures, no rows
    "engine/nlp/mending/repair.py": {"np.delete"},
    "engine/nlp/training/store.py": {"np.save"},
    "engine/uploads/pictures.py": {"clean.save"},
    # colleagues and groups hold no cells
    "ideas/demo/people.py": {"user.save"},
    "ideas/roles.py": {"groups.get_or_create"},
}


def writing_calls(tree: ast.AST) -> Iterator[str]:
    """What might write rows: calls of the ORM, and statements of SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # a dict's or a sum's update takes its values without names
            named = node.func.attr == "update" and node.keywords and not node.args
            if named or node.func.attr in CALLS:
                yield ast.unparse(node.func)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from STATEMENT.findall(node.value)


def written(source: str, *, models: set[str]) -> set[str]:
    """Writing calls, less those on tables that hold no cells of people."""
    return {call for call in writing_calls(ast.parse(source)) if not is_harmless(call, models)}


def is_harmless(call: str, models: set[str]) -> bool:
    table, dot, _rest = call.partition(".objects.")
    return bool(dot) and table.isidentifier() and table[0].isupper() and table not in models


def test_nothing_but_services_writes_peoples_cells() -> None:
    models = {concern.model.__name__ for concern in concerns()}
    found = {}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        if not WRITERS & set(path.parts):
            place = path.relative_to(ROOT).as_posix()
            calls = written(path.read_text(encoding="utf-8"), models=models)
            if calls - LOOKED_AT.get(place, set()):
                found[place] = sorted(calls)
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "Comment.objects.filter(pk=1).update(person_label='x')",
        "comment.save()",
        "queryset.update(status='launched')",
        "Comment.tags.through.objects.create(comment=1, tag=2)",
        "cursor.execute('UPDATE ideas_idea SET status = 1')",
        "super().save_model(request, obj, form, change); obj.delete()",
    ],
)
def test_a_write_past_the_services_would_be_seen(source: str) -> None:
    assert written(source, models={"Comment", "Idea"})


def test_what_holds_no_cells_may_be_written() -> None:
    assert written("Account.objects.get_or_create(name='x')", models={"Comment"}) == set()
    assert written("seen.update({1: 2}); seen.update(more)", models={"Comment"}) == set()


def test_the_list_names_only_calls_that_are_there() -> None:
    for place, calls in LOOKED_AT.items():
        tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
        assert calls <= set(writing_calls(tree)), place
