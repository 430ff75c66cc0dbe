"""A plan under construction: a route for each day, and who is in which."""

from __future__ import annotations

from dataclasses import dataclass

from visits.planner.instance import Instance
from visits.planner.schedule import NEVER, Route, Routes

NOWHERE = -1


@dataclass(slots=True)
class Move:
    """A visit's best place in a plan: the seconds it gains, the day and the gap (-1: none)."""

    gain: int
    day: int
    position: int


class Solution:
    """Routes that change by putting visits in and taking them out; always possible in time.

    `score` is what the engines make as large as they can: the worth of the visits made, with the bonus
    for those that keep their day, minus the travel (seconds).
    """

    __slots__ = ("_book", "day_of", "instance", "routes", "score", "taken")

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._book = Routes(instance)
        self.routes = [self._book.empty(day) for day in range(len(instance.days))]
        self.day_of = [NOWHERE] * len(instance.service)
        """Per node: the day it is made on."""
        self.taken = [0] * instance.groups
        """Per group: the node that is made, 0 for none."""
        self.score = 0

    def copy(self) -> Solution:
        """A second plan to go on from; routes are values and are shared."""
        twin = Solution.__new__(Solution)
        twin.instance = self.instance
        twin._book = self._book
        twin.take_over(self)
        return twin

    def take_over(self, other: Solution) -> None:
        """Become equal to another plan of the same instance."""
        self.routes = other.routes[:]
        self.day_of = other.day_of[:]
        self.taken = other.taken[:]
        self.score = other.score

    def outsiders(self) -> list[int]:
        """The visits that are not made, in the problem's order."""
        return [node for node in self.instance.nodes[1:] if self.day_of[node] == NOWHERE]

    def free(self, node: int) -> bool:
        """Whether no other visit of its group is made."""
        group = self.instance.group[node]
        return group < 0 or not self.taken[group]

    def best_move(self, node: int) -> Move:
        """Where a visit gains most; a gain of 0 or less is not worth making."""
        top, chosen, place = -NEVER, NOWHERE, -1
        routes, worth = self.routes, self.instance.worth
        for day in self.instance.open_days[node]:
            extra, position = routes[day].cheapest(node)
            gain = worth[day][node] - extra
            if gain > top and position >= 0:
                top, chosen, place = gain, day, position
        return Move(top, chosen, place)

    def best_move_now(self, node: int, before: Move, changed: int) -> Move:
        """`best_move` of a visit whose best place was another one before a single day changed."""
        if before.day == changed:
            return self.best_move(node)
        if changed not in self.instance.open_days[node]:
            return before
        extra, position = self.routes[changed].cheapest(node)
        gain = self.instance.worth[changed][node] - extra
        if position < 0 or (gain, -changed) < (before.gain, -before.day):
            return before
        return Move(gain, changed, position)

    def insert(self, node: int, day: int, position: int) -> None:
        """Put a visit into a gap that was found to have room for it."""
        stops = self.routes[day].stops
        self._adopt(day, self._book.timed(day, (*stops[:position], node, *stops[position:])))
        self._enter(node, day)

    def insert_if_possible(self, node: int, day: int, position: int) -> bool:
        """Put a visit into a gap if every rule allows it, whatever it gains; appointments excepted."""
        route, instance = self.routes[day], self.instance
        room = route.may_add_unknown if node in instance.unknown else route.may_add
        if instance.fixed[node] or not room or not instance.windows[day][node] or not self.free(node):
            return False
        first, last = route.gaps_in_turn(node)
        if not first <= position <= last:
            return False
        longer = self._book.get(day, (*route.stops[:position], node, *route.stops[position:]))
        if longer is None:
            return False
        self._adopt(day, longer)
        self._enter(node, day)
        return True

    def insert_best(self, node: int) -> bool:
        """Put a visit where it gains most, if it gains and none of its group is made."""
        if not self.free(node):
            return False
        move = self.best_move(node)
        if move.gain <= 0:
            return False
        self.insert(node, move.day, move.position)
        return True

    def without(self, day: int, gone: frozenset[int] | set[int]) -> Route | None:
        """A day's route without some of its stops.

        None only where legs break the triangle inequality, so that leaving a stop out takes longer.
        """
        return self._book.get(day, tuple(node for node in self.routes[day].stops if node not in gone))

    def remove(self, day: int, gone: frozenset[int] | set[int]) -> bool:
        """Take stops out of a day, unless the rest would then be late (see `without`)."""
        route = self.without(day, gone)
        if route is None:
            return False
        self._adopt(day, route)
        for node in gone:
            self._leave(node, day)
        return True

    def _adopt(self, day: int, route: Route) -> None:
        self.score += self.routes[day].travel - route.travel
        self.routes[day] = route

    def _enter(self, node: int, day: int) -> None:
        self.day_of[node] = day
        self.score += self.instance.worth[day][node]
        if (group := self.instance.group[node]) >= 0:
            self.taken[group] = node

    def _leave(self, node: int, day: int) -> None:
        self.day_of[node] = NOWHERE
        self.score -= self.instance.worth[day][node]
        if (group := self.instance.group[node]) >= 0:
            self.taken[group] = 0
