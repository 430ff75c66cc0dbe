"""Visits that were promised at a touch (domain.md, D1.4, D4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from crm.timeline.choices import StepKind
from crm.timeline.models import Touch
from visits.needs import Need, Reason, WeekAhead
from visits.sources.hours import account_of, receiving


def visits_promised(week: WeekAhead) -> Iterator[Need]:
    """Yield a need for each customer of the rep who was promised a visit by the end of the week (1 query).

    Whoever promised it, the customer's owner keeps it: so each promise is in one plan, and in no other.
    A promise for a day of the week is kept on that day, or on any after it when it was not; an older one
    on any. A visit made, or planned in the week before, after the touch has settled it.
    """
    seen: set[int] = set()
    for touch in _promises(week):
        last = week.visited.get(touch.customer_id)
        settled = last is not None and last >= timezone.localdate(touch.at)
        if not settled and touch.customer_id not in seen:
            seen.add(touch.customer_id)
            yield _need_of(touch, week)


def _promises(week: WeekAhead) -> list[Touch]:
    """The open promises of visits to the rep's customers: those for this week first, then the older ones."""
    touches = Touch.objects.with_open_step().filter(
        next_step_kind=StepKind.VISIT,
        next_step_on__lte=week.sunday,
        customer__owner=week.rep,
        customer__archived_at=None,
    )
    found = touches.select_related("customer__account", "by").order_by("next_step_on", "pk")
    return sorted(found, key=lambda touch: touch.next_step_on not in week.workdays)


def _need_of(touch: Touch, week: WeekAhead) -> Need:
    account, day = account_of(touch.customer), touch.next_step_on
    assert day is not None
    policy = week.policy
    minutes = policy.prospect_minutes
    if account is not None:
        minutes = account.visit_minutes or policy.rule_for(account.tier).minutes
    return Need(
        customer=touch.customer,
        due_on=day,
        value=policy.promise,
        minutes=minutes,
        reason=_reason(touch, day, week),
        dates=frozenset({day}) if day in week.workdays else None,
        owed=True,
        hours=receiving(account),
    )


def _reason(touch: Touch, day: date, week: WeekAhead) -> Reason:
    """What was promised, and by whom where it was somebody else than the rep."""
    reason: Reason = {"code": "promise", "day": day.isoformat(), "text": touch.next_step}
    return reason if touch.by is None or touch.by == week.rep else {**reason, "by": touch.by.name}
