"""A visit as a line of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.customers.models import Contact, Customer
from crm.people.calendars import DayOff
from crm.people.choices import LeaveKind
from visits.choices import OPEN_STATES
from visits.models import Visit
from visits.reasons import why_all


@dataclass(frozen=True)
class VisitLine:
    """A visit as pages show it. `number` is its place in the day's order, `travel` minutes to it."""

    visit: Visit
    number: int
    phone: str = ""

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


def lines_by_day(
    visits: Iterable[Visit], phones: Mapping[int, str] | None = None
) -> dict[date, list[VisitLine]]:
    """Sort visits into their days, each numbered in the order of the day."""
    by_day: dict[date, list[VisitLine]] = {}
    for visit in sorted(visits, key=lambda v: (v.date, v.starts is None, v.starts, v.pk)):
        lines = by_day.setdefault(visit.date, [])
        phone = (phones or {}).get(visit.customer_id, "")
        lines.append(VisitLine(visit, len(lines) + 1, phone))
    return by_day


def phones_of(visits: Sequence[Visit]) -> dict[int, str]:
    """Return a number to call for each customer: the customer's own, else a contact's (1 query)."""
    found = {v.customer_id: v.customer.mobile or v.customer.phone for v in visits}
    without = [customer for customer, phone in found.items() if not phone]
    for contact in Contact.objects.filter(customer__in=without).order_by("pk"):
        found[contact.customer_id] = found[contact.customer_id] or contact.mobile or contact.phone
    return {customer: phone for customer, phone in found.items() if phone}


def off_word(day: DayOff) -> str:
    """Return why a day is off: the holiday's name, or the kind of leave."""
    return str(dict(LeaveKind.choices).get(day.name, day.name)) if day.leave else day.name
