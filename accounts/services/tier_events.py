"""Tell every customer's feed when and why a ranking moved its tier (domain.md, D3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts import bulk
from accounts.models import Account, TierResult
from crm.history.models import Event

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import TierRun
    from accounts.ranking import Standing
    from crm.people.models import User

TIER_CHANGED = "account.tier_changed"
_PART = 10_000  # keys in one question


def record_tier_changes(run: TierRun, standings: Iterable[Standing], *, by: User | None) -> None:
    """Record an event for each account whose tier *run* found to differ from the one before.

    The first run of all compares with nothing and records nothing.
    """
    if run.previous is None:
        return
    changed = {s.account_id: s for s in standings if s.before and s.before != s.tier}
    if not changed:
        return
    earlier = _earlier(run.previous, changed)
    customers = _customers(changed)
    now, by_id = timezone.now(), by.pk if by else None
    rows = (
        (customers[pk], now, by_id, TIER_CHANGED, _why(run, standing, earlier.get(pk)), None)
        for pk, standing in changed.items()
    )
    bulk.insert(Event, ("customer_id", "at", "by_id", "verb", "data", "job_id"), rows)


def _parts(wanted: Mapping[int, Any]) -> Iterator[list[int]]:
    keys = list(wanted)
    for start in range(0, len(keys), _PART):
        yield keys[start : start + _PART]


def _customers(wanted: Mapping[int, Any]) -> dict[int, int]:
    """Return the customer of each account *wanted*."""
    found: dict[int, int] = {}
    for part in _parts(wanted):
        found.update(Account.objects.filter(pk__in=part).values_list("pk", "customer_id"))
    return found


def _earlier(run: TierRun, wanted: Mapping[int, Any]) -> dict[int, tuple[Decimal, int | None]]:
    """Return sales and rank that *run* found for the accounts *wanted*."""
    found: dict[int, tuple[Decimal, int | None]] = {}
    for part in _parts(wanted):
        results = TierResult.objects.filter(run=run, account_id__in=part)
        found.update(
            (pk, (sales, rank)) for pk, sales, rank in results.values_list("account_id", "sales", "rank")
        )
    return found


def _why(run: TierRun, standing: Standing, earlier: tuple[Decimal, int | None] | None) -> dict[str, Any]:
    """Return the data of the event: tiers, sales as strings and ranks, before and now."""
    sales_before, rank_before = earlier or (None, None)
    return {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "from": standing.before,
        "to": standing.tier,
        "sales_before": None if sales_before is None else f"{sales_before:.4f}",
        "sales": f"{standing.sales:.4f}",
        "rank_before": rank_before,
        "rank": standing.rank,
    }
