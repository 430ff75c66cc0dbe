"""A rep's planning problem as plain, immutable data (D4.1).

Units, everywhere in this package: clock times are seconds of the day, visit lengths and values are
minutes, travel is seconds. All of them are integers, so that the same problem gives the same plan on
every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from visits.planner.errors import ProblemError

VisitId: TypeAlias = int | str
"""What the caller calls a visit; unique in its problem and handed back unchanged."""

Span: TypeAlias = tuple[int, int]
"""From and to, seconds of the day, both included."""

Matrix: TypeAlias = tuple[tuple[int, ...], ...]
"""Travel seconds between places: row and column 0 are the base, then the visits in order."""

MAX_CANDIDATES = 2_000
MAX_DAYS = 62


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in decimal degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Appointment:
    """An agreed day and start (seconds of the day): kept, never moved."""

    day: date
    start: int


@dataclass(frozen=True, slots=True)
class Day:
    """A working day. The rep leaves the base at `start` or later and is back by `end`.

    No visit is under way during a break; driving may fall into it.
    """

    date: date
    start: int
    end: int
    breaks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """A visit that may be made once in the period.

    `value` is the travel, in minutes, that the visit is worth. `days` are the dates it may be made on
    (None: any). `windows` bound its start (none: any time of the shift). Of all visits with the same
    `group` at most one is made. Within a day, visits of a lower `turn` come before those of a higher one
    (D4.1: tier A, then B and C, then prospects). An appointment (`fixed`) overrides days, windows, breaks
    and turns.
    """

    id: VisitId
    minutes: int
    value: int
    place: Place | None = None
    days: frozenset[date] | None = None
    windows: tuple[Span, ...] = ()
    fixed: Appointment | None = None
    required: bool = False
    group: VisitId | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True)
class TravelRule:
    """How long a drive takes where no matrix says it.

    The road is `detour` times the great circle. Speed rises evenly from `slow_kmh` at the door to
    `fast_kmh` for roads of `fast_from_km` and more; `stop_seconds` are spent parking. A leg to a place
    without coordinates takes `unknown_seconds`, and a day has at most `unknown_a_day` such visits. Every
    leg is rounded up to a multiple of `round_to` seconds, so that people get times they can keep.
    """

    detour: float = 1.3
    slow_kmh: float = 25.0
    fast_kmh: float = 70.0
    fast_from_km: float = 25.0
    stop_seconds: int = 180
    unknown_seconds: int = 35 * 60
    unknown_a_day: int = 2
    round_to: int = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the previous plan had a visit."""

    id: VisitId
    day: date


@dataclass(frozen=True)
class Problem:
    """Everything that decides a plan; two equal problems have the same plan.

    `previous` is the plan to stay close to, in driving order: a visit that keeps its day counts
    `stay_minutes` more (D4.2). `seed` names whose plan it is ("rep 12, 2026-W48"), so that two reps do
    not share their luck.
    """

    days: tuple[Day, ...]
    visits: tuple[VisitRequest, ...]
    base: Place | None = None
    max_visits: int = 8
    travel: TravelRule = field(default_factory=TravelRule)
    matrix: Matrix | None = None
    previous: tuple[Kept, ...] = ()
    stay_minutes: int = 30
    seed: str = ""

    def __post_init__(self) -> None:
        """Refuse what no plan could be made from; raises `ProblemError`."""
        for path, value, remedy in _contradictions(self):
            raise ProblemError(path, value, remedy)


Contradiction: TypeAlias = tuple[str, object, str]


def _contradictions(problem: Problem) -> Iterator[Contradiction]:
    """Everything in a problem that contradicts itself: path, value, remedy."""
    yield from _in_sizes(problem)
    yield from _in_travel(problem.travel)
    yield from _in_days(problem.days)
    for index, visit in enumerate(problem.visits):
        yield from _in_visit(f"visits[{index}]", visit)
    yield from _repeated("visits[{}].id", [visit.id for visit in problem.visits])
    yield from _repeated("previous[{}].id", [kept.id for kept in problem.previous])
    if problem.matrix is not None:
        yield from _in_matrix(problem.matrix, len(problem.visits) + 1)


def _in_sizes(problem: Problem) -> Iterator[Contradiction]:
    if problem.max_visits < 0:
        yield "max_visits", problem.max_visits, "give the most visits a day may have, 0 or more"
    if problem.stay_minutes < 0:
        yield "stay_minutes", problem.stay_minutes, "give minutes, 0 or more"
    if len(problem.visits) > MAX_CANDIDATES:
        yield "visits", len(problem.visits), f"give at most {MAX_CANDIDATES} visits; plan one rep at a time"
    if len(problem.days) > MAX_DAYS:
        yield "days", len(problem.days), f"give at most {MAX_DAYS} days; plan a week or a month at a time"


def _in_travel(rule: TravelRule) -> Iterator[Contradiction]:
    if rule.round_to < 1:
        yield "travel.round_to", rule.round_to, "give seconds, 1 or more"


def _in_days(days: tuple[Day, ...]) -> Iterator[Contradiction]:
    yield from _repeated("days[{}]", [day.date.isoformat() for day in days])
    for index, day in enumerate(days):
        yield from _in_span(f"days[{index}].shift", (day.start, day.end))
        for number, span in enumerate(day.breaks):
            yield from _in_span(f"days[{index}].breaks[{number}]", span)


def _in_visit(path: str, visit: VisitRequest) -> Iterator[Contradiction]:
    if visit.minutes < 0:
        yield f"{path}.minutes", visit.minutes, "give the visit's length in minutes, 0 or more"
    if visit.value < 0:
        yield f"{path}.value", visit.value, "give the minutes of travel the visit is worth, 0 or more"
    if visit.turn < 0:
        yield f"{path}.turn", visit.turn, "give a whole number, 0 or more; 0 comes first"
    if visit.fixed is not None and visit.fixed.start < 0:
        yield f"{path}.fixed.start", visit.fixed.start, "give seconds of the day, 0 or more"
    for number, span in enumerate(visit.windows):
        yield from _in_span(f"{path}.windows[{number}]", span)


def _in_span(path: str, span: Span) -> Iterator[Contradiction]:
    if span[0] < 0 or span[1] < span[0]:
        yield path, list(span), "give [from, to] in seconds of the day, from no later than to"


def _in_matrix(matrix: Matrix, size: int) -> Iterator[Contradiction]:
    remedy = f"give {size} rows of {size} seconds: the base, then each visit in order"
    if len(matrix) != size:
        yield "travel.matrix", f"{len(matrix)} rows", remedy
    for index, row in enumerate(matrix):
        if len(row) != size:
            yield f"travel.matrix[{index}]", f"{len(row)} numbers", remedy
        elif min(row) < 0:
            yield f"travel.matrix[{index}]", min(row), "give seconds of travel, 0 or more"


def _repeated(path: str, values: list[VisitId] | list[str]) -> Iterator[Contradiction]:
    seen: set[VisitId] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield path.format(index), value, "give each only once"
        seen.add(value)
