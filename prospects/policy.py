"""The rules of prospecting that an admin can change, read in one place and typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from constance import config

from prospects.pooling import PoolRule
from prospects.scoring import Weights


@dataclass(frozen=True, slots=True)
class QuotaPolicy:
    """The live list of a rep from *least* to *most*; the team's *plan*, names *owed* for one (D1.3)."""

    least: int
    most: int
    plan: int
    owed: int


def quota_policy() -> QuotaPolicy:
    """Return the quota settings; a ceiling below the floor counts as the floor."""
    least = max(0, config.PROSPECTS_LIVE_LEAST)
    return QuotaPolicy(
        least=least,
        most=max(least, config.PROSPECTS_LIVE_MOST),
        plan=max(0, config.PROSPECTS_PLAN),
        owed=max(0, config.PROSPECTS_OWED),
    )


def pool_rule() -> PoolRule:
    """Return the settings of the team's pool."""
    return PoolRule(
        silent_days=max(1, config.PROSPECTS_POOL_DAYS),
        warn_days=max(0, config.PROSPECTS_POOL_WARN_DAYS),
        ceiling=quota_policy().most,
        wait_days=max(0, config.PROSPECTS_POOL_WAIT_DAYS),
    )


def early_visits() -> int:
    """Return the visits before which giving up asks for a reason and is shown to the manager."""
    return max(0, int(config.PROSPECTS_EARLY_VISITS))


def ageing_days() -> int:
    """Return the days in one stage after which the board marks a prospect."""
    return max(1, int(config.PROSPECTS_AGEING_DAYS))


def visit_cost() -> Decimal:
    """Return what one visit costs, in the base currency."""
    return max(Decimal(0), Decimal(config.PROSPECTS_VISIT_COST))


def weights() -> Weights:
    """Return the weights of the qualification; a negative one counts as none."""
    return Weights(
        need=max(0, config.PROSPECTS_WEIGHT_NEED),
        budget=max(0, config.PROSPECTS_WEIGHT_BUDGET),
        authority=max(0, config.PROSPECTS_WEIGHT_AUTHORITY),
        timing=max(0, config.PROSPECTS_WEIGHT_TIMING),
        loyalty=max(0, config.PROSPECTS_WEIGHT_LOYALTY),
        volume=max(0, config.PROSPECTS_WEIGHT_VOLUME),
        full_volume=Decimal(config.PROSPECTS_FULL_VOLUME),
    )
