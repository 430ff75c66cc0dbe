"""The first plan: appointments, the previous plan as far as it still stands, then visits by priority."""

from __future__ import annotations

from visits.planner.instance import Instance
from visits.planner.schedule import NEVER
from visits.planner.solution import Solution


def greedy(instance: Instance) -> Solution:
    """A plan in one pass, nobody moved again: the rest each where it costs least travel."""
    solution = Solution(instance)
    order = instance.by_priority()
    place_appointments(solution, order)
    restore_days(solution)
    insert_by_priority(solution, order)
    return solution


def place_appointments(solution: Solution, order: list[int]) -> None:
    """Put the appointments in first; one that clashes with a more important one stays out.

    The most visits a day may have binds what the planner adds, not what has been agreed.
    """
    waiting = [node for node in order if solution.instance.fixed[node]]
    while placed := {node for node in waiting if _keep_appointment(solution, node)}:
        # Again, because a stop on the way may be a short cut where the legs come from a real matrix.
        waiting = [node for node in waiting if node not in placed]


def _keep_appointment(solution: Solution, node: int) -> bool:
    """Put one appointment in, if the others of its day and group leave it room."""
    instance = solution.instance
    if not solution.free(node) or not instance.open_days[node]:
        return False
    day = instance.open_days[node][0]
    extra, position = solution.routes[day].squeeze(node, instance.windows[day][node])
    if extra >= NEVER:
        return False
    solution.insert(node, day, position)
    return True


def restore_days(solution: Solution) -> None:
    """Put the previous plan's visits back on their days, in its order as far as that is possible."""
    after: dict[int, int] = {}
    for node, day in solution.instance.kept_day().items():
        stops = solution.routes[day].stops
        if node in stops:
            after[day] = stops.index(node) + 1
            continue
        for position in range(after.get(day, 0), len(stops) + 1):
            if solution.insert_if_possible(node, day, position):
                after[day] = position + 1
                break


def insert_by_priority(solution: Solution, order: list[int]) -> None:
    """Required visits first, then those that can keep their day, then what is worth its travel."""
    instance = solution.instance
    kept_day = instance.kept_day()
    flexible = [node for node in order if not instance.fixed[node]]
    required = [node for node in flexible if instance.required[node]]
    for node in (*required, *flexible):
        if node in kept_day:
            insert_on(solution, node, kept_day[node])
        if instance.required[node]:
            insert_missing(solution, node)
    for node in flexible:
        insert_missing(solution, node)


def insert_on(solution: Solution, node: int, day: int) -> None:
    """Put a visit into one day, if it is not made yet and gains there."""
    if solution.day_of[node] >= 0 or not solution.free(node):
        return
    extra, position = solution.routes[day].cheapest(node)
    if position >= 0 and solution.instance.worth[day][node] > extra:
        solution.insert(node, day, position)


def insert_missing(solution: Solution, node: int) -> None:
    """Put a visit in where it gains most, if it is not made yet."""
    if solution.day_of[node] < 0:
        solution.insert_best(node)
