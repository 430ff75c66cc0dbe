"""PyVRP plans the same week, as a referee for our own engines (a development package only).

A working day is one vehicle with a profile of its own: forbidden days are blocked in its distances and
a route's distance is bounded, since a required client on a forbidden day would else count as feasible.
"""

from __future__ import annotations

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve
from pyvrp.stop import MaxIterations

from visits.planner import Day, Problem, VisitRequest
from visits.planner.travel import matrix_of

BLOCKED = 10_000_000
"""Seconds of distance that close a day to a visit."""


def referee(problem: Problem, iterations: int, seed: int = 1) -> int | None:
    """Net worth of PyVRP's plan in seconds (values made minus travel); None if it found none."""
    result = solve(_data(problem), MaxIterations(iterations), seed=seed, collect_stats=False)
    if not result.best.is_feasible():
        return None
    return int(result.best.prizes()) - int(result.best.distance())


def _data(problem: Problem) -> ProblemData:
    """One dimension of load counts visits; the problem has no breaks, groups or split windows."""
    seconds = np.array(matrix_of(problem), dtype=np.int64)
    places = [Location(0, 0) for _ in range(len(problem.visits) + 1)]
    vehicles = [
        VehicleType(
            num_available=1,
            capacity=[problem.max_visits],
            tw_early=day.start,
            tw_late=day.end,
            max_distance=BLOCKED - 1,
            profile=number,
        )
        for number, day in enumerate(problem.days)
    ]
    clients = [_client(index + 1, visit) for index, visit in enumerate(problem.visits)]
    distances = [_open_on(problem, day, seconds) for day in problem.days]
    return ProblemData(places, clients, [Depot(0)], vehicles, distances, [seconds] * len(distances))


def _client(location: int, visit: VisitRequest) -> Client:
    start, end = visit.windows[0] if visit.windows else (0, 86_400)
    if visit.fixed is not None:
        start = end = visit.fixed.start
    return Client(
        location=location,
        delivery=[1],
        service_duration=visit.minutes * 60,
        tw_early=start,
        tw_late=end,
        prize=visit.value * 60,
        required=visit.required or visit.fixed is not None,
    )


def _open_on(problem: Problem, day: Day, seconds: np.ndarray) -> np.ndarray:
    """Distances of a day: travel seconds, and no way to the visits that may not be made on it."""
    distances = seconds.copy()
    for index, visit in enumerate(problem.visits):
        days = {visit.fixed.day} if visit.fixed is not None else visit.days
        if days is not None and day.date not in days:
            distances[index + 1, :] = distances[:, index + 1] = BLOCKED
            distances[index + 1, index + 1] = 0
    return distances
