"""A visit as a line of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm.customers.calling import reach_of
from crm.customers.models import Customer
from crm.customers.standing import marks_of
from crm.people.calendars import DayOff
from crm.people.choices import LeaveKind
from visits.choices import OPEN_STATES
from visits.models import Visit
from visits.reasons import why_all


@dataclass(frozen=True)
class VisitLine:
    """A visit as pages show it. `number` is its place in the day's order, `travel` minutes to it.

    `marks` are the badges of the customer: stage and tier.
    """

    visit: Visit
    number: int
    phone: str = ""
    marks: str = ""

    @property
    def customer(self) -> Customer:
        return self.visit.customer

    @property
    def why(self) -> str:
        """Every reason, in one line."""
        return " · ".join(why_all(self.visit.reasons, on=self.visit.date))

    @property
    def travel(self) -> int:
        return -(-self.visit.travel // 60)

    @property
    def minutes(self) -> int | None:
        visit = self.visit
        if visit.starts is None or visit.ends is None:
            return None
        return (visit.ends.hour - visit.starts.hour) * 60 + visit.ends.minute - visit.starts.minute

    @property
    def css(self) -> str:
        """The modifier classes of docs/design.md."""
        visit = self.visit
        names = [f"visit--{visit.tier.lower()}"] if visit.tier in ("A", "B", "C") else []
        names += ["visit--prospect"] if not visit.tier and _for_prospect(visit) else []
        names += ["visit--fixed"] if visit.fixed else []
        names += [f"visit--{visit.state}"] if visit.state in ("done", "missed") else []
        return " ".join(names)

    @property
    def is_open(self) -> bool:
        return self.visit.state in OPEN_STATES


def _for_prospect(visit: Visit) -> bool:
    return any(reason.get("code") in ("prospect", "campaign") for reason in visit.reasons)


def lines_by_day(visits: Iterable[Visit]) -> dict[date, list[VisitLine]]:
    """Sort visits into their days, each numbered in the order of the day, with how to call (3 queries)."""
    visits = sorted(visits, key=lambda v: (v.date, v.starts is None, v.starts, v.pk))
    reach = reach_of(visit.customer for visit in visits)
    marks = marks_of({visit.customer_id for visit in visits})
    by_day: dict[date, list[VisitLine]] = {}
    for visit in visits:
        customer = visit.customer_id
        lines = by_day.setdefault(visit.date, [])
        mark = marks.get(customer, "")
        lines.append(VisitLine(visit, len(lines) + 1, reach[customer].phone, mark))
    return by_day


def line_of(visit: Visit) -> VisitLine:
    """Return one visit alone as a line."""
    return lines_by_day([visit])[visit.date][0]


def off_word(day: DayOff) -> str:
    """Return why a day is off: the holiday's name, or the kind of leave."""
    return str(dict(LeaveKind.choices).get(day.name, day.name)) if day.leave else day.name
