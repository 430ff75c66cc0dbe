"""When a customer is due and what the visit is worth: pure rules over plain data (domain.md, D4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from visits.planner.problem import Span

LONGEST_STREAK = 26
"""Weeks in a row that count for a customer who was left out again and again."""


def due_on(*, last: date | None, since: date, cadence: int) -> date:
    """Return when the next visit is due: *cadence* days after the *last*, at once for the first.

    *since* is when the account was opened.
    """
    return since if last is None else last + timedelta(days=cadence)


def overdue_days(due: date, monday: date) -> int:
    """Return how many days late a visit is when the week begins; 0 when it falls due within it."""
    return max(0, (monday - due).days)


def worth(base: int, *, overdue: int, cadence: int, cap: Decimal, weeks_left_out: int, per_week: int) -> int:
    """Return a visit's value in minutes of travel: *base* × (1 + capped overdue ratio) + for waiting."""
    ratio = min(cap, Decimal(overdue) / Decimal(cadence))
    value = (base * (1 + ratio)).to_integral_value(ROUND_HALF_UP)
    return int(value) + per_week * min(weeks_left_out, LONGEST_STREAK)


def visit_days(due: date, cadence: int, workdays: Sequence[date], weekdays: str) -> list[frozenset[date]]:
    """Return the days each visit of the week may be made on, one set for each time it is due.

    A customer is due again *cadence* days after the first workday it can be visited on. The sets do
    not touch: of each stretch of *cadence* days the last one is left free, so that two visits never
    fall on neighbouring days. Nobody is visited again before half the cadence is over, unless the week
    has no later day. *weekdays* are the customer's own ("024"; empty: any). A customer with none of the
    workdays gets one empty set, so that the plan can say why it is left out.
    """
    open_days = [day for day in workdays if not weekdays or str(day.weekday()) in weekdays]
    if not open_days:
        return [frozenset()]
    soonest = due - timedelta(days=cadence // 2)
    allowed = [day for day in open_days if day >= soonest] or open_days[-1:]
    first = max(due, workdays[0])
    stretches: dict[int, set[date]] = {}
    for day in allowed:
        stretches.setdefault(max(0, (day - first).days) // cadence, set()).add(day)
    if len(stretches) == 1:
        return [frozenset(allowed)]
    sets = []
    for number in sorted(stretches):
        ends = first + timedelta(days=(number + 1) * cadence - 1)
        apart = {day for day in stretches[number] if day != ends}
        sets.append(frozenset(apart or stretches[number]))
    return sets


def start_windows(
    *, minutes: int, opens: time | None, closes: time | None, morning_until: time | None
) -> tuple[Span, ...]:
    """Return when a visit may start, in seconds of the day; empty: at any time.

    It starts when the customer opens or later and is over when they close; with *morning_until* it also
    starts before that, unless the customer is never there in the morning.
    """
    earliest = seconds_of(opens) if opens else 0
    latest = max(earliest, seconds_of(closes) - 60 * minutes) if closes else _DAY - 1
    if morning_until is not None and seconds_of(morning_until) > earliest:
        latest = min(latest, seconds_of(morning_until) - 1)
    if (earliest, latest) == (0, _DAY - 1):
        return ()
    return ((earliest, latest),)


_DAY = 24 * 3600


def seconds_of(moment: time) -> int:
    """Return a time of day in seconds since midnight."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def time_of(seconds: int) -> time:
    """Return seconds since midnight as a time of day, the last second of the day at most."""
    seconds = max(0, min(seconds, _DAY - 1))
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def streak(weeks: set[date], monday: date) -> int:
    """Return how many of *weeks* (Mondays) lie in a row right before *monday*."""
    count = 0
    while monday - timedelta(days=7 * (count + 1)) in weeks:
        count += 1
    return count
