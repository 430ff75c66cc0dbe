"""What holds for every problem there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.planner_weeks import rep_week
from tests.visits.planner.problems import day, problem, problems, visit
from visits.planner import Kept, Plan, Problem, Reason, check, plan
from visits.planner.output import plan_json, sentence

ENGINES = ["greedy", "recreate"]
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("engine", ENGINES)
@thorough
@given(problem=problems())
def test_every_plan_passes_the_checker_without_falling_back(engine: str, problem: Problem) -> None:
    result = plan(problem, engine, rounds=40)
    assert check(problem, result) == []
    assert not result.fallback
    assert result.engine == engine


@pytest.mark.parametrize("engine", ENGINES)
@thorough
@given(problem=problems())
def test_each_visit_is_there_exactly_once(engine: str, problem: Problem) -> None:
    result = plan(problem, engine, rounds=40)
    there = [stop.id for day in result.days for stop in day.visits] + [left.id for left in result.left_out]
    assert sorted(map(str, there)) == sorted(str(visit.id) for visit in problem.visits)


@thorough
@given(problem=problems())
def test_the_same_problem_gives_the_same_bytes(problem: Problem) -> None:
    assert plan_json(plan(problem, rounds=40)) == plan_json(plan(problem, rounds=40))


@thorough
@given(problem=problems())
def test_appointments_are_where_they_were_agreed_or_named_as_conflicts(problem: Problem) -> None:
    result = plan(problem, rounds=40)
    starts = {stop.id: (day.date, stop.start) for day in result.days for stop in day.visits}
    reasons = {left.id: left.reason for left in result.left_out}
    for each in problem.visits:
        if each.fixed is not None and each.id in starts:
            assert starts[each.id] == (each.fixed.day, each.fixed.start)
        elif each.fixed is not None:
            assert reasons[each.id] == Reason.APPOINTMENT_CONFLICT


@thorough
@given(problem=problems())
def test_both_engines_keep_the_same_appointments(problem: Problem) -> None:
    fixed = {visit.id for visit in problem.visits if visit.fixed is not None}
    assert plan(problem, "greedy").day_of().keys() & fixed == plan(problem, rounds=40).day_of().keys() & fixed


@thorough
@given(problem=problems())
def test_every_reason_has_a_sentence(problem: Problem) -> None:
    for left in plan(problem, rounds=20).left_out:
        assert "{" not in sentence(left)
        assert "None" not in sentence(left)


@thorough
@given(problem=problems(matrix=False), data=st.data())
def test_improving_never_makes_a_plan_worse_than_the_greedy_one(
    problem: Problem, data: st.DataObject
) -> None:
    problem = replace(problem, previous=())
    assert _rank(problem, plan(problem, rounds=60)) >= _rank(problem, plan(problem, "greedy"))


@pytest.mark.parametrize("engine", ENGINES)
@thorough
@given(
    allowed=st.lists(st.frozensets(st.integers(0, 3), min_size=1), max_size=9),
    cap=st.integers(1, 3),
)
def test_as_many_required_visits_are_made_as_their_days_can_hold(
    engine: str, allowed: list[frozenset[int]], cap: int
) -> None:
    asked = problem(
        *(
            visit(name, required=True, days=frozenset(day(number).date for number in numbers))
            for name, numbers in enumerate(allowed)
        ),
        days=4,
        max_visits=cap,
    )
    assert len(plan(asked, engine, rounds=20).day_of()) == _most_held(allowed, cap)


def _most_held(allowed: list[frozenset[int]], cap: int) -> int:
    """The size of the largest assignment, by Hall's theorem: what every set of days leaves over is lost."""
    sets = [{day for day in range(4) if bits >> day & 1} for bits in range(16)]
    return len(allowed) - max(sum(each <= days for each in allowed) - cap * len(days) for days in sets)


@pytest.mark.parametrize("number", range(3))
def test_unchanged_problem_keeps_nearly_all_days(number: int) -> None:
    week = rep_week(60, number)
    before = plan(week, rounds=1500)
    after = plan(_staying(week, before), rounds=1500)
    assert _same_days(before, after) >= 0.97


@pytest.mark.parametrize("number", range(3))
def test_a_small_change_moves_few_visits(number: int) -> None:
    week = rep_week(60, number)
    before = plan(week, rounds=1500)
    dropped = next(stop.id for stop in before.days[2].visits if _flexible(week, stop.id))
    changed = _staying(_without(week, dropped), before)
    assert _same_days(before, plan(changed, rounds=1500)) >= 0.9


def test_more_time_never_loses_value() -> None:
    week = rep_week(60, 5)
    longer = replace(week, days=tuple(replace(day, end=day.end + 7200) for day in week.days))
    assert _rank(longer, plan(longer, rounds=1500)) > _rank(week, plan(week, rounds=1500))


def _rank(problem: Problem, result: Plan) -> tuple[int, int]:
    """Required visits made, then net worth in seconds: what the engines make as large as they can."""
    made = result.day_of()
    required = sum(visit.required for visit in problem.visits if visit.id in made and visit.fixed is None)
    return required, result.value * 60 - result.travel


def _staying(problem: Problem, before: Plan) -> Problem:
    return replace(problem, previous=tuple(Kept(name, day) for name, day in before.day_of().items()))


def _without(problem: Problem, gone: object) -> Problem:
    return replace(problem, visits=tuple(visit for visit in problem.visits if visit.id != gone))


def _flexible(problem: Problem, name: object) -> bool:
    return next(visit for visit in problem.visits if visit.id == name).fixed is None


def _same_days(before: Plan, after: Plan) -> float:
    """The share of the visits made before, and still asked for, that keep their day."""
    then, now = before.day_of(), after.day_of()
    asked = [name for name in then if name in now or any(left.id == name for left in after.left_out)]
    return sum(now.get(name) == then[name] for name in asked) / len(asked)
