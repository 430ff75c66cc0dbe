"""The last touch: what a plan must not leave undone, so that the reasons it gives are true.

After it no visit can be added, dropped or put in another's place with a gain, and no required visit is
out that has room beside appointments and required visits.
"""

from __future__ import annotations

from visits.planner.required import make_room_for_required
from visits.planner.schedule import NEVER
from visits.planner.solution import NOWHERE, Solution


def settle(solution: Solution) -> Solution:
    """Make every single change that gains, until there is none; changes the solution it is given."""
    make_room_for_required(solution)
    order = solution.instance.by_priority()
    while drop_unworthy(solution) or add_worthy(solution, order) or put_in_place_of_another(solution, order):
        pass  # each change raises the score, so this ends
    return solution


def drop_unworthy(solution: Solution) -> bool:
    """Take out a visit that costs more travel than it is worth."""
    instance = solution.instance
    for day, route in enumerate(solution.routes):
        for node in route.stops:
            if instance.fixed[node] or instance.required[node]:
                continue
            shorter = solution.without(day, {node})
            if shorter is not None and route.travel - shorter.travel > instance.worth[day][node]:
                return solution.remove(day, {node})
    return False


def add_worthy(solution: Solution, order: list[int]) -> bool:
    """Put in every visit that is worth its travel."""
    fixed = solution.instance.fixed
    waiting = [node for node in order if solution.day_of[node] == NOWHERE and not fixed[node]]
    added = [node for node in waiting if solution.insert_best(node)]
    return bool(added)


def put_in_place_of_another(solution: Solution, order: list[int]) -> bool:
    """Make a visit instead of one that gains less."""
    fixed = solution.instance.fixed
    for node in order:
        if solution.day_of[node] == NOWHERE and not fixed[node]:
            for day in solution.instance.open_days[node]:
                if _replace_on(solution, node, day):
                    return True
    return False


def _replace_on(solution: Solution, node: int, day: int) -> bool:
    """Put a visit in the place of one of that day, if that gains."""
    instance, route = solution.instance, solution.routes[day]
    worth = instance.worth[day]
    rival_of_group = solution.taken[instance.group[node]] if instance.group[node] >= 0 else 0
    for rival in route.stops:
        if instance.fixed[rival] or (rival_of_group and rival_of_group != rival):
            continue
        shorter = solution.without(day, {rival})
        if shorter is None:
            continue
        extra, position = shorter.cheapest(node)
        if extra < NEVER and worth[node] - worth[rival] > shorter.travel + extra - route.travel:
            solution.remove(day, {rival})
            solution.insert(node, day, position)
            return True
    return False
