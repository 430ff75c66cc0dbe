"""Visits of the past weeks, as a team that keeps its cadences mostly would have made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

WEEKS_SHOWN = 10
MOST_A_DAY = 8
PROSPECT = ""
_START = 9 * 60


@dataclass(frozen=True, slots=True)
class Habit:
    """How often (days) and how long (minutes) a rep visits one customer since a day; both by primary key."""

    rep: int
    customer: int
    tier: str
    cadence: int
    minutes: int
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Made:
    """A visit that was made on a certain day: to a prospect."""

    rep: int
    customer: int
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class PastVisit:
    rep: int
    customer: int
    tier: str
    day: date
    starts: time
    ends: time
    missed: bool


def past_visits(
    random: Random, habits: Iterable[Habit], before: date, made: Iterable[Made] = ()
) -> list[PastVisit]:
    """Return the visits of the weeks before the Monday *before*, at most eight a day and rep.

    Those *made* on certain days, older ones too, are among them.
    """
    days: dict[tuple[int, date], list[Habit]] = defaultdict(list)
    for one in made:
        days[one.rep, one.day].append(Habit(one.rep, one.customer, PROSPECT, 0, one.minutes))
    for habit in habits:
        day = before - timedelta(days=random.randint(1, max(2, round(habit.cadence * 1.2))))
        while day >= max(before - timedelta(weeks=WEEKS_SHOWN), habit.since):
            if (free := _free_day(days, habit.rep, day, before)) is not None:
                days[habit.rep, free].append(habit)
            day -= timedelta(days=max(3, round(habit.cadence * random.uniform(0.85, 1.3))))
    return [
        visit
        for (_rep, day), booked in sorted(days.items(), key=_when)
        for visit in _timed(random, day, booked)
    ]


def _when(item: tuple[tuple[int, date], list[Habit]]) -> tuple[date, int]:
    (rep, day), _booked = item
    return day, rep


def _free_day(days: dict[tuple[int, date], list[Habit]], rep: int, wanted: date, before: date) -> date | None:
    """Return the working day nearest to the one *wanted* that still has room, within a week."""
    for offset in (0, -1, 1, -2, 2, -3, 3):
        day = wanted + timedelta(days=offset)
        if day.weekday() < 5 and day < before and len(days[rep, day]) < MOST_A_DAY:
            return day
    return None


def _timed(random: Random, day: date, booked: list[Habit]) -> list[PastVisit]:
    """Tier A first, prospects last, one after the other with some minutes on the road between."""
    clock, visits = _START + random.randint(5, 30), []
    for habit in sorted(booked, key=lambda habit: (habit.tier or "Z", habit.customer)):
        begin, clock = clock, clock + habit.minutes
        missed = habit.tier != PROSPECT and random.random() < 0.05
        visits.append(
            PastVisit(habit.rep, habit.customer, habit.tier, day, _clock(begin), _clock(clock), missed)
        )
        clock += random.randint(8, 25)
    return visits


def _clock(minutes: int) -> time:
    return (datetime(2000, 1, 1) + timedelta(minutes=min(minutes, 20 * 60))).time()  # noqa: DTZ001 - local
