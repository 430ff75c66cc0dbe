"""A good plan is broken in each way there is; the checker must say which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.visits.planner.problems import HOUR, MONDAY, NOON, day, problem, visit
from visits.planner import Appointment, LeftOut, Plan, PlannedDay, Problem, Reason, Stop, check, plan

TUESDAY = day(1).date
WEEK = problem(
    visit("early", windows=((9 * HOUR, 10 * HOUR),), days=frozenset({MONDAY})),
    visit("fixed", fixed=Appointment(MONDAY, NOON), value=10),
    visit("late", windows=((14 * HOUR, 16 * HOUR),), days=frozenset({MONDAY})),
    visit("second", days=frozenset({TUESDAY}), group="g", required=True),
    visit("other", days=frozenset({TUESDAY}), group="g", km=3),
    days=2,
    max_visits=3,
)
WITH_BREAK = replace(WEEK, days=(replace(WEEK.days[0], breaks=((13 * HOUR, 14 * HOUR),)), WEEK.days[1]))
GOOD = plan(WITH_BREAK)


def rules(asked: Problem, result: Plan) -> set[str]:
    return {violation.rule for violation in check(asked, result)}


def with_stops(result: Plan, number: int, change: Callable[[list[Stop]], list[Stop]]) -> Plan:
    """The plan with other stops on one day, its sums left as they were."""
    days = list(result.days)
    days[number] = replace(days[number], visits=tuple(change(list(days[number].visits))))
    return replace(result, days=tuple(days))


def moved(name: str, seconds: int) -> Callable[[list[Stop]], list[Stop]]:
    """The named stop so much later, nothing else changed."""
    return lambda stops: [
        replace(s, arrive=s.arrive + seconds, start=s.start + seconds, leave=s.leave + seconds)
        if s.id == name
        else s
        for s in stops
    ]


def test_the_good_plan_is_good() -> None:
    assert [[stop.id for stop in day.visits] for day in GOOD.days] == [["early", "fixed", "late"], ["second"]]
    assert check(WITH_BREAK, GOOD) == []


@pytest.mark.parametrize(
    ("rule", "number", "change"),
    [
        ("shift", 0, moved("early", -15 * 60)),
        ("shift", 0, moved("late", 3 * HOUR)),
        ("travel_time", 0, moved("fixed", -2 * HOUR - 40 * 60)),
        ("window", 0, moved("early", 2 * HOUR)),
        ("window", 0, moved("late", -60)),
        ("break", 0, moved("late", -60)),
        ("appointment", 0, moved("fixed", 1)),
        ("length", 0, lambda stops: [replace(stops[0], leave=stops[0].leave - 60), *stops[1:]]),
        ("length", 0, lambda stops: [*stops[:-1], replace(stops[-1], start=stops[-1].arrive - 1)]),
        ("once", 0, lambda stops: [*stops, stops[-1]]),
        ("once", 0, lambda stops: stops[1:]),
        ("once", 0, lambda stops: [*stops, replace(stops[-1], id="stranger")]),
        ("once", 1, lambda stops: [*stops, replace(stops[-1], id="early")]),
    ],
)
def test_a_broken_stop_is_named(rule: str, number: int, change: Callable[[list[Stop]], list[Stop]]) -> None:
    assert rule in rules(WITH_BREAK, with_stops(GOOD, number, change))


def test_wrong_sums_are_named() -> None:
    assert rules(WITH_BREAK, replace(GOOD, value=GOOD.value + 1)) == {"value_sum"}
    assert rules(WITH_BREAK, replace(GOOD, travel=GOOD.travel - 1)) == {"travel_sum"}
    shorter = replace(GOOD.days[0], travel=GOOD.days[0].travel - 1)
    assert rules(WITH_BREAK, replace(GOOD, days=(shorter, GOOD.days[1]))) == {"travel_sum"}


def test_wrong_days_are_named() -> None:
    assert "days" in rules(WITH_BREAK, replace(GOOD, days=GOOD.days[:1]))
    assert rules(WITH_BREAK, replace(GOOD, days=GOOD.days[::-1])) == {"days"}


def test_a_visit_on_a_day_it_may_not_have_is_named() -> None:
    asked = replace(WITH_BREAK, visits=(*WITH_BREAK.visits[:3], *_with_days(WITH_BREAK, MONDAY)))
    assert "allowed_day" in rules(asked, GOOD)


def _with_days(asked: Problem, *dates: object) -> list[object]:
    return [replace(request, days=frozenset(dates)) for request in asked.visits[3:]]


def test_too_many_visits_are_named() -> None:
    assert rules(replace(WITH_BREAK, max_visits=2), GOOD) == {"max_visits"}


def test_more_appointments_than_a_day_may_have_are_kept() -> None:
    appointments = [visit(hour, fixed=Appointment(MONDAY, hour * HOUR)) for hour in (10, 12, 14)]
    asked = problem(*appointments, visit("more"), max_visits=2)
    result = plan(asked)
    assert [stop.id for stop in result.days[0].visits] == [10, 12, 14]
    assert check(asked, result) == []


def test_a_visit_before_its_turn_is_named() -> None:
    turns = {"early": 1, "late": 0, "fixed": 2}
    late = replace(
        WITH_BREAK, visits=tuple(replace(each, turn=turns.get(str(each.id), 0)) for each in WITH_BREAK.visits)
    )
    assert "turn" in rules(late, GOOD)


def test_two_of_a_group_are_named() -> None:
    loose = replace(WITH_BREAK, visits=tuple(replace(request, group=None) for request in WITH_BREAK.visits))
    assert "group" in rules(WITH_BREAK, plan(loose))


def test_too_many_unknown_places_are_named() -> None:
    asked = problem(*(visit(number, place=None) for number in range(3)))
    generous = replace(asked, travel=replace(asked.travel, unknown_a_day=3))
    assert rules(asked, plan(generous)) == {"unknown_places"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("required_dropped", {"required": True}),
        ("appointment_dropped", {"fixed": Appointment(MONDAY, NOON)}),
    ],
)
def test_leaving_out_what_must_be_made_is_named(rule: str, changes: dict[str, object]) -> None:
    asked = problem(visit("me", **changes))
    empty = Plan((PlannedDay(MONDAY),), (LeftOut("me", Reason.NO_TIME),), value=0, travel=0)
    assert rules(asked, empty) == {rule}


def test_a_required_visit_that_no_day_can_hold_may_be_left_out() -> None:
    asked = problem(visit("me", required=True, km=900))
    assert check(asked, plan(asked)) == []
