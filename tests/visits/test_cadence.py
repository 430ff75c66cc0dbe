"""When a customer is due, what the visit is worth, on which days it may be made."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.cadence import (
    due_on,
    overdue_days,
    seconds_of,
    start_windows,
    streak,
    time_of,
    visit_days,
    worth,
)

MONDAY = date(2026, 11, 23)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]
HOUR = 3600


@pytest.mark.parametrize(
    ("last", "cadence", "due"),
    [
        (None, 7, date(2025, 3, 1)),
        (date(2026, 11, 16), 7, MONDAY),
        (date(2026, 11, 18), 7, date(2026, 11, 25)),
        (date(2026, 10, 24), 30, MONDAY),
    ],
)
def test_due(last: date | None, cadence: int, due: date) -> None:
    assert due_on(last=last, since=date(2025, 3, 1), cadence=cadence) == due


def test_overdue_counts_from_the_weeks_monday() -> None:
    assert overdue_days(MONDAY - timedelta(days=3), MONDAY) == 3
    assert overdue_days(MONDAY + timedelta(days=2), MONDAY) == 0


@pytest.mark.parametrize(
    ("overdue", "cadence", "weeks", "value"),
    [(0, 7, 0, 240), (7, 7, 0, 480), (3, 14, 0, 291), (700, 7, 0, 720), (0, 7, 2, 420), (700, 7, 1, 810)],
)
def test_worth(overdue: int, cadence: int, weeks: int, value: int) -> None:
    assert (
        worth(240, overdue=overdue, cadence=cadence, cap=Decimal(2), weeks_left_out=weeks, per_week=90)
        == value
    )


def weekdays(sets: list[frozenset[date]]) -> list[str]:
    return ["".join(str(day.weekday()) for day in sorted(days)) for days in sets]


@pytest.mark.parametrize(
    ("due", "cadence", "own", "expected"),
    [
        (0, 7, "", ["01234"]),
        (-20, 7, "", ["01234"]),
        (3, 7, "", ["01234"]),
        (0, 30, "24", ["24"]),
        (0, 7, "56", [""]),
        (0, 3, "", ["01", "34"]),
        (-9, 3, "", ["01", "34"]),
        (2, 3, "", ["1234"]),
        (4, 7, "", ["1234"]),
        (6, 7, "", ["34"]),
        (6, 7, "01", ["1"]),
        (6, 14, "", ["01234"]),
        (0, 2, "", ["0", "2", "4"]),
        (0, 1, "", ["0", "1", "2", "3", "4"]),
        (0, 4, "", ["012", "4"]),
        (0, 5, "", ["01234"]),
        (0, 3, "13", ["1", "3"]),
        (0, 3, "34", ["34"]),
    ],
)
def test_days_of_each_visit(due: int, cadence: int, own: str, expected: list[str]) -> None:
    assert weekdays(visit_days(MONDAY + timedelta(days=due), cadence, WEEK, own)) == expected


def test_no_workday_is_one_visit_that_cannot_be_made() -> None:
    assert visit_days(MONDAY, 7, [], "") == [frozenset()]


@given(
    due=st.integers(-60, 6),
    cadence=st.integers(1, 30),
    days=st.sets(st.integers(0, 6), min_size=1),
    own=st.sets(st.integers(0, 6)),
)
def test_no_two_visits_share_a_day_and_none_is_on_a_day_off(
    due: int, cadence: int, days: set[int], own: set[int]
) -> None:
    workdays = [MONDAY + timedelta(days=day) for day in sorted(days)]
    sets = visit_days(MONDAY + timedelta(days=due), cadence, workdays, "".join(map(str, sorted(own))))
    assert sum(len(each) for each in sets) == len(frozenset().union(*sets))
    for each in sets:
        assert each <= set(workdays)
        assert all(not own or day.weekday() in own for day in each)


@pytest.mark.parametrize(
    ("opens", "closes", "morning", "expected"),
    [
        (None, None, None, ()),
        (None, None, time(12), ((0, 12 * HOUR - 1),)),
        (time(10), None, None, ((10 * HOUR, 24 * HOUR - 1),)),
        (time(10), time(16), None, ((10 * HOUR, 15 * HOUR),)),
        (time(10), time(16), time(12), ((10 * HOUR, 12 * HOUR - 1),)),
        (time(14), time(16), time(12), ((14 * HOUR, 15 * HOUR),)),
        (time(10), time(10, 30), None, ((10 * HOUR, 10 * HOUR),)),
    ],
)
def test_start_windows(opens: time, closes: time, morning: time, expected: tuple[object, ...]) -> None:
    assert start_windows(minutes=60, opens=opens, closes=closes, morning_until=morning) == expected


@given(st.times())
def test_seconds_and_times_are_the_same_thing(moment: time) -> None:
    assert time_of(seconds_of(moment)) == moment.replace(microsecond=0, fold=0)


def test_a_visit_cannot_end_on_another_day() -> None:
    assert time_of(30 * HOUR) == time(23, 59, 59)


def test_streak_counts_weeks_right_before() -> None:
    weeks = {MONDAY - timedelta(weeks=count) for count in (1, 2, 4)}
    assert streak(weeks, MONDAY) == 2
    assert streak(weeks, MONDAY + timedelta(weeks=1)) == 0
