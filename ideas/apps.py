"""The ideas room as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from ideas.roles import sync_roles


class IdeasConfig(AppConfig):
    """What we may build."""

    name = "ideas"
    verbose_name = _("Ideas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the three groups' permissions as the code says, after every migrate."""
        post_migrate.connect(sync_roles, sender=self)
