"""Accounts that are due by the cadence of their tier, or by one of their own (domain.md, D4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.choices import Tier
from accounts.models import Account
from visits.cadence import due_on, overdue_days, worth
from visits.needs import OTHERS, TIER_A, Need, Reason, WeekAhead
from visits.sources.hours import receiving


def accounts_due(week: WeekAhead) -> Iterator[Need]:
    """Yield a need for each open account of the rep that falls due by the end of the week (1 query)."""
    accounts = Account.objects.open().filter(customer__owner=week.rep).select_related("customer")
    for account in accounts.order_by("customer_id"):
        need = _need_of(account, week)
        if need.due_on <= week.sunday:
            yield need


def _need_of(account: Account, week: WeekAhead) -> Need:
    policy = week.policy
    rule = policy.rule_for(account.tier)
    cadence = account.cadence_days or rule.cadence
    last = week.visited.get(account.customer_id)
    due = due_on(last=last, since=account.opened_on, cadence=cadence)
    return Need(
        customer=account.customer,
        due_on=due,
        value=worth(
            rule.value,
            overdue=overdue_days(due, week.monday),
            cadence=cadence,
            cap=policy.overdue_cap,
            weeks_left_out=week.waiting.get(account.customer_id, 0),
            per_week=policy.left_out,
        ),
        minutes=account.visit_minutes or rule.minutes,
        reason=_reason(account, cadence, last.isoformat() if last else None),
        tier=account.tier,
        turn=TIER_A if account.tier == Tier.A else OTHERS,
        cadence=cadence,
        hours=receiving(account),
    )


def _reason(account: Account, cadence: int, last: str | None) -> Reason:
    own = {"own": True} if account.cadence_days else {}
    if last is None:
        return {"code": "never_visited", "tier": account.tier, "every": cadence, **own}
    return {"code": "cadence", "tier": account.tier, "every": cadence, "last": last, **own}
