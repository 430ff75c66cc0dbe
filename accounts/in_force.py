"""Tiers in force beside the computed ones: where managers have overruled the ranking (domain.md, D3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.choices import RATED_TIERS, Tier
from accounts.models import Account
from crm.shell.formats import number

if TYPE_CHECKING:
    from crm.people.models import User


@dataclass(slots=True)
class TierInForce:
    """Open accounts of one tier: *count* in force, of them *set_to* by managers; *set_away* are elsewhere.

    ``sales`` are those of the accounts in force, in the base currency.
    """

    tier: str
    count: int = 0
    sales: Decimal = Decimal(0)
    set_to: int = 0
    set_away: int = 0

    @property
    def computed(self) -> int:
        """How many the ranking says."""
        return self.count - self.set_to + self.set_away

    @property
    def is_overridden(self) -> bool:
        return bool(self.set_to or self.set_away)

    @property
    def words(self) -> str:
        """What makes the difference to the ranking, "" without one."""
        if not self.is_overridden:
            return ""
        facts = {
            "computed": number(self.computed),
            "to": number(self.set_to),
            "away": number(self.set_away),
            "tier": Tier(self.tier).label,
        }
        if not self.set_away:
            return _("%(computed)s computed, %(to)s overridden to %(tier)s") % facts
        if not self.set_to:
            return _("%(computed)s computed, %(away)s overridden to another tier") % facts
        return _("%(computed)s computed, %(to)s overridden to %(tier)s, %(away)s to another tier") % facts


def tiers_in_force(user: User) -> dict[str, TierInForce]:
    """Return A, B, C and the new over the open accounts *user* sees, in this order (1 query)."""
    found = {tier.value: TierInForce(tier.value) for tier in (*RATED_TIERS, Tier.NEW)}
    rows = Account.objects.visible_to(user).open().order_by().values("tier", "computed_tier")
    for row in rows.annotate(count=Count("pk"), sales=Sum("sales")):
        mine, computed = found[row["tier"]], found[row["computed_tier"]]
        mine.count += row["count"]
        mine.sales += row["sales"] or 0
        if mine is not computed:
            mine.set_to += row["count"]
            computed.set_away += row["count"]
    return found
