"""Each reason for leaving a visit out, in the smallest problem that has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.visits.planner.problems import HOUR, MONDAY, NINE, NOON, day, north, problem, visit
from visits.planner import Appointment, LeftOut, Problem, Reason, TravelRule, plan
from visits.planner.output import sentence


def why(asked: Problem, name: int | str = "me", engine: str = "recreate") -> LeftOut:
    """Why a visit is left out of the plan."""
    return next(left for left in plan(asked, engine, rounds=100).left_out if left.id == name)


def test_no_allowed_day() -> None:
    assert why(problem(visit("me", days=frozenset({day(3).date})))).reason == Reason.NO_ALLOWED_DAY


def test_no_day_at_all() -> None:
    assert why(problem(visit("me"), days=0)).reason == Reason.NO_ALLOWED_DAY


def test_out_of_reach_says_how_far() -> None:
    left = why(problem(visit("me", km=900, value=10_000)))
    assert left.reason == Reason.OUT_OF_REACH
    assert left.minutes is not None
    assert left.minutes > 16 * 60


def test_longer_than_the_shift_is_out_of_reach() -> None:
    assert why(problem(visit("me", minutes=9 * 60))).reason == Reason.OUT_OF_REACH


def test_window_outside_the_shift() -> None:
    evening = ((18 * HOUR, 20 * HOUR),)
    assert why(problem(visit("me", windows=evening))).reason == Reason.WINDOW


def test_narrow_hours_go_to_those_worth_more() -> None:
    noon = ((NOON, NOON + 900),)
    rivals = [visit(name, windows=noon, minutes=10, value=300) for name in ("a", "b")]
    left = why(problem(*rivals, visit("me", windows=noon, minutes=10, value=20)))
    assert left.reason == Reason.LOWER_PRIORITY
    assert set(left.others) == {"a", "b"}


def test_an_appointment_in_its_hours() -> None:
    appointment = visit("fixed", fixed=Appointment(MONDAY, NOON), minutes=60)
    before = visit("before", windows=((NOON - 3000, NOON - 3000),), minutes=20, required=True)
    both_in_the_way = visit("me", windows=((NOON - 1800, NOON),), minutes=60)
    left = why(problem(appointment, before, both_in_the_way))
    assert left.reason == Reason.APPOINTMENT_CONFLICT
    assert left.others == ("fixed",)


def test_window_when_only_another_hour_would_do() -> None:
    early = visit("early", fixed=Appointment(MONDAY, NOON - 1800), minutes=40)
    late = visit("late", fixed=Appointment(MONDAY, NOON + 3600), minutes=30)
    left = why(problem(early, late, visit("me", windows=((NOON - 600, NOON + 600),), minutes=120)))
    assert left.reason == Reason.WINDOW


def test_out_of_turn_when_only_the_order_of_the_day_stands_in_the_way() -> None:
    before = [visit(number, minutes=45, turn=1) for number in range(5)]
    afternoon = visit("me", minutes=60, value=240, windows=((14 * HOUR, 16 * HOUR),))
    (left,) = plan(problem(*before, afternoon)).left_out
    assert (left.id, left.reason, len(left.others)) == ("me", Reason.OUT_OF_TURN, 3)
    assert plan(problem(*before, replace(afternoon, turn=1))).left_out == ()


def test_day_full_of_appointments() -> None:
    appointment = visit("fixed", fixed=Appointment(MONDAY, NOON))
    assert why(problem(appointment, visit("me"), max_visits=1)).reason == Reason.DAY_FULL


def test_no_visits_allowed_at_all() -> None:
    assert why(problem(visit("me"), max_visits=0)).reason == Reason.DAY_FULL


def test_no_time_beside_shorter_visits() -> None:
    many = [visit(number, minutes=90, value=500) for number in range(4)]
    left = why(problem(*many, visit("me", minutes=7 * 60, value=100)))
    assert left.reason == Reason.NO_TIME


def test_not_worth_its_travel_says_how_much() -> None:
    left = why(problem(visit("me", km=60, value=20)))
    assert left.reason == Reason.NOT_WORTH_TRAVEL
    assert left.minutes is not None
    assert left.minutes > 20
    assert str(left.minutes) in sentence(left)


def test_lower_priority_names_who_is_visited_instead() -> None:
    left = why(problem(visit("her", value=200), visit("me", value=100), max_visits=1))
    assert (left.reason, left.others) == (Reason.LOWER_PRIORITY, ("her",))
    assert "her" in sentence(left)


def test_worth_more_but_too_far_to_replace_a_nearer_one() -> None:
    left = why(problem(visit("her", value=100), visit("me", value=110, km=20), max_visits=1))
    assert (left.reason, left.others) == (Reason.NOT_WORTH_TRAVEL, ("her",))


def test_no_location_when_the_day_has_enough_unknown_places() -> None:
    unknown = [visit(name, place=None, value=300) for name in ("a", "b")]
    left = why(problem(*unknown, visit("me", place=None), travel=TravelRule(unknown_a_day=2)))
    assert left.reason == Reason.NO_LOCATION


def test_unknown_places_are_planned_with_a_constant_leg_and_marked() -> None:
    result = plan(problem(visit("me", place=None)))
    assert result.travel == 2 * 35 * 60
    assert [stop.approximate for stop in result.days[0].visits] == [True]


def test_alternative_of_a_group() -> None:
    left = why(problem(visit("her", group="g"), visit("me", group="g", km=5)))
    assert (left.reason, left.others) == (Reason.ALTERNATIVE, ("her",))


@pytest.mark.parametrize("engine", ["greedy", "recreate"])
def test_two_appointments_at_once_keep_the_more_valuable_and_name_it(engine: str) -> None:
    at_noon = Appointment(MONDAY, NOON)
    asked = problem(visit("me", fixed=at_noon, value=60), visit("her", fixed=at_noon, value=240))
    left = why(asked, engine=engine)
    assert (left.reason, left.others) == (Reason.APPOINTMENT_CONFLICT, ("her",))


def test_an_appointment_too_early_to_reach_is_a_conflict_with_the_shift() -> None:
    left = why(problem(visit("me", km=50, fixed=Appointment(MONDAY, NINE))))
    assert (left.reason, left.others) == (Reason.APPOINTMENT_CONFLICT, ())
    assert "cannot be reached" in sentence(left)


def test_an_appointment_on_a_day_off_is_a_conflict() -> None:
    left = why(problem(visit("me", fixed=Appointment(day(4).date, NOON))))
    assert left.reason == Reason.APPOINTMENT_CONFLICT


def test_two_appointments_of_one_group_conflict() -> None:
    first = visit("her", group="g", fixed=Appointment(MONDAY, NOON))
    left = why(problem(first, visit("me", group="g", fixed=Appointment(MONDAY, NOON + 2 * HOUR))))
    assert (left.reason, left.others) == (Reason.APPOINTMENT_CONFLICT, ("her",))


def test_at_most_three_others_are_named() -> None:
    rivals = [visit(number, value=500, place=north(2)) for number in range(6)]
    assert len(why(problem(*rivals, visit("me", value=60), max_visits=6)).others) == 3
