"""What was decided about a wish, and the why that a person can check."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.nlp.concepts import opposed, weight
from engine.nlp.similarity import Policy
from engine.nlp.wish import Wish

_QUOTES = 3
_SHOWN_TERMS = 8

SAME, DIFFERENT = "same", "different"

# Why a cluster lost, in this order; whoever shows them has the words.
LOST = (
    "different",
    "other_product",
    "other_thing",
    "opposite",
    "no_shared_terms",
    "below_threshold",
    "less_alike",
    "same_elsewhere",
    "tie",
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A wish that was already there, and how alike it is."""

    text: str
    similarity: float
    key: str


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best cluster that was not chosen, its nearest quote, and why it lost (see LOST)."""

    cluster_key: str
    similarity: float
    quote: Quote | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """What a person needs to believe a decision.

    `verdict` is "same" where a person's word brought the wish here, "different" where it kept
    the wish out of a cluster it would have joined, else empty. `meant` are the products that only
    the context of the wish names.
    """

    nearest: tuple[Quote, ...]
    shared_terms: tuple[str, ...]
    threshold: float
    version: str
    runner_up: RunnerUp | None
    verdict: str = ""
    meant: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a wish went; `similarity` is None when there was nothing to compare with."""

    wish_key: str
    cluster_key: str
    joined: bool
    is_representative: bool
    similarity: float | None
    why: Why


@dataclass(frozen=True, slots=True)
class Compared:
    """One representative beside the wish."""

    other: Wish
    similarity: float
    shared_terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One cluster beside the wish, with all its representatives."""

    row: int
    key: str
    compared: tuple[Compared, ...]
    foreign: bool = False  # all of it that names a product names another one

    @property
    def similarity(self) -> float:
        """Return the mean likeness of the two most alike: one odd member must not pull alone."""
        best = sorted((found.similarity for found in self.compared), reverse=True)[:2]
        return round(sum(best) / len(best), 4) if best else 0.0

    @property
    def best(self) -> float:
        """Return the likeness of the one most alike representative."""
        return max((found.similarity for found in self.compared), default=0.0)

    @property
    def nearest(self) -> list[Compared]:
        """Return the representatives, the most alike first; of equals the shorter quote."""
        return sorted(self.compared, key=lambda c: (-c.similarity, len(c.other.text), c.other.text))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where verdicts of people want a wish: the row of its home, and the rows it must not join."""

    home: int | None = None
    barred: frozenset[int] = frozenset()


def explain(
    wish: Wish,
    ranked: Sequence[Candidate],
    *,
    policy: Policy,
    chosen: Candidate | None,
    standing: Standing,
) -> Why:
    """Tell what spoke for the cluster chosen, or for the nearest, and why the next one lost."""
    told = chosen or (ranked[0] if ranked else None)
    nearest = told.nearest[:_QUOTES] if told else []
    shared = nearest[0].shared_terms if nearest else frozenset()
    second = next((found for found in ranked if found is not chosen), None)
    return Why(
        nearest=tuple(map(_quote, nearest)),
        shared_terms=tuple(sorted(shared, key=lambda term: (-weight(term), term))[:_SHOWN_TERMS]),
        threshold=policy.threshold,
        version=policy.version,
        runner_up=None
        if second is None
        else RunnerUp(
            cluster_key=second.key,
            similarity=second.similarity,
            quote=next(map(_quote, second.nearest), None),
            lost=_lost(wish, second, policy=policy, chosen=chosen, standing=standing),
        ),
        verdict=_verdict(ranked, policy=policy, chosen=chosen, standing=standing),
        meant=tuple(sorted(wish.meant)),
    )


def _quote(found: Compared) -> Quote:
    return Quote(found.other.text, round(found.similarity, 4), found.other.key)


def _verdict(
    ranked: Sequence[Candidate], *, policy: Policy, chosen: Candidate | None, standing: Standing
) -> str:
    if chosen is not None and chosen.row == standing.home:
        return SAME
    ahead = ranked[: ranked.index(chosen)] if chosen is not None else ranked
    kept_out = any(
        found.row in standing.barred and found.similarity >= policy.threshold for found in ahead
    )
    return DIFFERENT if kept_out else ""


def _lost(
    wish: Wish,
    second: Candidate,
    *,
    policy: Policy,
    chosen: Candidate | None,
    standing: Standing,
) -> tuple[str, ...]:
    """Say by the nearest representative what stood against a cluster; codes of LOST."""
    found = {
        "different": second.row in standing.barred,
        "below_threshold": second.similarity < policy.threshold,
        **(_against(wish, second) if second.compared else {}),
    }
    if chosen is not None:
        found["less_alike"] = second.similarity < chosen.similarity
        found["same_elsewhere"] = (
            chosen.row == standing.home and second.similarity > chosen.similarity
        )
    # a tie that was not settled by anything a person could see
    found["tie"] = not any(found.values())
    return tuple(code for code in LOST if found.get(code))


def _against(wish: Wish, second: Candidate) -> dict[str, bool]:
    other = second.nearest[0].other
    return {
        "other_product": second.foreign or _apart(wish.products, other.products),
        "other_thing": _apart(wish.things, other.things),
        "opposite": bool(opposed(wish.poles, other.poles)),
        "no_shared_terms": not second.nearest[0].shared_terms,
    }


def _apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether both name something, and nothing in common."""
    return bool(some and others) and some.isdisjoint(others)
