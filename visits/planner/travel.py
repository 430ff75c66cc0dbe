"""How long the drives take: by formula from coordinates, or from a matrix of real ones.

Source of the earth's mean radius: IUGG, 6371.0088 km.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import asin, cos, dist, radians, sin
from typing import TypeAlias

from visits.planner.problem import Matrix, Place, Problem, TravelRule

EARTH_KM = 6371.0088

Direction: TypeAlias = tuple[float, float, float]

MatrixSource: TypeAlias = Callable[[Sequence[Place | None]], Matrix]
"""Real travel seconds between places (base first), for example from a routing service."""


def direction(place: Place) -> Direction:
    """Where a place lies as seen from the earth's centre, a vector of length 1."""
    north, east = radians(place.lat), radians(place.lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def great_circle_km(origin: Direction, target: Direction) -> float:
    """The shortest way over the ground between two places, in kilometres, from the chord between them."""
    return 2 * EARTH_KM * asin(min(1.0, dist(origin, target) / 2))


def drive_seconds(road_km: float, rule: TravelRule) -> int:
    """Door to door over so many kilometres of road; longer roads are quicker ones."""
    open_road = min(1.0, road_km / rule.fast_from_km) if rule.fast_from_km > 0 else 1.0
    speed = rule.slow_kmh + (rule.fast_kmh - rule.slow_kmh) * open_road
    return int(3600 * road_km / speed + 0.5) + rule.stop_seconds


def leg_seconds(origin: Direction | None, target: Direction | None, rule: TravelRule) -> int:
    """Door to door between two places; a constant where one of them is unknown."""
    if origin is None or target is None:
        seconds = rule.unknown_seconds
    else:
        seconds = drive_seconds(rule.detour * great_circle_km(origin, target), rule)
    return -(-seconds // rule.round_to) * rule.round_to


def formula_matrix(places: Sequence[Place | None], rule: TravelRule) -> Matrix:
    """Travel seconds between all places by formula; nothing from a place to itself."""
    directions = [None if place is None else direction(place) for place in places]
    rows = [[0] * len(places) for _ in places]
    for i, origin in enumerate(directions):
        for j in range(i):
            rows[i][j] = rows[j][i] = leg_seconds(origin, directions[j], rule)
    return tuple(tuple(row) for row in rows)


def matrix_of(problem: Problem) -> Matrix:
    """The problem's travel seconds: its own matrix, else by formula; staying put takes no time."""
    if problem.matrix is not None:
        return tuple((*row[:at], 0, *row[at + 1 :]) for at, row in enumerate(problem.matrix))
    return formula_matrix(places_of(problem), problem.travel)


def places_of(problem: Problem) -> list[Place | None]:
    """The base, then the visits' places in order: what a matrix's rows and columns stand for."""
    return [problem.base, *(visit.place for visit in problem.visits)]


def with_matrix(problem: Problem, source: MatrixSource) -> Problem:
    """The same problem with real travel times from `source`."""
    return replace(problem, matrix=source(places_of(problem)))


def unlocated(problem: Problem) -> frozenset[int]:
    """Positions of the visits whose travel times are a guess (none where a matrix is given)."""
    if problem.matrix is not None:
        return frozenset()
    return frozenset(index for index, visit in enumerate(problem.visits) if visit.place is None)
