"""The timing of one day's route, and what one more visit would cost it.

A route is a value: its stops never change, so what has been found out about it stays true and is kept
with it. Each stop has an earliest departure and a latest arrival; with these, whether a visit fits
between two stops is decided in constant time, whatever follows (Savelsbergh 1992, forward slack).
"""

from __future__ import annotations

from typing import TypeAlias

from visits.planner.instance import Instance
from visits.planner.problem import Span

NEVER = 10**17
"""The extra travel of a visit that does not fit: more than any visit is worth."""

Gap: TypeAlias = tuple[int, int, int, int, int]
"""Node before, node after, leg, earliest departure, latest arrival."""


class Route:
    """A day's stops in driving order, base not included, with its timing.

    `gaps` are the places a visit may be put, the k-th before the k-th stop: the nodes on either side,
    the leg between them, the earliest departure before it and the latest arrival after it.
    """

    __slots__ = ("_found", "day", "gaps", "instance", "may_add", "may_add_unknown", "stops", "travel")

    def __init__(self, instance: Instance, day: int, stops: tuple[int, ...], gaps: list[Gap]) -> None:
        self.instance = instance
        self.day = day
        self.stops = stops
        self.gaps = gaps
        self.travel = sum(gap[2] for gap in gaps) if stops else 0
        self.may_add = len(stops) < instance.cap
        unknown = instance.unknown
        guesses = sum(node in unknown for node in stops) if unknown else 0
        self.may_add_unknown = self.may_add and guesses < instance.unknown_cap
        self._found: dict[int, tuple[int, int]] = {}

    def cheapest(self, node: int) -> tuple[int, int]:
        """Extra travel and gap of the best place for a visit; `NEVER` where it has none."""
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = self._look(node)
        return found

    def _look(self, node: int) -> tuple[int, int]:
        allowed = self.may_add_unknown if node in self.instance.unknown else self.may_add
        return self.squeeze(node, self.instance.windows[self.day][node]) if allowed else (NEVER, -1)

    def squeeze(self, node: int, windows: tuple[Span, ...], *, in_turn: bool = True) -> tuple[int, int]:
        """`cheapest` for given windows and without any limit on the number of visits, or without turns."""
        if not windows:
            return NEVER, -1
        toward, away = self.instance.toward[node], self.instance.travel[node]
        seconds = self.instance.service[node]
        opens, closes = windows[0][0], windows[-1][1]
        several = len(windows) > 1
        best, place = NEVER, -1
        first, last = self.gaps_in_turn(node) if in_turn else (0, len(self.stops))
        for position, (before, after, leg, ready, due) in enumerate(self.gaps[first : last + 1], first):
            there = toward[before]
            onward = away[after]
            extra = there + onward - leg
            if extra < best:
                start = ready + there
                if start < opens:
                    start = opens
                if start > closes:
                    continue
                if several:
                    start = first_start(windows, start)
                if start + seconds + onward <= due:
                    best, place = extra, position
        return best, place

    def gaps_in_turn(self, node: int) -> tuple[int, int]:
        """The first and the last gap where a visit has its turn; appointments mind none."""
        instance, first, last = self.instance, 0, len(self.stops)
        if not instance.in_turns or instance.fixed[node]:
            return first, last
        turn, fixed, mine = instance.turn, instance.fixed, instance.turn[node]
        for position, stop in enumerate(self.stops):
            if fixed[stop] or turn[stop] == mine:
                continue
            if turn[stop] > mine:
                return first, position
            first = position + 1
        return first, last


class Routes:
    """Makes routes, each only once: a search comes back to the same ones again and again."""

    LIMIT = 20_000
    """Routes remembered at most, which bounds the memory of a long search to about 50 MB."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._known: list[dict[tuple[int, ...], Route | None]] = [{} for _ in instance.days]

    def get(self, day: int, stops: tuple[int, ...]) -> Route | None:
        """The route with these stops; None where their timing is impossible."""
        known = self._known[day]
        if stops not in known:
            if len(known) >= self.LIMIT // len(self._known):
                known.clear()
            gaps = timing(self.instance, day, stops)
            known[stops] = Route(self.instance, day, stops, gaps) if gaps else None
        return known[stops]

    def timed(self, day: int, stops: tuple[int, ...]) -> Route:
        """`get` for stops whose timing has been found possible."""
        route = self.get(day, stops)
        if route is None:
            raise RuntimeError(f"day {day}: the insertion check and the timing disagree about {stops}")
        return route

    def empty(self, day: int) -> Route:
        """A day without visits, which is always possible."""
        return self.timed(day, ())


def timing(instance: Instance, day: int, stops: tuple[int, ...]) -> list[Gap] | None:
    """The gaps of a route with their earliest departures and latest arrivals; None if impossible."""
    travel, service, windows = instance.travel, instance.service, instance.windows[day]
    shift = instance.days[day]
    nodes = (0, *stops, 0)
    ready = [shift.start]
    for before, node in zip(nodes, stops, strict=False):
        start = first_start(windows[node], ready[-1] + travel[before][node])
        if start >= NEVER:
            return None
        ready.append(start + service[node])
    due = shift.end
    gaps: list[Gap] = []
    for position in range(len(stops), -1, -1):
        before, after = nodes[position], nodes[position + 1]
        leg = travel[before][after]
        if ready[position] + leg > due:
            return None
        gaps.append((before, after, leg, ready[position], due))
        if position:
            due = last_start(windows[before], due - leg - service[before])
    gaps.reverse()
    return gaps


def first_start(windows: tuple[Span, ...], arrival: int) -> int:
    """The first second in the windows at or after an arrival; `NEVER` if it comes too late."""
    for opens, closes in windows:
        if arrival <= closes:
            return arrival if arrival > opens else opens
    return NEVER


def last_start(windows: tuple[Span, ...], latest: int) -> int:
    """The last second in the windows at or before `latest`; -1 if there is none."""
    for opens, closes in reversed(windows):
        if latest >= opens:
            return latest if latest < closes else closes
    return -1
