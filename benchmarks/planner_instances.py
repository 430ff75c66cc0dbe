"""Published routing instances as planning problems: a solver's answer can be set against known ones.

Where our format cannot say a rule of the original (vehicle loads, fixed patterns of days), the rule is
left out or weakened, so the best known solution stays possible and its length stays an upper bound on
the best plan's travel. Distances are told in seconds, a hundred to the instance's unit of length.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import hypot
from pathlib import Path

from visits.planner import Day, Problem, VisitRequest

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "routing"
MONDAY = date(2026, 11, 23)
SECONDS = 100
"""Seconds to the unit of length in the periodic instances, which have no times."""


@dataclass(frozen=True)
class Published:
    """A problem made of an instance, and the travel in seconds of the best known solution."""

    problem: Problem
    best_known: int


def solomon(file: str, *, best_known: float) -> Published:
    """A Solomon instance: each vehicle is a day; a unit of time or length is a minute."""
    lines = (FOLDER / file).read_text().split("\n")
    vehicles = int(lines[0].split()[1])
    rows = [[float(word) for word in line.split()] for line in lines[2:] if line.strip()]
    points = [(row[1], row[2]) for row in rows]
    horizon = int(rows[0][-1]) * 60
    visits = tuple(
        VisitRequest(
            id=int(row[0]),
            minutes=int(row[3]),
            value=0,
            windows=((int(row[-2]) * 60, int(row[-1]) * 60),),
            required=True,
        )
        for row in rows[1:]
    )
    days = tuple(Day(MONDAY + timedelta(days=number), 0, horizon) for number in range(vehicles))
    matrix = _matrix(points, [0, *range(1, len(points))], 60)
    problem = Problem(days=days, visits=visits, max_visits=len(visits), matrix=matrix, seed=file)
    return Published(problem, round(best_known * 60))


def periodic(file: str) -> Published:
    """A periodic instance of Cordeau's: a date for each vehicle and day, a visit for each time due.

    A customer due once or every day may be visited on the days of the instance. One due twice has a
    visit in each half of the days its patterns allow. Loads become the most visits a route of the best
    known solution makes.
    """
    lines = (FOLDER / file).read_text().split("\n")
    _, vehicles, customers, days = (int(word) for word in lines[0].split())
    rows = [[float(word) for word in line.split()] for line in lines[1 + days :] if line.strip()]
    result = (FOLDER / f"{file}.res").read_text().split("\n")
    longest = max(len(line.split()) - 6 for line in result[1:] if line.strip())
    dates = [
        [MONDAY + timedelta(days=day * vehicles + car) for car in range(vehicles)] for day in range(days)
    ]
    visits: list[VisitRequest] = []
    nodes = [0]
    for row in rows[1 : customers + 1]:
        for time, choices in enumerate(_days_due(row, days)):
            allowed = frozenset(when for day in choices for when in dates[day])
            visits.append(VisitRequest(f"{int(row[0])}/{time}", 0, 0, days=allowed, required=True))
            nodes.append(int(row[0]))
    problem = Problem(
        days=tuple(Day(when, 0, 1_000_000) for day in dates for when in day),
        visits=tuple(visits),
        max_visits=longest,
        matrix=_matrix([(row[1], row[2]) for row in rows], nodes, SECONDS),
        seed=file,
    )
    return Published(problem, round(float(result[0]) * SECONDS))


def _days_due(row: list[float], days: int) -> list[set[int]]:
    """For each time a customer is due, the days it may be visited on (0, 1, …)."""
    times, patterns = int(row[5]), [int(word) for word in row[7 : 7 + int(row[6])]]
    choices: list[set[int]] = [set() for _ in range(times)]
    for pattern in patterns:
        on = [day for day in range(days) if pattern >> (days - 1 - day) & 1]
        for time, day in enumerate(on):
            choices[time].add(day)
    return choices


def _matrix(points: list[tuple[float, float]], nodes: list[int], unit: int) -> tuple[tuple[int, ...], ...]:
    """Straight distances between the points that the nodes stand for, rounded."""
    return tuple(
        tuple(round(unit * hypot(points[i][0] - points[j][0], points[i][1] - points[j][1])) for j in nodes)
        for i in nodes
    )
