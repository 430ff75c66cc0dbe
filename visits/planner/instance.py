"""A problem laid out for searching: visits become nodes 1, 2, … in flat lists, node 0 is the base.

All amounts are seconds and integers. Windows already hold everything that bounds a visit's start on a
day (its own windows, the shift, breaks, an appointment), so that the engines need to know none of it.
"""

from __future__ import annotations

from visits.planner.problem import Day, Problem, Span, VisitId, VisitRequest
from visits.planner.travel import matrix_of, unlocated

REQUIRED = 10**15
"""What being required adds to a visit's worth: more than all others together."""


class Instance:
    """The lists the engines read; index first by day, then by node, unless said otherwise."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        visits = problem.visits
        self.days = problem.days
        self.cap = problem.max_visits
        self.travel = matrix_of(problem)
        """Seconds from node to node: a row per origin."""
        self.toward = tuple(zip(*self.travel, strict=True))
        """The same turned round: a row per target."""
        self.service = [0, *(visit.minutes * 60 for visit in visits)]
        self.windows = [[(), *(start_windows(visit, day) for visit in visits)] for day in self.days]
        self.unknown = frozenset(index + 1 for index in unlocated(problem))
        self.unknown_cap = problem.travel.unknown_a_day
        self.worth = [[0, *(_worth(visit) for visit in visits)] for _ in self.days]
        self._add_stay_bonus()
        self.fixed = [False, *(visit.fixed is not None for visit in visits)]
        self.required = [False, *(visit.required for visit in visits)]
        self.group = [-1, *_numbered([visit.group for visit in visits])]
        """Per node: the number of its group, -1 for none."""
        self.groups = max(self.group) + 1
        self.turn = [0, *(visit.turn for visit in visits)]
        """Per node: its turn within a day."""
        self.in_turns = len(set(self.turn[1:])) > 1
        self.open_days = [
            [day for day in range(len(self.days)) if self.windows[day][node]] for node in self.nodes
        ]
        """Per node: the days it has a window on."""

    @property
    def nodes(self) -> range:
        """All nodes, the base included."""
        return range(len(self.service))

    def by_priority(self) -> list[int]:
        """The visits' nodes: required first, then by value, then in the problem's order."""
        visits = self.problem.visits
        order = sorted(range(len(visits)), key=lambda i: (not visits[i].required, -visits[i].value, i))
        return [index + 1 for index in order]

    def kept_day(self) -> dict[int, int]:
        """The day each node had in the previous plan, where that day is still planned."""
        node_of = {visit.id: index + 1 for index, visit in enumerate(self.problem.visits)}
        day_of = {day.date: index for index, day in enumerate(self.days)}
        return {
            node_of[kept.id]: day_of[kept.day]
            for kept in self.problem.previous
            if kept.id in node_of and kept.day in day_of
        }

    def id_of(self, node: int) -> VisitId:
        """What the caller calls a node."""
        return self.problem.visits[node - 1].id

    def _add_stay_bonus(self) -> None:
        for node, day in self.kept_day().items():
            self.worth[day][node] += self.problem.stay_minutes * 60


def start_windows(visit: VisitRequest, day: Day) -> tuple[Span, ...]:
    """When a visit may start on a day, as spans in order that do not touch; none if never."""
    if visit.fixed is not None:
        start = visit.fixed.start
        return ((start, start),) if visit.fixed.day == day.date else ()
    if visit.days is not None and day.date not in visit.days:
        return ()
    seconds = visit.minutes * 60
    shift = (day.start, day.end - seconds)
    spans = [_common(shift, window) for window in visit.windows] or [shift]
    for begin, end in day.breaks:
        too_late = begin - max(seconds, 1)
        spans = [part for low, high in spans for part in ((low, min(high, too_late)), (max(low, end), high))]
    return _joined([span for span in spans if span[0] <= span[1]])


def _common(span: Span, other: Span) -> Span:
    """What two spans share; from after to where they share nothing."""
    return max(span[0], other[0]), min(span[1], other[1])


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """The same seconds as spans in order, joined where they overlap or touch."""
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def _worth(visit: VisitRequest) -> int:
    """Seconds of travel a visit is worth, required ones beyond all measure."""
    return visit.value * 60 + (REQUIRED if visit.required or visit.fixed else 0)


def _numbered(groups: list[VisitId | None]) -> list[int]:
    """The groups as 0, 1, 2, … in order of appearance, -1 for none."""
    numbers: dict[VisitId, int] = {}
    return [-1 if group is None else numbers.setdefault(group, len(numbers)) for group in groups]
