"""A finished search as a plan: clock times for every stop, sums, and reasons for the rest."""

from __future__ import annotations

from visits.planner.instance import Instance
from visits.planner.plan import Plan, PlannedDay, Stop
from visits.planner.reasons import left_out
from visits.planner.schedule import Route, first_start
from visits.planner.solution import Solution


def plan_of(solution: Solution) -> Plan:
    """The solution as plain data."""
    instance = solution.instance
    made = [node for route in solution.routes for node in route.stops]
    return Plan(
        days=tuple(
            PlannedDay(instance.days[route.day].date, stops_of(instance, route), route.travel)
            for route in solution.routes
        ),
        left_out=left_out(solution),
        value=sum(instance.problem.visits[node - 1].value for node in made),
        travel=sum(route.travel for route in solution.routes),
    )


def stops_of(instance: Instance, route: Route) -> tuple[Stop, ...]:
    """Each stop as early as it can be; the rep leaves the base just in time for the first."""
    stops: list[Stop] = []
    clock, before = instance.days[route.day].start, 0
    for node in route.stops:
        arrive = clock + instance.travel[before][node]
        start = first_start(instance.windows[route.day][node], arrive)
        clock, before = start + instance.service[node], node
        stops.append(
            Stop(
                id=instance.id_of(node),
                arrive=arrive if stops else start,
                start=start,
                leave=clock,
                approximate=node in instance.unknown,
            )
        )
    return tuple(stops)
