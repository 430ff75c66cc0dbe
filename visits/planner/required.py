"""Room for required visits: what binds less gives way, what binds as much moves to another day."""

from __future__ import annotations

from visits.planner.greedy import insert_by_priority
from visits.planner.schedule import NEVER
from visits.planner.solution import NOWHERE, Solution


def make_room_for_required(solution: Solution) -> Solution:
    """Put in the required visits that are out and have room beside appointments and required visits."""
    instance = solution.instance
    asked: set[int] = set()
    for node in instance.by_priority():
        waits = instance.required[node] and not instance.fixed[node] and solution.day_of[node] == NOWHERE
        if waits and _make_room(solution, node, asked):
            asked = set()  # who could not move before may be able to now
    return solution


def _make_room(solution: Solution, node: int, asked: set[int]) -> bool:
    """Put one in, and fill up what is left of the days that were cleared for it."""
    trial = solution.copy()
    if not trial.free(node):
        other = trial.taken[trial.instance.group[node]]
        if _binds(trial, other) or not trial.remove(trial.day_of[other], {other}):
            return False
    if not _admit(trial, node, asked):
        return False
    insert_by_priority(trial, trial.instance.by_priority())
    solution.take_over(trial)
    return True


def _admit(solution: Solution, node: int, asked: set[int]) -> bool:
    """Put a required visit on the first of its days that has room, or where another one leaves it room.

    That one is asked in turn, each once: an augmenting path, as in bipartite matching (Kuhn 1955).
    """
    asked.add(node)
    days = solution.instance.open_days[node]
    if any(_put_on(solution, node, day, set()) for day in days):
        return True
    for day in days:
        for rival in solution.routes[day].stops:
            if rival in asked or solution.instance.fixed[rival] or not solution.instance.required[rival]:
                continue
            trial = solution.copy()
            if _put_on(trial, node, day, {rival}) and _admit(trial, rival, asked):
                solution.take_over(trial)
                return True
    return False


def _put_on(solution: Solution, node: int, day: int, gone: set[int]) -> bool:
    """Put a visit on a day after taking out everything that does not bind, and what is `gone`."""
    optional = {stop for stop in solution.routes[day].stops if not _binds(solution, stop)}
    cleared = solution.copy()
    if not cleared.remove(day, optional | gone):
        return False
    extra, position = cleared.routes[day].cheapest(node)
    if extra >= NEVER or not cleared.free(node):
        return False
    cleared.insert(node, day, position)
    solution.take_over(cleared)
    return True


def _binds(solution: Solution, node: int) -> bool:
    """Whether a visit gives way to no other."""
    return solution.instance.fixed[node] or solution.instance.required[node]
