"""The ledger's pages."""

from django.utils.translation import gettext_lazy as _

from engine.ledger.admin.operations import OperationAdmin
from engine.ledger.names import name_operations
from engine.ledger.undoing import KIND

__all__ = ["OperationAdmin"]

name_operations({KIND: _("operation taken back")})
