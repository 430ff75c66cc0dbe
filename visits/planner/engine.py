"""Which engine plans: the one way in for everybody who wants a plan.

An engine is a function from an instance and a number of rounds to a solution. To add one, write it and
name it in `ENGINES`; the checker, the reasons and the output do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from visits.planner.checker import check
from visits.planner.fingerprint import seed_of
from visits.planner.greedy import greedy
from visits.planner.improve import improve
from visits.planner.instance import Instance
from visits.planner.plan import Plan
from visits.planner.problem import Problem
from visits.planner.required import make_room_for_required
from visits.planner.settle import drop_unworthy, settle
from visits.planner.solution import Solution
from visits.planner.timetable import plan_of

Engine = Callable[[Instance, int], Solution]

ROUNDS = 4_000
"""Rounds for a plan from nothing; 1,500 are enough to mend a previous one."""


def insert_greedily(instance: Instance, rounds: int) -> Solution:
    """Priority order and cheapest insertion: at once, about a tenth below the best."""
    solution = make_room_for_required(greedy(instance))
    while drop_unworthy(solution):
        pass  # kept visits may have become too far since the previous plan
    return solution


def ruin_and_recreate(instance: Instance, rounds: int) -> Solution:
    """The greedy plan, improved for so many rounds, then settled."""
    return settle(improve(insert_greedily(instance, 0), rounds=rounds, seed=seed_of(instance.problem)))


ENGINES: Mapping[str, Engine] = MappingProxyType({"greedy": insert_greedily, "recreate": ruin_and_recreate})


def plan(problem: Problem, engine: str = "recreate", rounds: int = ROUNDS) -> Plan:
    """The rep's plan: checked, each visit in a day or left out with its reason.

    The same problem, engine and rounds give the same plan. An engine's plan that breaks a rule is thrown
    away, and the greedy plan stands in with `fallback` set. Raises `KeyError` for an unknown engine.
    """
    solve = ENGINES[engine]
    instance = Instance(problem)
    result = plan_of(solve(instance, rounds))
    if not check(problem, result):
        return result.by(engine)
    return plan_of(insert_greedily(instance, 0)).by("greedy", fallback=True)
