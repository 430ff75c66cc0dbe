"""Problems to plan in tests: a small plain one, and random ones of every sort."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from visits.planner import Appointment, Day, Kept, Place, Problem, TravelRule, VisitRequest

MONDAY = date(2026, 11, 23)
HOUR = 3_600
NINE, NOON, FIVE = 9 * HOUR, 12 * HOUR, 17 * HOUR
BASE = Place(50.0, 10.0)
KM_NORTH = 1 / 111.195
"""Degrees of latitude a kilometre."""


def north(km: float) -> Place:
    """So many kilometres north of the base."""
    return Place(BASE.lat + km * KM_NORTH, BASE.lon)


def day(number: int = 0, start: int = NINE, end: int = FIVE, breaks: tuple[tuple[int, int], ...] = ()) -> Day:
    """The week's day number 0, 1, …"""
    return Day(MONDAY + timedelta(days=number), start, end, breaks)


def visit(name: int | str, *, km: float = 2.0, **changes: Any) -> VisitRequest:
    """Half an hour, two kilometres away, worth two hours of travel."""
    given: dict[str, Any] = {"minutes": 30, "value": 120, "place": north(km), **changes}
    return VisitRequest(id=name, **given)


def problem(*visits: VisitRequest, days: int = 1, **changes: Any) -> Problem:
    """These visits in a week of so many days from nine to five."""
    given: dict[str, Any] = {"days": tuple(day(number) for number in range(days)), "base": BASE, **changes}
    return Problem(visits=visits, **given)


@st.composite
def problems(draw: st.DrawFn, *, matrix: bool | None = None) -> Problem:
    """Anything a caller may ask: overlapping appointments, breaks, groups, no place, odd matrices."""
    days = tuple(draw(_day(number)) for number in range(draw(st.integers(0, 4))))
    dates = [MONDAY + timedelta(days=number) for number in range(5)]
    count = draw(st.integers(0, 9))
    visits = tuple(draw(_visit(index, dates)) for index in range(count))
    given = draw(st.booleans()) if matrix is None else matrix
    rows = draw(_matrix(count + 1)) if given else None
    ids = draw(st.lists(st.sampled_from(range(count + 2)), unique=True, max_size=count))
    return Problem(
        days=days,
        visits=visits,
        base=draw(st.none() | _places),
        max_visits=draw(st.integers(0, 5)),
        travel=TravelRule(unknown_a_day=draw(st.integers(0, 2))),
        matrix=rows,
        previous=tuple(Kept(name, draw(st.sampled_from(dates))) for name in ids),
        seed=draw(st.sampled_from(["", "rep 1", "rep 2"])),
    )


_places = st.builds(Place, lat=st.floats(49.8, 50.2), lon=st.floats(9.8, 10.2))
_moments = st.integers(7 * 4, 19 * 4).map(lambda quarter: quarter * 900)
_spans = st.tuples(_moments, _moments).map(lambda span: (min(span), max(span)))


@st.composite
def _day(draw: st.DrawFn, number: int) -> Day:
    start, end = draw(_spans)
    return day(number, start, end, tuple(draw(st.lists(_spans, max_size=2))))


@st.composite
def _visit(draw: st.DrawFn, name: int, dates: list[date]) -> VisitRequest:
    some_dates = st.frozensets(st.sampled_from(dates))
    appointments = st.builds(Appointment, day=st.sampled_from(dates), start=_moments)
    rarely = st.sampled_from([False, False, False, True])
    return VisitRequest(
        id=name,
        minutes=draw(st.sampled_from([0, 20, 30, 45, 60, 240])),
        value=draw(st.integers(0, 300)),
        place=draw(st.none() | _places),
        days=draw(st.none() | some_dates),
        windows=tuple(draw(st.lists(_spans, max_size=3))),
        fixed=draw(appointments) if draw(rarely) else None,
        required=draw(rarely),
        group=draw(st.sampled_from([None, None, "a", "b"])),
        turn=draw(st.sampled_from([0, 0, 1, 2])),
    )


def _matrix(size: int) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    """Legs that need not obey the triangle inequality, nor be the same both ways."""
    row = st.lists(st.integers(0, 5_000), min_size=size, max_size=size).map(tuple)
    return st.lists(row, min_size=size, max_size=size).map(tuple)
