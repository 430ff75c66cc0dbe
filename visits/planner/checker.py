"""Does a plan keep every rule? Worked out afresh from the problem, before anything is saved.

Nothing here is shared with the engines but the meaning of travel times: a mistake in the engines' timing
cannot hide in the checker's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from visits.planner.plan import Plan, PlannedDay, Stop
from visits.planner.problem import Day, Problem, VisitId, VisitRequest
from visits.planner.travel import matrix_of, unlocated


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, where, and what was found."""

    rule: str
    detail: str
    day: date | None = None
    visit: VisitId | None = None


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Everything that is wrong with a plan; empty for a plan that may be saved."""
    checker = _Checker(problem, plan)
    wrong = [*checker.identity()]
    if wrong:
        return wrong  # without knowing whose stops they are nothing else can be said
    for day, planned in zip(problem.days, plan.days, strict=True):
        wrong += [*checker.timing(day, planned), *checker.stops(day, planned), *checker.limits(planned)]
        wrong += checker.turns(planned)
    return [*wrong, *checker.groups(), *checker.sums(), *checker.dropped()]


class _Checker:
    """The problem's facts by visit id."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.visits = {visit.id: visit for visit in problem.visits}
        self.place = {visit.id: index + 1 for index, visit in enumerate(problem.visits)}
        self.seconds = matrix_of(problem)
        self.unlocated = {problem.visits[index].id for index in unlocated(problem)}

    def drive(self, origin: VisitId | None, target: VisitId | None) -> int:
        """Seconds from visit to visit; None is the base."""
        row = 0 if origin is None else self.place[origin]
        column = 0 if target is None else self.place[target]
        return self.seconds[row][column]

    def identity(self) -> Iterator[Violation]:
        """The plan's days are the problem's; each visit is there exactly once."""
        planned = [day.date for day in self.plan.days]
        if planned != [day.date for day in self.problem.days]:
            yield Violation("days", f"planned {planned}")
        made = [stop.id for day in self.plan.days for stop in day.visits]
        counts = Counter([*made, *(left.id for left in self.plan.left_out)])
        for visit, times in counts.items():
            if visit not in self.visits:
                yield Violation("once", "not a visit of this problem", visit=visit)
            elif times > 1:
                yield Violation("once", f"there {times} times", visit=visit)
        for visit in self.visits:
            if visit not in counts:
                yield Violation("once", "neither made nor left out", visit=visit)

    def timing(self, day: Day, planned: PlannedDay) -> Iterator[Violation]:
        """The drives are possible within the shift and add up to the day's travel."""
        clock, before, driven = day.start, None, 0
        for stop in planned.visits:
            leg = self.drive(before, stop.id)
            if stop.arrive < clock + leg:
                rule = "shift" if before is None else "travel_time"
                yield Violation(rule, f"arrives at {stop.arrive}, can at {clock + leg}", day.date, stop.id)
            clock, before, driven = stop.leave, stop.id, driven + leg
        driven += self.drive(before, None)
        if planned.visits and clock + self.drive(before, None) > day.end:
            yield Violation("shift", f"back after {day.end}", day.date)
        if driven != planned.travel:
            yield Violation("travel_sum", f"says {planned.travel}, drives {driven}", day.date)

    def stops(self, day: Day, planned: PlannedDay) -> Iterator[Violation]:
        """Each visit takes its time, on a day and at an hour it may."""
        for stop in planned.visits:
            visit = self.visits[stop.id]
            if stop.arrive > stop.start or stop.leave != stop.start + 60 * visit.minutes:
                yield Violation("length", f"{stop.start} to {stop.leave}", day.date, stop.id)
            if visit.fixed is not None:
                if (day.date, stop.start) != (visit.fixed.day, visit.fixed.start):
                    yield Violation("appointment", f"moved to {stop.start}", day.date, stop.id)
                continue
            if visit.days is not None and day.date not in visit.days:
                yield Violation("allowed_day", "not on this day", day.date, stop.id)
            if visit.windows and not any(low <= stop.start <= high for low, high in visit.windows):
                yield Violation("window", f"starts at {stop.start}", day.date, stop.id)
            if any(_overlaps(stop, begin, end) for begin, end in day.breaks):
                yield Violation("break", f"{stop.start} to {stop.leave}", day.date, stop.id)

    def limits(self, planned: PlannedDay) -> Iterator[Violation]:
        """No more visits than a day may have, beyond the appointments agreed."""
        everyone = [stop.id for stop in planned.visits]
        guesses = [visit for visit in everyone if visit in self.unlocated]
        for rule, names, limit in (
            ("max_visits", everyone, self.problem.max_visits),
            ("unknown_places", guesses, self.problem.travel.unknown_a_day),
        ):
            if len(names) > limit and any(self.visits[name].fixed is None for name in names):
                yield Violation(rule, f"{len(names)} of at most {limit}", planned.date)

    def turns(self, planned: PlannedDay) -> Iterator[Violation]:
        """Nobody comes before a visit of a lower turn, appointments aside."""
        order = [self.visits[stop.id] for stop in planned.visits]
        if not in_turn(order):
            yield Violation("turn", f"turns {[visit.turn for visit in order]}", planned.date)

    def groups(self) -> Iterator[Violation]:
        """At most one of each group is made."""
        groups = Counter(self.visits[visit].group for visit in self.plan.day_of())
        for group, times in groups.items():
            if group is not None and times > 1:
                yield Violation("group", f"{times} of group {group!r}")

    def sums(self) -> Iterator[Violation]:
        """Value and travel are what the days add up to."""
        value = sum(self.visits[visit].value for visit in self.plan.day_of())
        if value != self.plan.value:
            yield Violation("value_sum", f"says {self.plan.value}, is {value}")
        travel = sum(day.travel for day in self.plan.days)
        if travel != self.plan.travel:
            yield Violation("travel_sum", f"says {self.plan.travel}, is {travel}")

    def dropped(self) -> Iterator[Violation]:
        """No appointment or required visit is left out that has room beside those that bind as much."""
        for left in self.plan.left_out:
            visit = self.visits[left.id]
            if visit.fixed is not None and self.has_room(visit):
                yield Violation("appointment_dropped", "it could be kept", visit.fixed.day, visit.id)
            elif visit.required and self.has_room(visit):
                yield Violation("required_dropped", "it could be made", visit=visit.id)

    def has_room(self, visit: VisitRequest) -> bool:
        """Whether a day could hold it after dropping every visit that binds less."""
        made = self.plan.day_of()
        binding = [name for name in made if self.binds_as_much(self.visits[name], visit)]
        if visit.group is not None and any(self.visits[name].group == visit.group for name in binding):
            return False
        return any(
            self.fits_beside(visit, day, [self.visits[s.id] for s in planned.visits if s.id in set(binding)])
            for day, planned in zip(self.problem.days, self.plan.days, strict=True)
        )

    @staticmethod
    def binds_as_much(other: VisitRequest, visit: VisitRequest) -> bool:
        """Appointments bind most, then required visits."""
        return other.fixed is not None or (visit.fixed is None and other.required)

    def fits_beside(self, visit: VisitRequest, day: Day, others: list[VisitRequest]) -> bool:
        """Whether the visit has a place somewhere between the others."""
        if visit.fixed is None:
            guesses = sum(other.id in self.unlocated for other in others)
            full = visit.id in self.unlocated and guesses >= self.problem.travel.unknown_a_day
            if full or len(others) >= self.problem.max_visits:
                return False
        return any(
            self.possible(day, [*others[:index], visit, *others[index:]]) for index in range(len(others) + 1)
        )

    def possible(self, day: Day, order: Sequence[VisitRequest]) -> bool:
        """Whether a day can be worked in this order, each visit as early as it can be."""
        if not in_turn(order):
            return False
        clock, before = day.start, None
        for visit in order:
            start = earliest_start(visit, day, clock + self.drive(before, visit.id))
            if start is None:
                return False
            clock, before = start + 60 * visit.minutes, visit.id
        return clock + self.drive(before, None) <= day.end


def in_turn(order: Sequence[VisitRequest]) -> bool:
    """Whether turns never fall from visit to visit, appointments aside."""
    turns = [visit.turn for visit in order if visit.fixed is None]
    return turns == sorted(turns)


def earliest_start(visit: VisitRequest, day: Day, arrival: int) -> int | None:
    """The first start a visit allows from an arrival on; None if there is none."""
    if visit.fixed is not None:
        return visit.fixed.start if visit.fixed.day == day.date and arrival <= visit.fixed.start else None
    if visit.days is not None and day.date not in visit.days:
        return None
    candidates = {arrival, *(low for low, _ in visit.windows), *(end for _, end in day.breaks)}
    for start in sorted(moment for moment in candidates if moment >= arrival):
        stop = Stop(visit.id, start, start, start + 60 * visit.minutes)
        in_window = not visit.windows or any(low <= start <= high for low, high in visit.windows)
        if in_window and not any(_overlaps(stop, begin, end) for begin, end in day.breaks):
            return start
    return None


def _overlaps(stop: Stop, begin: int, end: int) -> bool:
    """Whether a visit is under way in a break (a visit of no length counts as a moment)."""
    return stop.start < end and max(stop.leave, stop.start + 1) > begin
