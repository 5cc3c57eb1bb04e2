"""Titles: the few words that name what a cluster asks for, and the quote that shows it."""

from collections.abc import Sequence

from engine.nlp.similarity import DEFAULT, Policy, similarities
from engine.nlp.wish import Wish

_SHORTEST, _LONGEST = 4, 16
_READ = 64


def propose_title(wishes: Sequence[Wish], *, policy: Policy = DEFAULT) -> str:
    """Name a cluster by the most representative thing asked for, short enough to scan."""
    scored = _representative(wishes, policy=policy)
    titles = [
        (score - _unease(clause), -order, clause)
        for order, (score, wish) in enumerate(scored)
        for clause in wish.content.split("，")
    ]
    return max(titles)[2][:_LONGEST] if titles else ""


def summary_line(wishes: Sequence[Wish], *, policy: Policy = DEFAULT) -> str:
    """Return the quote, in full, that stands best for all."""
    scored = _representative(wishes, policy=policy)
    return max(scored, key=lambda found: found[0])[1].text.strip() if scored else ""


def _representative(wishes: Sequence[Wish], *, policy: Policy) -> list[tuple[float, Wish]]:
    """Pair each wish with its mean likeness to the others, of at most the first few."""
    read = list(wishes[:_READ])
    return [(sum(similarities(wish, read, policy=policy)) / len(read), wish) for wish in read]


def _unease(title: str) -> float:
    """Return how far a title is from a length that a manager reads at a glance."""
    too_short = max(_SHORTEST - len(title), 0)
    too_long = max(len(title) - _LONGEST, 0)
    return 0.1 * too_short + 0.03 * too_long
