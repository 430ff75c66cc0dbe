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
from prospects.choices import LIVE_DISPOSITIONS, Disposition
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


_PROSPECTS: Mapping[str, TierRule] = MappingProxyType(
    {"continue": TierRule(14, 45, 50), "keep_warm": TierRule(60, 45, 50)}
)


@dataclass(frozen=True, slots=True)
class VisitPolicy:
    """Every setting of planning. Lengths and values are minutes; `overdue_cap` is a factor.

    `prospects` is what they ask for by disposition, `promise` and `campaign` what it is worth to keep a
    promised visit and a development day. `left_out` is added to a value for each week in a row that a due
    customer did not fit; `shortlist` bounds how many visits one week's search looks at.
    """

    tiers: Mapping[str, TierRule]
    prospects: Mapping[str, TierRule] = field(default_factory=lambda: _PROSPECTS)
    promise: int = 120
    campaign: int = 150
    per_day: int = 8
    morning_ends: time = NOON
    overdue_cap: Decimal = Decimal(2)
    left_out: int = 90
    stay: int = 30
    shortlist: int = 300
    travel: TravelRule = field(default_factory=TravelRule)
    engine: str = "recreate"
    rounds: int = 4000

    def prospect_rule(self, disposition: str) -> TierRule:
        """Return what a prospect of *disposition* asks for."""
        return self.prospects[disposition]

    @property
    def prospect_minutes(self) -> int:
        """Minutes of a visit to somebody who is no account."""
        return self.prospects[Disposition.CONTINUE].minutes

    def rule_for(self, tier: str) -> TierRule:
        """Return what *tier* asks for; an account that is not rated yet is visited as tier C."""
        return self.tiers.get(tier) or self.tiers[Tier.C]


def visit_policy() -> VisitPolicy:
    """Return the settings as they stand now (1 query); nonsense in one is replaced by what makes sense."""
    found: dict[str, Any] = get_values_for_keys(list(DEFAULTS))
    return VisitPolicy(
        tiers=MappingProxyType({tier.value: _tier_rule(found, tier) for tier in RATED_TIERS}),
        prospects=MappingProxyType({each: _prospect_rule(found, each) for each in LIVE_DISPOSITIONS}),
        promise=max(0, found["VISITS_VALUE_FOLLOW_UP"]),
        campaign=max(0, found["VISITS_VALUE_CAMPAIGN"]),
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


def _prospect_rule(found: Mapping[str, Any], disposition: str) -> TierRule:
    """A due prospect is never worth as much as a due account of tier C (D4.1)."""
    most = max(0, found[f"VISITS_VALUE_{Tier.C}"] - 1)
    return TierRule(
        cadence=max(1, found[f"VISITS_CADENCE_{disposition.upper()}_DAYS"]),
        minutes=max(1, found["VISITS_MINUTES_PROSPECT"]),
        value=min(most, max(0, found["VISITS_VALUE_PROSPECT"])),
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
