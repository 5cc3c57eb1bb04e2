"""The whole way of real comments, timed: received, read and grouped by real workers."""

import os

import django

DATABASE = "lenggong_bench"

# A database and a broker's number of its own: nobody's comments are touched.
os.environ.pop("DATABASE_URL", None)
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "engine.settings",
        "LENGGONG_DATABASE": DATABASE,
        "LENGGONG_BROKER_DB": "3",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
)
django.setup()
