"""The qualification score of a prospect, explained part by part (domain.md, D1.3).

Need, budget, authority and timing are the rep's answers from 0 (not known) to 3 (strong); the rival's hold
comes from the card, the volume from the expected yearly sales. Each part earns a share of its weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

STRONGEST = 3
LOYALTY_SHARE = {"low": Decimal(1), "": Decimal("0.5"), "high": Decimal(0)}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts, in any unit; `full_volume` is the yearly sales that earn the whole part."""

    need: int = 20
    budget: int = 15
    authority: int = 15
    timing: int = 20
    loyalty: int = 15
    volume: int = 15
    full_volume: Decimal = Decimal(100_000)

    @property
    def total(self) -> int:
        return self.need + self.budget + self.authority + self.timing + self.loyalty + self.volume


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known: answers 0–3, loyalty to the rival ("low", "high", "" not known), yearly sales."""

    need: int = 0
    budget: int = 0
    authority: int = 0
    timing: int = 0
    loyalty: str = ""
    volume: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: `earned` of `most` points, both scaled so that all parts together have 100."""

    code: str
    earned: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """`points` from 0 to 100, the rounded sum of its parts."""

    points: int
    parts: tuple[Part, ...]


def score(facts: Facts, weights: Weights) -> Score:
    """Return the score of *facts* with its parts in reading order; 0 when no part has a weight."""
    shares = {
        "need": Decimal(facts.need) / STRONGEST,
        "budget": Decimal(facts.budget) / STRONGEST,
        "authority": Decimal(facts.authority) / STRONGEST,
        "timing": Decimal(facts.timing) / STRONGEST,
        "loyalty": LOYALTY_SHARE[facts.loyalty],
        "volume": _volume_share(facts.volume, weights.full_volume),
    }
    if not weights.total:
        return Score(0, tuple(Part(code, Decimal(0), Decimal(0)) for code in shares))
    scale = Decimal(100) / weights.total
    parts = tuple(
        Part(code, getattr(weights, code) * scale * share, getattr(weights, code) * scale)
        for code, share in shares.items()
    )
    return Score(int(sum(part.earned for part in parts) + Decimal("0.5")), parts)


def _volume_share(volume: Decimal | None, full: Decimal) -> Decimal:
    if volume is None or volume <= 0:
        return Decimal(0)
    return Decimal(1) if full <= 0 else min(Decimal(1), volume / full)
