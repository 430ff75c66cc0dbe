"""What the demo company's reps did lately and do next: visits made, leave, plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts.models import Account
from crm.demo.past import Habit, Made, past_visits
from crm.demo.prospecting import Written
from crm.history.models import Event
from crm.people.choices import Role
from crm.people.models import User
from crm.people.services.absence import enter_leave, name_deputy
from visits.choices import MissedReason, Occasion, VisitState
from visits.models import Visit
from visits.policy import visit_policy
from visits.services.appointments import make_appointment
from visits.services.planning import plan_week
from visits.services.tallies import finish_steps_of, refresh_visits

Say = Callable[[str], None]


def make_past_visits(random: Random, written: list[Written], today: date) -> int:
    """Write the visits of the weeks before this one, and those to prospects; return how many."""
    policy = visit_policy()
    habits = []
    for account in Account.objects.select_related("customer").order_by("pk"):
        if account.customer.owner_id is not None:
            rule = policy.rule_for(account.tier)
            habits.append(
                Habit(
                    account.customer.owner_id,
                    account.customer_id,
                    account.tier,
                    rule.cadence,
                    rule.minutes,
                    account.opened_on,
                )
            )
    reps = User.objects.in_bulk()
    made = [
        Visit(
            rep=reps[past.rep],
            customer_id=past.customer,
            date=past.day,
            starts=past.starts,
            ends=past.ends,
            tier=past.tier,
            **_outcome(
                random,
                missed=past.missed,
                ended=datetime.combine(past.day, past.ends, ZoneInfo(reps[past.rep].time_zone)),
            ),
        )
        for past in past_visits(random, habits, _monday(today), _to_prospects(written))
    ]
    with transaction.atomic():
        bulk_create_with_history(made, Visit, batch_size=500)
        Event.objects.bulk_create([_line_on_feed(visit) for visit in made], batch_size=500)
        refresh_visits({visit.customer_id for visit in made})
    return len(made)


def _to_prospects(written: list[Written]) -> list[Made]:
    people, minutes = {user.number: user.pk for user in User.objects.all()}, visit_policy().prospect_minutes
    return [
        Made(people[one.effort.rep], one.prospect.customer_id, day, minutes)
        for one in written
        for day in one.effort.visits
    ]


def _line_on_feed(visit: Visit) -> Event:
    """What reporting the visit would have left on the customer's feed."""
    facts = {"visit": visit.pk, "date": visit.date.isoformat(), "rep": visit.rep.name}
    ended = datetime.combine(visit.date, visit.ends or time(17), ZoneInfo(visit.rep.time_zone))
    event = Event(customer_id=visit.customer_id, by_id=visit.rep_id, at=ended, data=facts)
    event.verb = "visit.done" if visit.state == VisitState.DONE else "visit.missed"
    if visit.state == VisitState.MISSED:
        event.data["reason"] = visit.missed_reason
    return event


def _outcome(random: Random, *, missed: bool, ended: datetime) -> dict[str, Any]:
    if missed:
        return {"state": VisitState.MISSED, "missed_reason": random.choice(MissedReason.values[:-1])}
    return {"state": VisitState.DONE, "done_at": ended}


def plan_weeks(random: Random, today: date, say: Say) -> None:
    """Plan this week, of which the days gone by are done, and the next, with somebody on leave."""
    reps = list(User.objects.filter(role=Role.REP, is_active=True).order_by("pk"))
    next_week = _monday(today) + timedelta(weeks=1)
    away, deputy = reps[-1], reps[-2]
    friday = next_week + timedelta(days=4)
    enter_leave(person=away, starts_on=next_week + timedelta(days=3), ends_on=friday, by=away)
    name_deputy(
        principal=away, deputy=deputy, starts_on=next_week + timedelta(days=3), ends_on=friday, by=away
    )
    for rep in reps:
        plan_week(rep=rep, week=_monday(today), by=None, today=_monday(today) - timedelta(days=1))
        _agree_on_appointments(random, rep, next_week)
    _finish_days_gone_by(random, today)
    for count, rep in enumerate(reps, 1):
        plan = plan_week(rep=rep, week=next_week, by=None)
        say(
            _("Week %(week)s of %(rep)s: %(visits)s visits (%(count)s of %(total)s)")
            % {
                "week": plan.iso_week,
                "rep": rep.name,
                "visits": plan.visits.count(),
                "count": count,
                "total": len(reps),
            }
        )


def _agree_on_appointments(random: Random, rep: User, week: date) -> None:
    """Two customers have asked for a certain hour of next week."""
    customers = list(rep.customers.filter(latitude__isnull=False).order_by("pk"))
    wishes = ((1, time(10, 30), Occasion.NEW_PRODUCT), (2, time(14, 0), Occasion.INSPECTION))
    chosen = random.sample(customers, min(len(wishes), len(customers)))
    for customer, (day, starts, occasion) in zip(chosen, wishes, strict=False):
        agreed = week + timedelta(days=day)
        make_appointment(customer=customer, rep=rep, date=agreed, starts=starts, by=rep, occasion=occasion)


def _finish_days_gone_by(random: Random, today: date) -> None:
    customers = set()
    for visit in Visit.objects.open().filter(date__lt=today).select_related("rep"):
        missed = random.random() < 0.05
        ended = datetime.combine(visit.date, visit.ends or time(17), ZoneInfo(visit.rep.time_zone))
        for field, value in _outcome(random, missed=missed, ended=ended).items():
            setattr(visit, field, value)
        visit.save()
        if visit.state == VisitState.DONE:
            finish_steps_of(visit, by=visit.rep)
        customers.add(visit.customer_id)
    refresh_visits(customers)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
