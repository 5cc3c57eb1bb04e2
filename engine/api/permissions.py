"""What a client may do: the scope that a view asks for each of its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

from engine.api.models import ClientKey

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

# DRF's names for a method that no action stands behind; the view goes on to answer 405.
_NO_ACTION = (None, "metadata")


class HasScope(BasePermission):
    """Refuse a key without the scope; an action that names none is closed to everybody."""

    message = "The key lacks the scope that this needs."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the key may be used for this action."""
        if not isinstance(request.auth, ClientKey):
            return False
        action = getattr(view, "action", "")
        if action in _NO_ACTION:
            return True
        scope = getattr(view, "required_scopes", {}).get(action)
        self.message = f'The key lacks the scope "{scope}".'
        return scope in request.auth.scopes
