"""Who is due in a rep's week, and why: the input of the planner as plain data (domain.md, D4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from django.db.models import Max, Q

from crm.customers.models import Customer
from crm.people.calendars import hours_of
from crm.people.models import User
from visits.cadence import LONGEST_STREAK, start_windows, streak, visit_days
from visits.choices import OPEN_STATES, VisitState
from visits.models import LeftOut, Visit
from visits.needs import ANY_TIME, OTHERS, TIER_A, Need, Reason, Source, VisitingHours, WeekAhead
from visits.planner.problem import Span
from visits.policy import VisitPolicy
from visits.sources import SOURCES


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer who is due: by when, what a visit is worth (minutes of travel), how long it takes
    (minutes), the days each visit may be made on (one set per time due), when it may start, its turn
    within a day, and why.

    `later` is what is left of it when its days are over without a visit: those of `days` are for some of
    its reasons only, a development day for example (None: nothing is).
    """

    customer: Customer
    due_on: date
    value: int
    minutes: int
    days: tuple[frozenset[date], ...]
    windows: tuple[Span, ...]
    reasons: tuple[Reason, ...]
    tier: str = ""
    turn: int = OTHERS
    later: Candidate | None = None


def candidates_for(
    rep: User,
    monday: date,
    *,
    workdays: Sequence[date],
    policy: VisitPolicy,
    sources: Iterable[Source] = SOURCES,
) -> list[Candidate]:
    """Return who is due in the week of *monday*, by primary key of the customer.

    *workdays* are the days the rep works in that week. 2 queries, and those of the sources.
    """
    week = WeekAhead(
        rep=rep,
        monday=monday,
        workdays=tuple(workdays),
        policy=policy,
        visited=_visited(rep, monday),
        waiting=_waiting(rep, monday),
    )
    needs: dict[int, list[Need]] = {}
    for source in sources:
        for need in source(week):
            needs.setdefault(need.customer.pk, []).append(need)
    return [_merged(needs[pk], week) for pk in sorted(needs)]


def _merged(needs: list[Need], week: WeekAhead) -> Candidate:
    """All needs of one customer as one candidate, with what is left of it after the days some are for."""
    candidate = _together(needs, week)
    after = [replace(need, dates=None) for need in needs if need.dates is None or need.owed]
    bound = any(need.dates is not None for need in needs)
    return replace(candidate, later=_together(after, week)) if bound and after else candidate


def _together(needs: list[Need], week: WeekAhead) -> Candidate:
    """All needs of one customer as one candidate; the most valuable one says when and how often."""
    needs = sorted(needs, key=lambda need: -need.value)
    leading = needs[0]
    waited = week.waiting.get(leading.customer.pk, 0)
    reasons = [need.reason for need in needs]
    if waited:
        reasons.append({"code": "left_out", "weeks": waited})
    cadence = min((need.cadence for need in needs if need.cadence), default=7)
    due = min(need.due_on for need in needs)
    hours = next((need.hours for need in needs if need.hours != ANY_TIME), ANY_TIME)
    minutes = max(need.minutes for need in needs)
    turn, windows = _within_the_day(min(need.turn for need in needs), hours, minutes, week)
    return Candidate(
        customer=leading.customer,
        due_on=due,
        value=sum(need.value for need in needs),
        minutes=minutes,
        days=_days(needs, due, cadence, hours, week),
        windows=windows,
        reasons=tuple(reasons),
        tier=next((need.tier for need in needs if need.tier), ""),
        turn=turn,
    )


def _within_the_day(
    turn: int, hours: VisitingHours, minutes: int, week: WeekAhead
) -> tuple[int, tuple[Span, ...]]:
    """The turn of a visit, and when it may start: the customer's hours, for tier A in the morning (D4.1).

    Where the customer, or the rep's working day, opens after the morning, tier A has no turn before the
    others: they would have to leave the morning empty.
    """
    ends = week.policy.morning_ends
    opens = max(hours_of(week.rep.calendar).starts, hours.opens or time.min)
    if turn == TIER_A and opens >= ends:
        turn = OTHERS
    morning = ends if turn == TIER_A else None
    windows = start_windows(minutes=minutes, opens=hours.opens, closes=hours.closes, morning_until=morning)
    return turn, windows


def _days(
    needs: list[Need], due: date, cadence: int, hours: VisitingHours, week: WeekAhead
) -> tuple[frozenset[date], ...]:
    """The days of each visit. A need for certain days, the most valuable such one, makes it one visit then.

    When none of them is worked, the other needs of the customer say when; without any the visit has no day.
    """
    bound = next((need for need in needs if need.dates is not None), None)
    if bound is not None and bound.dates is not None:
        dates = frozenset(day for day in bound.dates if day in week.workdays)
        if dates or all(need.dates is not None for need in needs):
            return (dates,)
    return tuple(visit_days(due, cadence, week.workdays, hours.weekdays))


def _visited(rep: User, monday: date) -> dict[int, date]:
    """The last visit before the week: one that was made, or one planned for the week before.

    An older visit that nobody reported is not counted: a visit without a report is no visit.
    """
    made = Q(state=VisitState.DONE)
    coming = Q(state__in=OPEN_STATES, date__gte=monday - timedelta(days=7))
    visits = Visit.objects.filter(made | coming, customer__owner=rep, date__lt=monday)
    return dict(visits.order_by().values_list("customer").annotate(Max("date")))


def _waiting(rep: User, monday: date) -> dict[int, int]:
    """How many weeks in a row, up to the one before, each customer was due and left out."""
    rows = LeftOut.objects.filter(
        customer__owner=rep,
        plan__week__lt=monday,
        plan__week__gte=monday - timedelta(weeks=LONGEST_STREAK),
    )
    weeks: dict[int, set[date]] = {}
    for customer, week in rows.order_by().values_list("customer_id", "plan__week"):
        weeks.setdefault(customer, set()).add(week)
    found = {customer: streak(mondays, monday) for customer, mondays in weeks.items()}
    return {customer: count for customer, count in found.items() if count}
