"""How long made-up stories are: `pytest --hypothesis-profile=long` tells long ones, for hours."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick",
    max_examples=8,
    stateful_step_count=16,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "long",
    settings.get_profile("quick"),
    max_examples=500,
    stateful_step_count=40,
    derandomize=False,
    print_blob=True,
)
