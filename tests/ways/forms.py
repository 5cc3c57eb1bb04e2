"""How a browser fills the admin's forms, runs a list's actions, and asks for deletions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from tests.ways.world import World, errors_of

if TYPE_CHECKING:
    from django.db.models import Model


def fill(world: World, model: type[Model], row: Model | None, **values: Any) -> None:
    """Open a form of the admin, change these fields, and send all of it as a browser would."""
    act = "add" if row is None else "change"
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}"
    address = reverse(name, args=[] if row is None else [row.pk])
    form = world.client.get(address).context["adminform"].form
    sent: dict[str, Any] = {}
    for field in form:
        if field.value() is not None:
            sent[field.html_name] = field.value()
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = field.value() or ""
    answer = world.client.post(address, {**sent, **values})
    assert answer.status_code == 302, errors_of(answer)


def remove(world: World, row: Model) -> None:
    """Ask the admin to delete a row that is in use: it must stay."""
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_delete", args=[row.pk])
    world.client.post(address, {"post": "yes"})
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def remove_chosen(world: World, row: Model) -> None:
    """The same by the list's own action."""
    meta = row._meta
    sent = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk], "post": "yes"}
    world.client.post(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"), sent)
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def choose(world: World, model: str, action: str, row: Model, **values: Any) -> None:
    """Run an action of a list on one row."""
    sent = {"action": action, ACTION_CHECKBOX_NAME: [row.pk], "apply": "1", **values}
    answer = world.client.post(reverse(f"admin:{model}_changelist"), sent)
    assert answer.status_code == 302, errors_of(answer)
