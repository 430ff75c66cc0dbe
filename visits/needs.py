"""What sources of candidates are given and what they answer: plain data between them and the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, TypeAlias

from crm.customers.models import Customer
from crm.people.models import User
from visits.policy import VisitPolicy

TIER_A, OTHERS, PROSPECTS = range(3)
"""Turns within a day: accounts of tier A first, prospects after all others (domain.md, D4.1)."""

Reason: TypeAlias = dict[str, Any]
"""``{"code": ..., and the data its sentence is filled with}``; see `visits.reasons`."""


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """The week being planned for one rep, and what every source wants to know of their customers.

    `visited` is the last visit before the week by customer: done, or planned in the week before.
    `waiting` is how many weeks in a row, up to this one, a customer was due and did not fit.
    """

    rep: User
    monday: date
    workdays: tuple[date, ...]
    policy: VisitPolicy
    visited: Mapping[int, date] = field(default_factory=dict)
    waiting: Mapping[int, int] = field(default_factory=dict)

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class VisitingHours:
    """When a customer receives visits: on which `weekdays` ("024"; empty: any), from and until when."""

    weekdays: str = ""
    opens: time | None = None
    closes: time | None = None

    def receives_on(self, day: date) -> bool:
        """Whether visits are received on *day*."""
        return not self.weekdays or str(day.weekday()) in self.weekdays


ANY_TIME = VisitingHours()


@dataclass(frozen=True, slots=True)
class Need:
    """One reason to visit one customer in the week.

    `value` is the minutes of travel it is worth, `cadence` the days after which it comes again (None: a
    need that one visit settles), `hours` when the customer receives visits, `dates` the only days it is
    for (None: any). A need for certain days is over with them, unless it is `owed` on any day after.
    Within a day, visits of a lower `turn` come before those of a higher one.
    """

    customer: Customer
    due_on: date
    value: int
    minutes: int
    reason: Reason
    tier: str = ""
    cadence: int | None = None
    hours: VisitingHours = ANY_TIME
    dates: frozenset[date] | None = None
    owed: bool = False
    turn: int = OTHERS


Source: TypeAlias = Callable[[WeekAhead], Iterable[Need]]
"""Who needs a visit, with a fixed number of queries however many customers the rep has."""
