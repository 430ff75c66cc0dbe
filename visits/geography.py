"""Where a day starts and where customers without coordinates probably are: pure, over plain points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from visits.planner import Place, TravelRule
from visits.planner.travel import Direction, direction, great_circle_km, leg_seconds

NEARBY_KM = 100.0
"""Beyond this, how far away a customer is says nothing about where the rep lives."""
MOST_POINTS = 300
FEWEST_LEGS = 4
"""With fewer known legs than this their percentile says nothing."""


def centre_of(points: Sequence[Place]) -> Place | None:
    """Return the customer in the middle of most of the others; None without any point.

    A mean of all points may lie in the sea between two towns; this is always a place one can start
    from. Of very many points the first `MOST_POINTS` decide.
    """
    looked_at = list(points[:MOST_POINTS])
    if not looked_at:
        return None
    directions = [direction(point) for point in looked_at]
    remoteness = [_remoteness(each, directions) for each in directions]
    return looked_at[remoteness.index(min(remoteness))]


def _remoteness(point: Direction, others: Iterable[Direction]) -> float:
    return sum(min(NEARBY_KM, great_circle_km(point, other)) for other in others)


def leg(origin: Place | None, target: Place | None, rule: TravelRule) -> int:
    """Return the seconds from door to door; those of an unknown place where either is none."""
    begin = direction(origin) if origin else None
    return leg_seconds(begin, direction(target) if target else None, rule)


def usual_leg(base: Place | None, points: Sequence[Place], rule: TravelRule) -> int:
    """Return seconds to a place nobody knows: the third quartile of the ways from *base*, or the default."""
    if base is None or len(points) < FEWEST_LEGS:
        return rule.unknown_seconds
    legs = sorted(leg(base, point, rule) for point in points)
    return legs[(3 * len(legs) - 1) // 4]
