"""The rules of the trading relation that an admin can change, read in one place and typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from constance import config
from django.utils.translation import gettext as _

from accounts.choices import DistanceBand
from accounts.ranking import Rule
from crm.shell.errors import Refused


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """How accounts are ranked (D3.2): *days* of sales, and the rule they are cut by."""

    days: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class DistancePolicy:
    """Up to ``near_km`` from the office an account is near, beyond ``far_km`` it is far (D3.1)."""

    near_km: float
    far_km: float

    def band(self, km: float | None) -> str:
        """Return the distance band of *km* kilometres; empty when the distance is not known."""
        if km is None:
            return ""
        if km <= self.near_km:
            return DistanceBand.NEAR
        return DistanceBand.MIDDLE if km <= self.far_km else DistanceBand.FAR


def tier_policy() -> TierPolicy:
    """Return the ranking settings; Refused when an admin has set shares that cannot be."""
    a_share, b_share = Decimal(config.ACCOUNTS_TIER_A_SHARE), Decimal(config.ACCOUNTS_TIER_B_SHARE)
    if not 0 < a_share <= b_share <= 100:
        raise Refused(
            _("Tier A must end above 0% and not after tier B, tier B not above 100%. Mend the settings."),
            code="bad_tier_shares",
        )
    if config.ACCOUNTS_TIER_DAYS < 1 or config.ACCOUNTS_NEW_DAYS < 0:
        raise Refused(
            _("Days of sales must be 1 or more, days of a new account 0 or more. Mend the settings."),
            code="bad_tier_days",
        )
    return TierPolicy(
        days=config.ACCOUNTS_TIER_DAYS,
        rule=Rule(a_share=a_share, b_share=b_share, new_days=config.ACCOUNTS_NEW_DAYS),
    )


def sales_days() -> int:
    """Return the days of sales that count; who orders nothing in all of them has stopped buying."""
    return max(1, int(config.ACCOUNTS_TIER_DAYS))


def distance_policy() -> DistancePolicy:
    """Return the distance bands."""
    return DistancePolicy(near_km=float(config.ACCOUNTS_NEAR_KM), far_km=float(config.ACCOUNTS_FAR_KM))
