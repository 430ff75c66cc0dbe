"""Visits that a person puts in, moves or takes out; planning keeps to them (domain.md, D4.1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from crm.customers.models import Customer
from crm.history.services import save_as
from crm.people.models import User
from crm.shell import formats
from crm.shell.calendar import check_near
from crm.shell.errors import Refused
from crm.timeline.services.locking import lock_cards
from visits.choices import OPEN_STATES, Occasion, VisitState
from visits.clock import monday_of, today_of
from visits.models import Visit, VisitPlan
from visits.policy import visit_policy
from visits.services.locking import lock_visit, lock_week
from visits.services.telling import clock, mark_changed, tell

LONGEST = 12 * 60
"""Minutes an appointment may last."""
YEARS_AHEAD = 2
"""Until the end of which year from now a visit may be put."""


@transaction.atomic
def make_appointment(
    *,
    customer: Customer,
    rep: User,
    date: date,
    starts: time,
    by: User,
    minutes: int | None = None,
    occasion: str = Occasion.ROUTINE,
    note: str = "",
) -> Visit:
    """Agree on a visit of *rep* to *customer*; *minutes* by default as the customer's tier asks.

    A visit that was only planned for the customer in the same week becomes this appointment. Refused
    for a day that is over, for a customer who is archived, and where the rep has another appointment.
    """
    lock_cards([customer.pk])
    customer.refresh_from_db(fields=["archived_at"])
    if customer.is_archived:
        raise Refused(
            _("%(name)s is archived. Restore the card first.") % {"name": customer.name}, field="customer"
        )
    plan = lock_week(rep, date)
    length = minutes or usual_minutes(customer)
    visit = _planned_in_week(customer, rep, date) or Visit(
        rep=rep, customer=customer, tier=_tier_of(customer)
    )
    _put(visit, plan, date, starts, length)
    visit.occasion = occasion
    visit.note = note or visit.note
    visit.reasons = [{"code": "appointment", "by": by.name}]
    save_as(visit, by=by)
    mark_changed(plan, by=by)
    tell(visit, "visit.appointed", by=by)
    return visit


@transaction.atomic
def move_visit(*, visit: Visit, date: date, starts: time, by: User, minutes: int | None = None) -> Visit:
    """Give a visit another day or time; from then on it is an appointment that planning keeps.

    Refused for a visit that is over, a day that is over, and where the rep has another appointment.
    """
    lock_cards([visit.customer_id])
    weeks = sorted({monday_of(visit.date), monday_of(date)})
    plans = {week: lock_week(visit.rep, week) for week in weeks}
    _old, visit = lock_visit(visit)
    _refuse_unless_open(visit)
    before = (visit.date, visit.starts)
    plan = plans.get(monday_of(date)) or lock_week(visit.rep, date)
    _put(visit, plan, date, starts, minutes or _length(visit))
    save_as(visit, by=by)
    for week in {before[0], date}:
        mark_changed(lock_week(visit.rep, week), by=by)
    tell(visit, "visit.moved", by=by, before=before[0].isoformat(), before_time=clock(before[1]))
    return visit


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User, reason: str = "") -> Visit:
    """Take a visit out of its week; the customer is planned again from the week after on."""
    plan, visit = lock_visit(visit)
    if visit.state == VisitState.CANCELLED:
        return visit
    _refuse_unless_open(visit)
    visit.state = VisitState.CANCELLED
    visit.note = reason or visit.note
    save_as(visit, by=by, reason=reason)
    mark_changed(plan, by=by)
    tell(visit, "visit.cancelled", by=by, **({"reason": reason} if reason else {}))
    return visit


def usual_minutes(customer: Customer) -> int:
    """Return how long a visit to *customer* lasts by their own setting or their tier."""
    account = Account.objects.filter(customer=customer).only("tier", "visit_minutes").first()
    policy = visit_policy()
    if account is None:
        return policy.prospect_minutes
    return account.visit_minutes or policy.rule_for(account.tier).minutes


def _tier_of(customer: Customer) -> str:
    return Account.objects.filter(customer=customer).values_list("tier", flat=True).first() or ""


def _planned_in_week(customer: Customer, rep: User, day: date) -> Visit | None:
    """The visit that planning put in for the customer in that week, if it is still to come."""
    visits = Visit.objects.in_week(monday_of(day)).filter(
        customer=customer, rep=rep, state=VisitState.PLANNED, fixed=False, date__gte=today_of(rep)
    )
    found = list(visits.select_for_update(of=("self",), no_key=True).select_related("rep", "customer"))
    return min(found, key=lambda visit: (abs(visit.date - day), visit.pk), default=None)


def _put(visit: Visit, plan: VisitPlan, day: date, starts: time, minutes: int) -> None:
    """Set day and time of a visit, unless something stands against it."""
    if day < today_of(visit.rep):
        raise Refused(_("This day is over. Choose today or a later day."), field="date")
    check_near(day, today=today_of(visit.rep), field="date", years_ahead=YEARS_AHEAD)
    if not 0 < minutes <= LONGEST:
        raise Refused(_("Give a length between 1 and %(most)d minutes.") % {"most": LONGEST}, field="minutes")
    ends = datetime.combine(day, starts) + timedelta(minutes=minutes)
    if ends.date() != day:
        raise Refused(_("The visit would end after midnight. Choose an earlier time."), field="starts")
    others = Visit.objects.filter(rep=visit.rep, date=day, state__in=OPEN_STATES).exclude(pk=visit.pk)
    _refuse_second(others, visit)
    _refuse_clash(others, starts, ends.time())
    visit.plan, visit.date, visit.starts, visit.ends, visit.fixed = plan, day, starts, ends.time(), True


def _refuse_second(others: Any, visit: Visit) -> None:
    if others.filter(customer=visit.customer).exists():
        raise Refused(
            _("There is a visit to %(name)s on this day already. Move that one.")
            % {"name": visit.customer.name},
            field="date",
            code="second_visit",
        )


def _refuse_clash(others: Any, starts: time, ends: time) -> None:
    """Two appointments at once cannot both be kept; what is only planned gives way when planned again."""
    agreed = others.filter(fixed=True) | others.filter(state=VisitState.CONFIRMED)
    clash = agreed.filter(starts__lt=ends, ends__gt=starts).select_related("customer").first()
    if clash is not None:
        raise Refused(
            _("From %(starts)s to %(ends)s there is the visit to %(name)s. Choose another time.")
            % {
                "starts": formats.clock(clash.starts),
                "ends": formats.clock(clash.ends),
                "name": clash.customer.name,
            },
            field="starts",
            code="clash",
        )


def _refuse_unless_open(visit: Visit) -> None:
    if visit.state not in OPEN_STATES:
        raise Refused(
            _("This visit is %(state)s; only a visit that is still to be made can be changed.")
            % {"state": visit.get_state_display().lower()},
            code="not_open",
        )


def _length(visit: Visit) -> int:
    """Minutes of a visit; as the tier asks where it has no end yet."""
    if visit.starts is None or visit.ends is None:
        return usual_minutes(visit.customer)
    span = datetime.combine(visit.date, visit.ends) - datetime.combine(visit.date, visit.starts)
    return max(1, int(span.total_seconds()) // 60)
