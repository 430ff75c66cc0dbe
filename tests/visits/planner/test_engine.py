"""What the engines do with the week's rules, in problems small enough to see through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.planner_weeks import rep_week
from tests.visits.planner.problems import FIVE, HOUR, MONDAY, NINE, NOON, day, problem, visit
from visits.planner import Appointment, Kept, Problem, check, engine, plan
from visits.planner.instance import Instance, start_windows
from visits.planner.solution import Solution

ENGINES = ["greedy", "recreate"]
TUESDAY = day(1).date


@pytest.mark.parametrize("name", ENGINES)
def test_required_visits_come_before_valuable_ones(name: str) -> None:
    asked = problem(visit("dear", value=900), visit("must", value=0, required=True), max_visits=1)
    assert list(plan(asked, name).day_of()) == ["must"]


@pytest.mark.parametrize("name", ENGINES)
def test_a_required_visit_moves_to_let_another_in(name: str) -> None:
    """Each may be made on the days named; only one arrangement has room for all three."""
    days = [day(number).date for number in range(3)]
    asked = problem(
        visit("any", value=900, required=True),
        visit("early", value=500, required=True, days=frozenset(days[:2])),
        visit("first", required=True, days=frozenset(days[:1])),
        days=3,
        max_visits=1,
    )
    assert plan(asked, name, rounds=0).day_of() == {"first": days[0], "early": days[1], "any": days[2]}


def test_an_appointment_is_kept_however_little_it_is_worth() -> None:
    asked = problem(
        visit("agreed", value=0, km=30, fixed=Appointment(MONDAY, NOON)),
        visit("dear", value=900),
        max_visits=1,
    )
    assert list(plan(asked).day_of()) == ["agreed"]


def test_an_appointment_overrides_days_windows_and_breaks() -> None:
    agreed = visit(
        "agreed",
        fixed=Appointment(MONDAY, NOON),
        days=frozenset({TUESDAY}),
        windows=((NINE, NINE),),
    )
    asked = Problem(days=(day(breaks=((NOON, NOON + HOUR),)),), visits=(agreed,), base=problem().base)
    result = plan(asked)
    assert [stop.start for stop in result.days[0].visits] == [NOON]
    assert check(asked, result) == []


def test_nothing_is_visited_during_a_break() -> None:
    asked = replace(
        problem(*(visit(number, minutes=60) for number in range(6))),
        days=(day(breaks=((NOON, NOON + HOUR),)),),
    )
    stops = plan(asked).days[0].visits
    assert len(stops) == 5
    assert all(stop.leave <= NOON or stop.start >= NOON + HOUR for stop in stops)


def test_within_a_day_lower_turns_come_first_although_it_is_a_detour() -> None:
    asked = problem(visit("near", km=1, turn=1), visit("far", km=9, turn=0), visit("farther", km=10, turn=1))
    result = plan(asked)
    assert [stop.id for stop in result.days[0].visits] == ["far", "farther", "near"]
    free = replace(asked, visits=tuple(replace(each, turn=0) for each in asked.visits))
    assert plan(free).travel < result.travel


def test_an_appointment_waits_for_no_turn() -> None:
    asked = problem(
        visit("agreed", fixed=Appointment(MONDAY, NINE + HOUR), turn=2), visit("late", turn=0, km=30)
    )
    result = plan(asked)
    assert [stop.id for stop in result.days[0].visits] == ["agreed", "late"]
    assert check(asked, result) == []


def test_a_village_that_no_visit_is_worth_alone_is_worth_three() -> None:
    village = [visit(number, km=40 + number / 2, value=60) for number in range(3)]
    assert plan(problem(village[0])).day_of() == {}
    assert plan(problem(*village)).day_of().keys() == {0, 1, 2}


def test_a_shorter_day_is_over_earlier() -> None:
    asked = replace(problem(visit("me")), days=(day(0, NINE, NINE + 30 * 60), day(1, FIVE - HOUR, FIVE)))
    assert plan(asked).day_of() == {"me": TUESDAY}


def test_the_rep_leaves_the_base_just_in_time() -> None:
    stop = plan(problem(visit("me", windows=((NOON, NOON),)))).days[0].visits[0]
    assert stop.arrive == stop.start == NOON


def test_waiting_at_the_door_shows_as_time_between_arrival_and_start() -> None:
    asked = problem(
        visit("first", windows=((NINE, NINE + HOUR),)), visit("then", windows=((NOON, NOON),), km=3)
    )
    first, then = plan(asked).days[0].visits
    assert first.leave < then.arrive < then.start == NOON


def test_a_visit_keeps_its_day_unless_half_an_hour_is_gained() -> None:
    """Two days are equally good; the previous plan decides, and the bonus has its price."""
    asked = problem(visit("me"), days=2)
    for on in (MONDAY, TUESDAY):
        assert plan(replace(asked, previous=(Kept("me", on),))).day_of() == {"me": on}
    neighbour = visit("far", km=30, value=300, fixed=Appointment(MONDAY, NOON))
    away = replace(asked, visits=(visit("me", km=30), neighbour), previous=(Kept("me", TUESDAY),))
    assert plan(away).day_of()["me"] == MONDAY
    assert plan(replace(away, stay_minutes=600)).day_of()["me"] == TUESDAY


@pytest.mark.parametrize("number", range(4))
def test_an_unchanged_plan_is_where_planning_starts_again(number: int) -> None:
    """Even without a single round the old plan comes back, which plain insertion could not find."""
    week = rep_week(60, number)
    before = plan(week)
    kept = tuple(Kept(name, on) for name, on in before.day_of().items())
    assert plan(replace(week, previous=kept), rounds=0).days == before.days


def test_two_seeds_may_differ_and_one_does_not() -> None:
    asked = problem(*(visit(number, km=number % 7 + 1) for number in range(30)), days=3)
    assert plan(asked, rounds=30) == plan(asked, rounds=30)
    different = {str(plan(replace(asked, seed=str(seed)), rounds=30).day_of()) for seed in range(8)}
    assert len(different) > 1


def test_a_plan_that_breaks_a_rule_is_replaced_by_the_greedy_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_everything(instance: Instance, rounds: int) -> Solution:
        return Solution(instance)

    monkeypatch.setattr(engine, "ENGINES", {"loser": lose_everything})
    result = engine.plan(problem(visit("me", required=True)), "loser")
    assert (result.fallback, result.engine, list(result.day_of())) == (True, "greedy", ["me"])


def test_an_unknown_engine_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        plan(problem(), "magic")


@pytest.mark.parametrize(
    ("windows", "breaks", "expected"),
    [
        ((), (), ((NINE, FIVE - 1800),)),
        (((8 * HOUR, 10 * HOUR),), (), ((NINE, 10 * HOUR),)),
        (((18 * HOUR, 19 * HOUR),), (), ()),
        (((10 * HOUR, 11 * HOUR), (NINE, 10 * HOUR)), (), ((NINE, 11 * HOUR),)),
        ((), ((NOON, NOON + HOUR),), ((NINE, NOON - 1800), (NOON + HOUR, FIVE - 1800))),
        (((NOON, NOON + HOUR),), ((NOON, NOON + HOUR),), ((NOON + HOUR, NOON + HOUR),)),
        ((), ((NINE, FIVE),), ()),
    ],
)
def test_start_windows(
    windows: tuple[tuple[int, int], ...],
    breaks: tuple[tuple[int, int], ...],
    expected: tuple[tuple[int, int], ...],
) -> None:
    assert start_windows(visit("me", windows=windows), day(breaks=breaks)) == expected
