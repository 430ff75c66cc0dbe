"""Made-up rep-weeks for measuring planners: the same number gives the same week, everywhere.

Five days from 09:00 to 17:00, at most 8 visits a day. Customers lie around a town, most of them near it,
the others in villages. A quarter is tier A (mornings only), the rest B, C and prospects; a quarter may be
visited on two or three days only; two to six have an appointment.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from visits.planner import Appointment, Day, Place, Problem, VisitRequest

MONDAY = date(2026, 11, 23)
HOUR = 3_600
SHIFT = (9 * HOUR, 17 * HOUR)
MORNING = (9 * HOUR, 12 * HOUR)
KINDS = (
    # share, minutes, value in minutes of travel, windows
    (0.20, 60, 240, (MORNING,)),
    (0.30, 45, 120, ()),
    (0.30, 30, 60, ()),
    (0.20, 45, 75, ()),
)


def rep_week(candidates: int, number: int) -> Problem:
    """A week with so many candidates; `number` tells it from others of its size."""
    luck = Random(f"{candidates}/{number}")
    days = tuple(Day(MONDAY + timedelta(days=offset), *SHIFT) for offset in range(5))
    villages = [_around(luck, Place(50.0, 10.0), 35) for _ in range(6)]
    visits = [_visit(luck, index + 1, villages, days) for index in range(candidates)]
    for index in luck.sample(range(candidates), luck.randint(2, 6)):
        visits[index] = _with_appointment(luck, visits[index], visits, days)
    return Problem(
        days=days, visits=tuple(visits), base=_around(luck, Place(50.0, 10.0), 5), seed=f"week {number}"
    )


def _visit(luck: Random, number: int, villages: list[Place], days: tuple[Day, ...]) -> VisitRequest:
    centre, spread = (Place(50.0, 10.0), 8.0) if luck.random() < 0.6 else (luck.choice(villages), 4.0)
    draw, index = luck.random(), 0
    while draw >= KINDS[index][0] and index < len(KINDS) - 1:
        draw -= KINDS[index][0]
        index += 1
    _, minutes, value, windows = KINDS[index]
    dates = [day.date for day in days]
    overdue = luck.choice((0, 0, 0, 25, 50, 100))
    return VisitRequest(
        id=number,
        minutes=minutes,
        value=value + value * overdue // 100,
        place=_around(luck, centre, spread),
        days=frozenset(luck.sample(dates, luck.randint(2, 3))) if luck.random() < 0.25 else None,
        windows=windows,
    )


def _with_appointment(
    luck: Random, visit: VisitRequest, visits: list[VisitRequest], days: tuple[Day, ...]
) -> VisitRequest:
    """The same visit at an agreed time, at least three hours from other appointments of its day."""
    taken = [other.fixed for other in visits if other.fixed is not None]
    free = [
        Appointment(day.date, start)
        for day in days
        for start in range(SHIFT[0] + 5400, SHIFT[1] - 2 * HOUR, HOUR // 2)
        if all(other.day != day.date or abs(other.start - start) >= 3 * HOUR for other in taken)
    ]
    return replace(visit, fixed=luck.choice(free), windows=(), days=None)


def _around(luck: Random, centre: Place, spread_km: float) -> Place:
    """A place at a normally distributed distance from a centre, to 5 decimals (about a metre)."""
    north, east = luck.gauss(0, spread_km), luck.gauss(0, spread_km)
    return Place(round(centre.lat + north / 111.2, 5), round(centre.lon + east / 71.5, 5))
