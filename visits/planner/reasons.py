"""Why a visit is not in the plan, found by trying to put it into the finished plan.

The first reason that holds is given, from "never possible" to "not this time"; `_PROBES` is the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from visits.planner.instance import Instance
from visits.planner.plan import LeftOut, Reason
from visits.planner.problem import Day, Span
from visits.planner.schedule import NEVER, Routes
from visits.planner.solution import Solution

NAMED = 3
"""Other visits a reason names at most."""


def left_out(solution: Solution) -> tuple[LeftOut, ...]:
    """Every visit that is not made, in the problem's order, with the reason."""
    alone = Routes(solution.instance)
    return tuple(_Case(solution, node, alone).explain() for node in solution.outsiders())


class _Case:
    """One visit that is not made, and what trying it shows."""

    def __init__(self, solution: Solution, node: int, alone: Routes) -> None:
        self.solution = solution
        self.instance: Instance = solution.instance
        self.node = node
        self.alone = alone
        self.visit = self.instance.problem.visits[node - 1]

    def explain(self) -> LeftOut:
        """The first reason that holds."""
        probes = _APPOINTMENT_PROBES if self.visit.fixed else _PROBES
        return next(answer for probe in probes if (answer := probe(self)))

    def say(self, reason: Reason, others: list[int] | None = None, seconds: int = -1) -> LeftOut:
        """The answer, naming at most `NAMED` others; seconds are told as minutes, rounded up."""
        names = tuple(self.instance.id_of(node) for node in (others or [])[:NAMED])
        return LeftOut(self.visit.id, reason, names, None if seconds < 0 else -(-seconds // 60))

    def allowed_days(self) -> list[int]:
        """The planned days it may be made on by date."""
        days = self.visit.days
        return [index for index, day in enumerate(self.instance.days) if days is None or day.date in days]

    def fits_alone(self, day: int, windows: tuple[Span, ...]) -> bool:
        """Whether it would be possible on that day if it were the only visit."""
        return self.alone.empty(day).squeeze(self.node, windows)[0] < NEVER

    def possible_days(self) -> list[int]:
        """The days on which it would be possible if it were the only visit."""
        windows = self.instance.windows
        return [
            day for day in self.instance.open_days[self.node] if self.fits_alone(day, windows[day][self.node])
        ]

    def replaceable(self, *, appointments: bool) -> Iterator[tuple[int, int, int]]:
        """Visits whose place it could take: the visit, its day, the travel that would then be added."""
        instance, solution = self.instance, self.solution
        for day in self.possible_days():
            for rival in solution.routes[day].stops:
                if instance.fixed[rival] != appointments:
                    continue
                route = solution.without(day, {rival})
                if route is not None and (extra := route.cheapest(self.node)[0]) < NEVER:
                    yield rival, day, extra + route.travel - solution.routes[day].travel


Probe = Callable[[_Case], LeftOut | None]


def _other_of_group(case: _Case) -> LeftOut | None:
    if case.solution.free(case.node):
        return None
    made = case.solution.taken[case.instance.group[case.node]]
    reason = Reason.APPOINTMENT_CONFLICT if case.visit.fixed else Reason.ALTERNATIVE
    return case.say(reason, [made])


def _no_allowed_day(case: _Case) -> LeftOut | None:
    return None if case.allowed_days() else case.say(Reason.NO_ALLOWED_DAY)


def _out_of_reach(case: _Case) -> LeftOut | None:
    days = case.instance.days
    if any(case.fits_alone(day, any_time(days[day], case)) for day in case.allowed_days()):
        return None
    nearest = case.instance.travel[0][case.node] + case.instance.travel[case.node][0]
    return case.say(Reason.OUT_OF_REACH, seconds=nearest)


def _never_in_window(case: _Case) -> LeftOut | None:
    return None if case.possible_days() else case.say(Reason.WINDOW)


def _not_worth_travel(case: _Case) -> LeftOut | None:
    move = case.solution.best_move(case.node)
    if move.position < 0:
        return None
    extra = case.instance.worth[move.day][case.node] - move.gain
    return case.say(Reason.NOT_WORTH_TRAVEL, seconds=extra)


def _no_location(case: _Case) -> LeftOut | None:
    if case.node not in case.instance.unknown:
        return None
    for day in case.possible_days():
        route = case.solution.routes[day]
        windows = case.instance.windows[day][case.node]
        if route.may_add and not route.may_add_unknown and route.squeeze(case.node, windows)[0] < NEVER:
            return case.say(Reason.NO_LOCATION)
    return None


def _lower_priority(case: _Case) -> LeftOut | None:
    """Others in its place; if all of them are worth less, the travel it would add is the reason."""
    worth = case.instance.worth
    found = list(case.replaceable(appointments=False))
    stronger = [
        (worth[day][rival], rival) for rival, day, _ in found if worth[day][rival] >= worth[day][case.node]
    ]
    if stronger:
        return case.say(Reason.LOWER_PRIORITY, [rival for _, rival in sorted(stronger)])
    if found:
        added, rival = min((added, rival) for rival, _, added in found)
        return case.say(Reason.NOT_WORTH_TRAVEL, [rival], seconds=max(0, added))
    return None


def _day_full(case: _Case) -> LeftOut | None:
    if any(case.solution.routes[day].may_add for day in case.possible_days()):
        return None
    return case.say(Reason.DAY_FULL)


def _appointment_in_the_way(case: _Case) -> LeftOut | None:
    others = [rival for rival, _, _ in case.replaceable(appointments=True)]
    return case.say(Reason.APPOINTMENT_CONFLICT, others) if others else None


def _out_of_turn(case: _Case) -> LeftOut | None:
    """There is time left in its visiting hours, but visits of another turn are on the wrong side of it."""
    turn, fixed = case.instance.turn, case.instance.fixed
    mine = turn[case.node]
    for day in case.possible_days():
        route = case.solution.routes[day]
        extra, place = route.squeeze(case.node, case.instance.windows[day][case.node], in_turn=False)
        if route.may_add and extra < NEVER:
            others = [stop for stop in route.stops[:place] if turn[stop] > mine and not fixed[stop]]
            others += [stop for stop in route.stops[place:] if turn[stop] < mine and not fixed[stop]]
            return case.say(Reason.OUT_OF_TURN, others)
    return None


def _window_taken(case: _Case) -> LeftOut | None:
    """There is time left, but not in its visiting hours."""
    for day in case.allowed_days():
        route = case.solution.routes[day]
        if route.may_add and route.squeeze(case.node, any_time(case.instance.days[day], case))[0] < NEVER:
            return case.say(Reason.WINDOW)
    return None


def _no_time(case: _Case) -> LeftOut | None:
    return case.say(Reason.NO_TIME)


def _clashing_appointment(case: _Case) -> LeftOut | None:
    """An appointment that cannot be kept, with those in its way (none: the shift or the way is)."""
    others = [
        rival
        for day in case.instance.open_days[case.node]
        for rival in case.solution.routes[day].stops
        if case.instance.fixed[rival] and _clash(case, day, rival)
    ]
    return case.say(Reason.APPOINTMENT_CONFLICT, others)


def _clash(case: _Case, day: int, rival: int) -> bool:
    """Whether two appointments cannot both be kept, even if they were the only ones."""
    pair = case.alone.get(day, (rival,))
    windows = case.instance.windows[day][case.node]
    return pair is not None and case.fits_alone(day, windows) and pair.squeeze(case.node, windows)[0] >= NEVER


def any_time(day: Day, case: _Case) -> tuple[Span, ...]:
    """The whole shift as a window for a visit's start; none if the visit is longer than the shift."""
    latest = day.end - case.visit.minutes * 60
    return ((day.start, latest),) if latest >= day.start else ()


_APPOINTMENT_PROBES: tuple[Probe, ...] = (_other_of_group, _clashing_appointment)

_PROBES: tuple[Probe, ...] = (
    _other_of_group,
    _no_allowed_day,
    _out_of_reach,
    _never_in_window,
    _not_worth_travel,
    _no_location,
    _lower_priority,
    _day_full,
    _appointment_in_the_way,
    _out_of_turn,
    _window_taken,
    _no_time,
)
