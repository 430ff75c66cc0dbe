"""The travel formula, and where it gives way to a matrix or a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.visits.planner.problems import BASE, north, problem, visit
from visits.planner import Place, TravelRule, plan
from visits.planner.travel import (
    direction,
    drive_seconds,
    great_circle_km,
    leg_seconds,
    matrix_of,
    with_matrix,
)

RULE = TravelRule()


def km(origin: Place, target: Place) -> float:
    return great_circle_km(direction(origin), direction(target))


def test_great_circle_against_known_distances() -> None:
    assert km(Place(52.5200, 13.4050), Place(48.1374, 11.5755)) == pytest.approx(504.4, abs=1)
    assert km(Place(0, 179.5), Place(0, -179.5)) == pytest.approx(111.2, abs=0.1)
    assert km(Place(90, 0), Place(-90, 0)) == pytest.approx(20_015, abs=1)
    assert km(BASE, north(0.01)) == pytest.approx(0.01, abs=1e-5)


@pytest.mark.parametrize(
    ("road_km", "seconds"),
    [
        (0, 180),  # the stop alone
        (12.5, 3600 * 12.5 / 47.5 + 180),  # half-way to the open road: 47.5 km/h
        (25, 3600 * 25 / 70 + 180),
        (70, 3600 + 180),
    ],
)
def test_drive_seconds(road_km: float, seconds: float) -> None:
    assert drive_seconds(road_km, RULE) == pytest.approx(seconds, abs=0.51)


def test_a_longer_road_never_takes_less_time() -> None:
    times = [drive_seconds(tenths / 10, RULE) for tenths in range(1_000)]
    assert times == sorted(times)


def test_the_detour_lengthens_the_great_circle() -> None:
    assert leg_seconds(direction(BASE), direction(north(10)), RULE) == pytest.approx(
        drive_seconds(13, RULE), abs=1
    )


@pytest.mark.parametrize("km", [0.1, 3.0, 20.0, 60.0])
def test_drives_are_rounded_up_to_times_people_can_keep(km: float) -> None:
    origin, target = direction(Place(52, 8)), direction(Place(52 + km / 111.2, 8))
    exact = leg_seconds(origin, target, RULE)
    rounded = leg_seconds(origin, target, replace(RULE, round_to=300))
    assert rounded % 300 == 0
    assert exact <= rounded < exact + 300


def test_an_unknown_place_is_a_constant_leg() -> None:
    assert leg_seconds(direction(BASE), None, RULE) == leg_seconds(None, direction(BASE), RULE) == 35 * 60


def test_a_place_of_its_own_takes_no_travel_even_if_the_matrix_says_so() -> None:
    assert matrix_of(problem(visit("a"), matrix=((5, 60), (90, 7)))) == ((0, 60), (90, 0))


def test_a_real_matrix_replaces_the_formula_and_knows_every_place() -> None:
    asked: list[Sequence[Place | None]] = []

    def source(places: Sequence[Place | None]) -> tuple[tuple[int, ...], ...]:
        asked.append(places)
        return ((0, 600), (900, 0))

    result = plan(with_matrix(problem(visit("a")), source))
    assert asked == [[BASE, north(2)]]
    assert result.travel == 1500
    assert not result.days[0].visits[0].approximate
