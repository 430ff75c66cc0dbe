"""Appointments: made, moved and cancelled by people, kept by planning."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from crm.people.models import User
from crm.shell.errors import Refused
from tests.factories.visits import VisitFactory
from tests.visits.conftest import FRIDAY_BEFORE, MONDAY, Around, account_of
from visits.choices import VisitState
from visits.models import Visit, VisitPlan
from visits.services.appointments import cancel_visit, make_appointment, move_visit
from visits.services.planning import plan_week

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)
TEN = time(10, 0)


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.services.appointments.today_of", lambda _rep: FRIDAY_BEFORE)


def test_lasts_as_long_as_the_tier_asks(rep: User) -> None:
    account = account_of(rep, "A")
    visit = make_appointment(customer=account.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)
    assert (visit.starts, visit.ends, visit.fixed, visit.tier) == (TEN, time(11, 0), True, "A")


def test_is_on_the_customers_feed_and_in_history(rep: User) -> None:
    account = account_of(rep)
    visit = make_appointment(customer=account.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)
    event = account.customer.events.get()
    assert event.verb == "visit.appointed"
    assert (event.data["date"], event.data["time"]) == ("2026-11-24", "10:00")
    assert visit.history.get().history_user == rep


def test_takes_the_place_of_the_planned_visit_of_that_week(rep: User, around: Around) -> None:
    accounts = around(4, "B")
    plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    planned = Visit.objects.get(customer=accounts[0].customer)
    booked = make_appointment(
        customer=accounts[0].customer, rep=rep, date=MONDAY + timedelta(days=3), starts=time(15, 0), by=rep
    )
    assert booked.pk == planned.pk
    plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    assert Visit.objects.filter(customer=accounts[0].customer).count() == 1


def test_says_that_the_week_has_changed_since_it_was_planned(rep: User) -> None:
    account = account_of(rep)
    plan = plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    make_appointment(customer=account.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)
    plan.refresh_from_db()
    assert plan.is_behind
    assert not plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE).is_behind


@pytest.mark.parametrize(
    ("day", "starts", "minutes", "field"),
    [
        (FRIDAY_BEFORE - timedelta(days=1), TEN, 30, "date"),
        (TUESDAY, time(23, 45), 30, "starts"),
        (TUESDAY, TEN, 13 * 60, "minutes"),
        (TUESDAY, TEN, -5, "minutes"),
    ],
)
def test_refuses_what_cannot_be(rep: User, day: date, starts: time, minutes: int, field: str) -> None:
    account = account_of(rep)
    with pytest.raises(Refused) as refusal:
        make_appointment(customer=account.customer, rep=rep, date=day, starts=starts, minutes=minutes, by=rep)
    assert refusal.value.field == field
    assert not Visit.objects.exists()
    assert not VisitPlan.objects.exists()


def test_refuses_two_appointments_at_once_and_names_the_other(rep: User) -> None:
    first, second = account_of(rep), account_of(rep)
    make_appointment(customer=first.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)
    with pytest.raises(Refused, match=first.customer.name):
        make_appointment(customer=second.customer, rep=rep, date=TUESDAY, starts=time(10, 30), by=rep)


def test_one_after_the_other_is_fine(rep: User) -> None:
    first, second = account_of(rep), account_of(rep)
    make_appointment(customer=first.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)
    make_appointment(customer=second.customer, rep=rep, date=TUESDAY, starts=time(11, 0), by=rep)
    assert Visit.objects.filter(fixed=True).count() == 2


def test_refuses_a_second_visit_to_the_customer_on_one_day(rep: User) -> None:
    account = account_of(rep)
    make_appointment(customer=account.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)
    with pytest.raises(Refused, match="already"):
        make_appointment(customer=account.customer, rep=rep, date=TUESDAY, starts=time(15, 0), by=rep)


def test_refuses_an_archived_customer(rep: User) -> None:
    account = account_of(rep, customer__archived_at=timezone.now())
    with pytest.raises(Refused, match="archived"):
        make_appointment(customer=account.customer, rep=rep, date=TUESDAY, starts=TEN, by=rep)


def test_a_moved_visit_keeps_its_length_and_stays_where_it_was_put(rep: User, around: Around) -> None:
    around(10, "B")
    plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    visit = Visit.objects.earliest("pk")
    moved = move_visit(visit=visit, date=MONDAY + timedelta(days=4), starts=time(13, 30), by=rep)
    assert (moved.starts, moved.ends) == (time(13, 30), time(14, 15))
    plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    moved.refresh_from_db()
    assert (moved.date, moved.starts) == (MONDAY + timedelta(days=4), time(13, 30))
    assert moved.customer.events.get().verb == "visit.moved"


def test_a_visit_moved_to_another_week_belongs_to_that_weeks_plan(rep: User) -> None:
    visit = VisitFactory(customer=account_of(rep).customer, fixed=True)
    moved = move_visit(visit=visit, date=MONDAY + timedelta(days=8), starts=TEN, by=rep)
    assert moved.plan is not None
    assert moved.plan.week == MONDAY + timedelta(days=7)


def test_a_visit_is_not_moved_to_the_end_of_the_calendar(rep: User) -> None:
    visit = VisitFactory(customer=account_of(rep).customer, fixed=True)
    with pytest.raises(Refused) as refusal:
        move_visit(visit=visit, date=date(9999, 12, 31), starts=TEN, by=rep)
    assert (refusal.value.field, refusal.value.code) == ("date", "too_far")
    assert "to Dec 31, 2028" in str(refusal.value)


@pytest.mark.parametrize("state", [VisitState.DONE, VisitState.MISSED, VisitState.CANCELLED])
def test_a_visit_that_is_over_is_not_moved(rep: User, state: str) -> None:
    visit = VisitFactory(customer=account_of(rep).customer, state=state)
    with pytest.raises(Refused, match="still to be made"):
        move_visit(visit=visit, date=TUESDAY, starts=TEN, by=rep)


def test_cancelling_tells_the_reason_and_is_done_once(rep: User) -> None:
    visit = VisitFactory(customer=account_of(rep).customer)
    cancel_visit(visit=visit, by=rep, reason="They moved out")
    again = cancel_visit(visit=visit, by=rep, reason="They moved out")
    assert (again.state, again.note) == (VisitState.CANCELLED, "They moved out")
    assert visit.customer.events.get().data["reason"] == "They moved out"
    assert visit.history.count() == 2
