"""A plan as plain, immutable data: who is visited when, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from visits.planner.problem import VisitId


class Reason(StrEnum):
    """Why a visit is not in the plan."""

    NO_ALLOWED_DAY = "no_allowed_day"
    """None of the days it may be made on is planned."""
    OUT_OF_REACH = "out_of_reach"
    """Too far: there, the visit and back do not fit into any of its days."""
    WINDOW = "window"
    """Only its visiting hours stand in the way."""
    OUT_OF_TURN = "out_of_turn"
    """Only the order of turns within a day stands in the way."""
    DAY_FULL = "day_full"
    """Each of its days has the most visits a day may have."""
    NO_TIME = "no_time"
    """None of its days has enough time left between the others."""
    NOT_WORTH_TRAVEL = "not_worth_travel"
    """It would fit, but costs more travel than it is worth."""
    LOWER_PRIORITY = "lower_priority"
    """It would fit in the place of others, which are worth as much or more."""
    NO_LOCATION = "no_location"
    """Its place is unknown, and its days have as many such visits as they may."""
    APPOINTMENT_CONFLICT = "appointment_conflict"
    """An appointment that cannot be kept, or a visit that an appointment leaves no room for."""
    ALTERNATIVE = "alternative"
    """Another visit of its group is made."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit in a day; seconds of the day. `approximate`: the place is unknown, the times a guess."""

    id: VisitId
    arrive: int
    start: int
    leave: int
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day's visits in driving order; `travel` in seconds, from the base back to the base."""

    date: date
    visits: tuple[Stop, ...] = ()
    travel: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit that is not made. `others` are the visits the reason names; `minutes` what it counts."""

    id: VisitId
    reason: Reason
    others: tuple[VisitId, ...] = ()
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every visit of the problem once: in a day, or left out.

    `value` is the minutes all visits made are worth, `travel` the seconds driven. `engine` is who
    planned; `fallback` says that the engine asked for broke a rule and the greedy plan stands in.
    """

    days: tuple[PlannedDay, ...]
    left_out: tuple[LeftOut, ...]
    value: int
    travel: int
    engine: str = ""
    fallback: bool = False

    def by(self, engine: str, *, fallback: bool = False) -> Plan:
        """The same plan, signed by the engine that made it."""
        return replace(self, engine=engine, fallback=fallback)

    def day_of(self) -> dict[VisitId, date]:
        """The day each visit in the plan is made on."""
        return {stop.id: day.date for day in self.days for stop in day.visits}
