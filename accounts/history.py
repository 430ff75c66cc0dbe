"""The tiers an account had over time, and why each differs from the one before (domain.md, D3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.choices import Tier
from accounts.models import TierResult
from crm.shell.formats import day

if TYPE_CHECKING:
    from accounts.models import Account

RUNS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Stand:
    """One run's word on the account, and what changed since the run before."""

    result: TierResult
    sales_change: Decimal | None
    moved: bool

    @property
    def why(self) -> str:
        """Say in words what moved the tier; empty when it stayed."""
        if not self.moved or self.sales_change is None:
            return ""
        if self.sales_change > 0:
            return _("sales rose")
        if self.sales_change < 0:
            return _("sales fell")
        return _("others moved")


def tier_history(account: Account) -> list[Stand]:
    """Return what the runs found for *account*, the latest first; of a day only its last run."""
    rows = TierResult.objects.filter(account=account, run__isnull=False).select_related("run")
    latest: dict[Any, TierResult] = {}
    for result in rows.order_by("-run__as_of", "-run_id")[: RUNS_SHOWN * 2]:
        latest.setdefault(result.run.as_of, result)
    results = list(latest.values())[:RUNS_SHOWN]
    return [_stand(result, before) for result, before in zip_longest(results, results[1:])]


def _stand(result: TierResult, before: TierResult | None) -> Stand:
    if before is None:
        return Stand(result, None, False)
    return Stand(result, result.sales - before.sales, result.tier != before.tier)


def tier_chart(history: list[Stand]) -> dict[str, Any]:
    """Return the sales of the runs, the oldest first, as the page's script draws them."""
    stands = history[::-1]
    return {
        "labels": [f"{day(stand.result.run.as_of)} · {Tier(stand.result.tier).label}" for stand in stands],
        "series": [{"name": _("Net sales"), "values": [float(stand.result.sales) for stand in stands]}],
        "unit": "",
    }
