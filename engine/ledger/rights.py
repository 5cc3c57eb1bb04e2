"""Who may take an operation back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

    from engine.ledger.models import Operation

    Person = AbstractBaseUser | AnonymousUser | PermissionsMixin

OWN = "ledger.undo_operation"
ANY = "ledger.undo_any_operation"


def may_undo(operation: Operation, *, person: Person) -> bool:
    """Whether a colleague may take it back: their own with one right, anybody's with another."""
    if person.has_perm(ANY):  # type: ignore[union-attr]
        return True
    is_own = operation.actor_id is not None and operation.actor_id == person.pk
    return is_own and bool(person.has_perm(OWN))  # type: ignore[union-attr]
