"""A rep's day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from crm.people.calendars import Span, workdays_of
from crm.people.models import User
from crm.shell import formats
from visits.boards.lines import VisitLine, lines_by_day, off_word
from visits.boards.maps import map_data
from visits.choices import VisitState
from visits.clock import iso_week, monday_of, today_of
from visits.models import Visit, VisitPlan

LOOK_AHEAD = 14
"""Days after an empty one in which the next visits are looked for."""


class DayBoard:
    """A rep's day, in the order of the map; what is still to be made comes first."""

    def __init__(self, rep: User, day: date) -> None:
        self.rep = rep
        self.date = day
        self.today = today_of(rep)

    @property
    def is_today(self) -> bool:
        return self.date == self.today

    @property
    def week_url(self) -> str:
        """The address of the week around the day."""
        query = urlencode({"week": iso_week(self.date), "rep": self.rep.pk})
        return f"{reverse('visits:week')}?{query}"

    @property
    def previous_day(self) -> date:
        return self.date - timedelta(days=1)

    @property
    def next_day(self) -> date:
        return self.date + timedelta(days=1)

    @cached_property
    def lines(self) -> list[VisitLine]:
        visits = Visit.objects.filter(rep=self.rep, date=self.date).exclude(state=VisitState.CANCELLED)
        found = list(visits.select_related("customer"))
        return lines_by_day(found).get(self.date, [])

    @property
    def open_lines(self) -> list[VisitLine]:
        return [line for line in self.lines if line.is_open]

    @property
    def closed_lines(self) -> list[VisitLine]:
        return [line for line in self.lines if not line.is_open]

    @cached_property
    def coming(self) -> DayBoard | None:
        """The next day with visits still to be made, of the two weeks after this day."""
        until = self.date + timedelta(days=LOOK_AHEAD)
        ahead = Visit.objects.open().filter(rep=self.rep, date__gt=self.date, date__lte=until)
        day = ahead.order_by("date").values_list("date", flat=True).first()
        return DayBoard(self.rep, day) if day else None

    @cached_property
    def span(self) -> Span:
        return workdays_of([self.rep], self.date, self.date)[self.rep.pk]

    @property
    def off(self) -> str:
        """Why the day is off; empty when it is worked, or simply none of the rep's weekdays."""
        return next((off_word(day) for day in self.span.off), "")

    @cached_property
    def travel(self) -> int:
        """Minutes of travel of the day, the way home included."""
        plan = VisitPlan.objects.filter(rep=self.rep, week=monday_of(self.date)).only("travel_by_day").first()
        return -(-(plan.travel_by_day.get(self.date.isoformat(), 0) if plan else 0) // 60)

    def map_data(self) -> dict[str, Any]:
        """The day's visits for the map."""
        return map_data(self.rep, [(formats.weekday(self.date), self.lines)])
