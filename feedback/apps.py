"""The feedback room as a Django app."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from feedback.checks import check_author_secret, check_pgvector


class FeedbackConfig(AppConfig):
    """What fans said."""

    name = "feedback"
    verbose_name = _("Feedback")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what must hold before the house is used, and how other rooms keep and follow."""
        register(check_pgvector, Tags.database)
        register(check_author_secret, Tags.security)
        autodiscover_modules("keeping", "recounting")
