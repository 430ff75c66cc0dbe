"""Prospects that are due by their disposition, and those of development days (domain.md, D4.1, D1.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from prospects.choices import Disposition
from prospects.effort_order import effort_order, precedence
from prospects.models import Campaign, Prospect
from visits.cadence import due_on, worth
from visits.needs import PROSPECTS, Need, Reason, WeekAhead
from visits.sources.hours import account_of, receiving


def prospects_due(week: WeekAhead) -> Iterator[Need]:
    """Yield a need for each customer the rep has to win who falls due by the end of the week (2 queries).

    Of several efforts for one customer the one to go on with, or of the higher score, counts. A
    development day in the week makes a need of its own, for that day. Without prospects 1 query.
    """
    prospects = list(_held_by(week))
    if not prospects:
        return
    days = _campaign_days(week)
    best = {prospect.customer_id: prospect for prospect in reversed(prospects)}
    for prospect in best.values():
        need = _need_of(prospect, week)
        if need.due_on <= week.sunday:
            yield need
    for prospect in prospects:
        if prospect.pk in days:
            yield _campaign_need(prospect, days[prospect.pk], week)


def _held_by(week: WeekAhead) -> Iterator[Prospect]:
    """The rep's live prospects, by customer; of one customer the one that counts comes first."""
    held = Prospect.objects.held().filter(customer__owner=week.rep)
    rows = held.select_related("customer__account").order_by("customer_id", "disposition", "-score", "pk")
    return iter(rows)


def _campaign_days(week: WeekAhead) -> dict[int, tuple[frozenset[date], str]]:
    """The development days of the week by prospect, with the name of the first campaign."""
    found: dict[int, tuple[frozenset[date], str]] = {}
    days: Mapping[date, Mapping[int, str]] = Campaign.objects.days_for(week.rep, week.monday)
    for day, members in days.items():
        for prospect, name in members.items():
            before, first = found.get(prospect, (frozenset(), name))
            found[prospect] = (before | {day}, first)
    return found


def _need_of(prospect: Prospect, week: WeekAhead) -> Need:
    rule = week.policy.prospect_rule(prospect.disposition)
    account = account_of(prospect.customer)
    order = effort_order(account, prospect.customer.incumbent_loyalty)
    last = week.visited.get(prospect.customer_id)
    warm = prospect.disposition == Disposition.KEEP_WARM
    since = prospect.opened_on + timedelta(days=rule.cadence) if warm else prospect.opened_on
    return Need(
        customer=prospect.customer,
        due_on=due_on(last=last, since=since, cadence=rule.cadence),
        # Being late adds nothing, or prospects would soon be worth more than accounts; waiting does.
        value=worth(
            _by_precedence(rule.value, precedence(order, prospect.score)),
            overdue=0,
            cadence=rule.cadence,
            cap=week.policy.overdue_cap,
            weeks_left_out=0 if account else week.waiting.get(prospect.customer_id, 0),
            per_week=week.policy.left_out,
        ),
        minutes=rule.minutes,
        reason=_reason(prospect, rule.cadence, last),
        cadence=rule.cadence,
        turn=PROSPECTS,
        hours=receiving(account),
    )


def _by_precedence(value: int, points: int) -> int:
    """Half of the value for who comes last, all of it for who comes first (D1.1, D1.3)."""
    share = Decimal(100 + points) / 200
    return int((value * share).to_integral_value(ROUND_HALF_UP))


def _reason(prospect: Prospect, every: int, last: date | None) -> Reason:
    reason: Reason = {"code": "prospect", "disposition": prospect.disposition, "every": every}
    return {**reason, "last": last.isoformat()} if last else reason


def _campaign_need(prospect: Prospect, found: tuple[frozenset[date], str], week: WeekAhead) -> Need:
    dates, name = found
    rule = week.policy.prospect_rule(prospect.disposition)
    hours = receiving(account_of(prospect.customer))
    return Need(
        customer=prospect.customer,
        due_on=min(dates),
        value=week.policy.campaign,
        minutes=rule.minutes,
        reason={"code": "campaign", "name": name},
        dates=frozenset(day for day in dates if hours.receives_on(day)),
        turn=PROSPECTS,
        hours=hours,
    )
