"""The rules of planning as an admin has set them, read in one place (domain.md, D4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from constance.utils import get_values_for_keys

from accounts.choices import RATED_TIERS, Tier
from visits.defaults import DEFAULTS
from visits.planner import ENGINES, TravelRule

NOON = time(12, 0)
MOST_VISITS = 1_500
"""Visits one search can look at; the planner refuses 2,000."""
MOST_ROUNDS = 100_000


@dataclass(frozen=True, slots=True)
class TierRule:
    """What a tier asks for: days between visits, minutes of a visit, minutes of travel it is worth."""

    cadence: int
    minutes: int
    value: int


@dataclass(frozen=True, slots=True)
class VisitPolicy:
    """Every setting of planning. Lengths and values are minutes; `overdue_cap` is a factor.

    `left_out` is added to a value for each week in a row that a due customer did not fit; `shortlist`
    bounds how many visits one week's search looks at.
    """

    tiers: Mapping[str, TierRule]
    per_day: int = 8
    morning_ends: time = NOON
    overdue_cap: Decimal = Decimal(2)
    left_out: int = 90
    stay: int = 30
    shortlist: int = 300
    travel: TravelRule = field(default_factory=TravelRule)
    engine: str = "recreate"
    rounds: int = 4000

    def rule_for(self, tier: str) -> TierRule:
        """Return what *tier* asks for; an account that is not rated yet is visited as tier C."""
        return self.tiers.get(tier) or self.tiers[Tier.C]


def visit_policy() -> VisitPolicy:
    """Return the settings as they stand now (1 query); nonsense in one is replaced by what makes sense."""
    found: dict[str, Any] = get_values_for_keys(list(DEFAULTS))
    return VisitPolicy(
        tiers=MappingProxyType({tier.value: _tier_rule(found, tier) for tier in RATED_TIERS}),
        per_day=max(0, found["VISITS_PER_DAY"]),
        morning_ends=clock_time(found["VISITS_MORNING_ENDS"]),
        overdue_cap=max(Decimal(0), found["VISITS_OVERDUE_CAP"]),
        left_out=max(0, found["VISITS_VALUE_LEFT_OUT"]),
        stay=max(0, found["VISITS_STAY_MINUTES"]),
        shortlist=min(MOST_VISITS, max(1, found["VISITS_SHORTLIST"])),
        travel=_travel_rule(found),
        engine=found["VISITS_ENGINE"] if found["VISITS_ENGINE"] in ENGINES else "recreate",
        rounds=min(MOST_ROUNDS, max(0, found["VISITS_ROUNDS"])),
    )


def _tier_rule(found: Mapping[str, Any], tier: Tier) -> TierRule:
    return TierRule(
        cadence=max(1, found[f"VISITS_CADENCE_{tier}_DAYS"]),
        minutes=max(1, found[f"VISITS_MINUTES_{tier}"]),
        value=max(0, found[f"VISITS_VALUE_{tier}"]),
    )


def _travel_rule(found: Mapping[str, Any]) -> TravelRule:
    return TravelRule(
        detour=float(max(Decimal(1), found["VISITS_ROAD_FACTOR"])),
        slow_kmh=float(max(1, found["VISITS_TOWN_KMH"])),
        fast_kmh=float(max(1, found["VISITS_ROAD_KMH"])),
        fast_from_km=float(max(0, found["VISITS_FAST_FROM_KM"])),
        stop_seconds=60 * max(0, found["VISITS_STOP_MINUTES"]),
        unknown_seconds=60 * max(0, found["VISITS_UNKNOWN_MINUTES"]),
        unknown_a_day=max(0, found["VISITS_UNKNOWN_PER_DAY"]),
        round_to=60 * max(1, found["VISITS_ROUND_MINUTES"]),
    )


def clock_time(text: str) -> time:
    """Return "12:00" as a time of day; noon for what is none."""
    try:
        return time.fromisoformat(str(text).strip())
    except ValueError:
        return NOON
