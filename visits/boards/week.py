"""A rep's week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import cached_property

from accounts.choices import Tier
from crm.customers.models import Customer
from crm.customers.standing import marks_of
from crm.people.calendars import Span, workdays_of
from crm.people.models import User
from crm.shell import formats
from visits.boards.lines import VisitLine, lines_by_day, off_word
from visits.boards.maps import map_data
from visits.choices import VisitState
from visits.clock import iso_week, monday_of, today_of
from visits.models import LeftOut, Visit, VisitPlan
from visits.policy import VisitPolicy, visit_policy
from visits.reasons import note_text, why_all, why_not

LEFT_OUT_SHOWN = 60
"""Names of those left out that the page lists; of more it gives the number."""


@dataclass(frozen=True)
class DayColumn:
    """One day of the week: its visits, or why it is off."""

    date: date
    lines: Sequence[VisitLine]
    is_today: bool
    worked: bool
    off: str
    travel: int
    most: int

    @property
    def count(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Figures:
    """The week in numbers: visits planned and possible, travel in minutes, and how tier A fares."""

    planned: int
    capacity: int
    done: int
    missed: int
    travel: int
    a_planned: int
    a_due: int

    @property
    def a_coverage(self) -> float | None:
        """The share of due tier A customers that the plan visits; None when none is due."""
        return self.a_planned / self.a_due if self.a_due else None


@dataclass(frozen=True)
class LeftOutLine:
    """A due customer who is not visited, and why."""

    row: LeftOut
    text: str
    marks: str = ""

    @property
    def due(self) -> str:
        """Why the customer is due, in one line."""
        return " · ".join(why_all(self.row.detail.get("why", ()), on=self.row.plan.week))


class WeekBoard:
    """A rep's week. Read once; every part is worked out from the same rows."""

    def __init__(self, rep: User, monday: date) -> None:
        self.rep = rep
        self.monday = monday_of(monday)
        self.sunday = self.monday + timedelta(days=6)
        self.today = today_of(rep)

    @cached_property
    def plan(self) -> VisitPlan | None:
        return VisitPlan.objects.filter(rep=self.rep, week=self.monday).first()

    @property
    def is_planned(self) -> bool:
        return self.plan is not None and self.plan.planned_at is not None

    @property
    def is_over(self) -> bool:
        return self.sunday < self.today

    @property
    def iso_week(self) -> str:
        return iso_week(self.monday)

    @property
    def previous_week(self) -> str:
        return iso_week(self.monday - timedelta(days=7))

    @property
    def next_week(self) -> str:
        return iso_week(self.monday + timedelta(days=7))

    @cached_property
    def visits(self) -> list[Visit]:
        visits = Visit.objects.in_week(self.monday).filter(rep=self.rep)
        return list(visits.exclude(state=VisitState.CANCELLED).select_related("customer"))

    @cached_property
    def policy(self) -> VisitPolicy:
        return visit_policy()

    @cached_property
    def span(self) -> Span:
        return workdays_of([self.rep], self.monday, self.sunday)[self.rep.pk]

    @cached_property
    def days(self) -> list[DayColumn]:
        """The days that are worked, are off for a reason, or have a visit."""
        worked = {day.date for day in self.span.worked}
        off = {day.date: day for day in self.span.off}
        by_day = lines_by_day(self.visits)
        travel = self.plan.travel_by_day if self.plan else {}
        per_day = self.policy.per_day
        return [
            DayColumn(
                date=day,
                lines=by_day.get(day, []),
                is_today=day == self.today,
                worked=day in worked,
                off=off_word(off[day]) if day in off else "",
                travel=-(-travel.get(day.isoformat(), 0) // 60),
                most=per_day,
            )
            for day in (self.monday + timedelta(days=offset) for offset in range(7))
            if day in worked or day in off or day in by_day
        ]

    @cached_property
    def left_out_count(self) -> int:
        return self.plan.left_out.count() if self.plan else 0

    @cached_property
    def left_out(self) -> list[LeftOutLine]:
        """The most valuable of those left out."""
        if self.plan is None:
            return []
        rows = list(self.plan.left_out.select_related("customer", "plan")[:LEFT_OUT_SHOWN])
        names = customer_names(rows, self.visits)
        marks = marks_of({row.customer_id for row in rows})
        return [
            LeftOutLine(
                row,
                why_not(row.reason, row.detail, names=names),
                marks.get(row.customer_id, ""),
            )
            for row in rows
        ]

    @cached_property
    def figures(self) -> Figures:
        a_visits = {visit.customer_id for visit in self.visits if visit.tier == Tier.A}
        a_left = 0
        if self.plan is not None:
            left = self.plan.left_out.filter(detail__tier=Tier.A).exclude(customer__in=a_visits)
            a_left = left.count()
        return Figures(
            planned=len(self.visits),
            capacity=self.policy.per_day * len(self.span.worked),
            done=sum(visit.state == VisitState.DONE for visit in self.visits),
            missed=sum(visit.state == VisitState.MISSED for visit in self.visits),
            travel=sum(day.travel for day in self.days),
            a_planned=len(a_visits),
            a_due=len(a_visits) + a_left,
        )

    @property
    def notes(self) -> list[str]:
        """What somebody should know of the plan; days off stand at their days already."""
        notes = self.plan.notes if self.plan else []
        return [note_text(note) for note in notes if note["code"] not in ("holiday", "leave")]

    def map_data(self) -> dict[str, Any]:
        """The week's visits for the map: a line a day."""
        days = [(formats.weekday(day.date), day.lines) for day in self.days if day.lines]
        return map_data(self.rep, days)


def customer_names(rows: Iterable[LeftOut], visits: Iterable[Visit]) -> dict[int, str]:
    """Return the names of all customers that reasons may mention (1 query at most)."""
    names = {visit.customer_id: visit.customer.name for visit in visits}
    rows = list(rows)
    names.update({row.customer_id: row.customer.name for row in rows})
    missing = {pk for row in rows for pk in row.detail.get("others", ())} - names.keys()
    if missing:
        names.update(Customer.objects.filter(pk__in=missing).values_list("pk", "name"))
    return names
