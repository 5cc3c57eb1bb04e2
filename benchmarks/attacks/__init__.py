"""Attacks simulated: support that is bought, honest waves, and what becomes of both."""

import os

import django
from django.apps import apps

DATABASE = "lenggong_attacks"

# A database of its own: nobody's comments are touched. Under the tests Django is up, on theirs.
if not apps.ready:
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "engine.settings",
            "LENGGONG_DATABASE": DATABASE,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
    )
    django.setup()
