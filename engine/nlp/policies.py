"""Which policy belongs to which encoder: a threshold means nothing away from its vectors."""

import functools
import logging
from dataclasses import replace

from engine.nlp.similarity import DEFAULT, PLAIN, Policy

logger = logging.getLogger(__name__)

# Add a policy here when an encoder is measured with benchmarks/learn_similarity.py.
MEASURED = (DEFAULT, PLAIN)


def policy_for(version: str, *, threshold: float | None = None) -> Policy:
    """Return the policy of an encoder's version, with another threshold if one is given.

    An encoder nobody measured gets the weights and threshold of the default one under its own
    name, and a warning once a process: likely usable, surely not best.
    """
    known = next((policy for policy in MEASURED if policy.version == version), None)
    if known is None:
        known = replace(DEFAULT, version=version)
        if threshold is None:
            _warn_once(version)
    return known if threshold is None else replace(known, threshold=threshold)


@functools.cache
def _warn_once(version: str) -> None:
    logger.warning(
        "no threshold was measured for the encoder %s; grouping uses %.2f, "
        "set GROUPING_THRESHOLD to choose",
        version,
        DEFAULT.threshold,
    )
