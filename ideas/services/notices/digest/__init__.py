"""The daily digest: what came in, what waits and what was missed, for each who wants it."""

from ideas.services.notices.digest.making import make_digest

__all__ = ["make_digest"]
