"""ClientKey: who may call the API, and for what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey


class Scope(models.TextChoices):
    """What a key may be used for."""

    COMMENTS_WRITE = "comments:write", _("hand in comments")
    COMMENTS_READ = "comments:read", _("read comments and requests")
    IDEAS_READ = "ideas:read", _("read ideas with their evidence")
    IDEAS_WRITE = "ideas:write", _("change ideas, as the colleague the key acts for")
    NOTES_READ = "notes:read", _("read internal notes")
    NOTES_WRITE = "notes:write", _("write internal notes, as the colleague the key acts for")
    NOTICES_READ = "notices:read", _("read notices to the colleague the key acts for")
    OUTREACH_READ = "outreach:read", _("read drafts to fans, with their masked names")
    OUTREACH_WRITE = "outreach:write", _("list and tell fans, as the colleague the key acts for")
    VOTES_WRITE = "votes:write", _("record, withdraw and import votes")
    LEDGER_READ = "ledger:read", _("read all that people changed, internal notes included")
    LEDGER_WRITE = "ledger:write", _("take changes back, as the colleague the key acts for")


# What a key with one of these changes is somebody's doing: it must act for a colleague.
ACTING = frozenset(
    {
        Scope.IDEAS_WRITE,
        Scope.LEDGER_WRITE,
        Scope.NOTES_WRITE,
        Scope.OUTREACH_WRITE,
        Scope.VOTES_WRITE,
    }
)


class ClientKey(AbstractAPIKey):
    """A client's key: stored hashed, shown once, with scopes."""

    scopes: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=30, choices=Scope), verbose_name=_("scopes"), default=list
    )
    # what a program does must be somebody's doing: the ledger names people, and roles are theirs
    acts_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("acts for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Changes made with the key are this colleague's, within their roles."),
    )

    class Meta(AbstractAPIKey.Meta):
        verbose_name = _("client key")  # type: ignore[assignment]
        verbose_name_plural = _("client keys")  # type: ignore[assignment]
        abstract = False
