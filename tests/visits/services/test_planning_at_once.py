"""Many planners at once make one plan and no visit twice (domain.md, D4.2), each on its own connection."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from crm.people.models import User
from crm.shell.errors import Refused
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import FRIDAY_BEFORE, MONDAY, Around, account_of
from visits.choices import VisitState
from visits.models import Visit, VisitPlan
from visits.services.appointments import make_appointment
from visits.services.outcomes import complete_visit
from visits.services.planning import plan_week

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
EIGHT = 8


def at_once(work: Callable[[int], Any], count: int = EIGHT) -> list[Any]:
    """Run *work* in so many threads that start together; a refusal is a result."""
    gate = Barrier(count)

    def run(number: int) -> Any:
        gate.wait()
        try:
            return work(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def plan(rep: User) -> VisitPlan:
    return plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)


def doubled() -> list[Any]:
    twice = Visit.objects.order_by().values("rep", "customer").annotate(times=Count("pk")).filter(times__gt=1)
    return list(twice)


def test_eight_planners_make_one_plan(rep: User, around: Around) -> None:
    accounts = around(20, "B")
    plans = at_once(lambda _number: plan(rep))
    assert len({each.pk for each in plans}) == 1
    assert VisitPlan.objects.count() == 1
    assert doubled() == []
    assert Visit.objects.count() == len(accounts)
    assert Visit.history.count() == len(accounts)


def test_planners_and_appointments_do_not_double_a_visit(rep: User, around: Around, monkeypatch) -> None:
    accounts = around(12, "B")
    monkeypatch.setattr("visits.services.appointments.today_of", lambda _rep: FRIDAY_BEFORE)

    def work(number: int) -> Any:
        if number % 2:
            return plan(rep)
        starts = time(8 + number, 0)
        day = MONDAY + timedelta(days=1)
        return make_appointment(customer=accounts[number].customer, rep=rep, date=day, starts=starts, by=rep)

    at_once(work)
    plan(rep)
    assert doubled() == []
    assert Visit.objects.filter(fixed=True).count() == EIGHT // 2


def test_done_pressed_eight_times_is_one_change(rep: User, monkeypatch) -> None:
    monkeypatch.setattr("visits.services.outcomes.today_of", lambda _rep: MONDAY)
    account = account_of(rep)
    visit = Visit.objects.create(rep=rep, customer=account.customer, date=MONDAY)
    at_once(lambda _number: complete_visit(visit=visit, by=rep))
    assert Visit.objects.get().state == VisitState.DONE
    assert Visit.history.count() == 2
    assert account.customer.events.count() == 1


def test_visits_to_one_customer_reported_at_once_are_all_counted(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visits.services.outcomes.today_of", lambda _rep: MONDAY)
    prospect = ProspectFactory(customer__owner=rep, opened_on=MONDAY - timedelta(days=30))
    days = [MONDAY - timedelta(days=number) for number in range(EIGHT)]
    made = [VisitFactory(customer=prospect.customer, date=day) for day in days]
    at_once(lambda number: complete_visit(visit=made[number], by=rep))
    prospect.refresh_from_db()
    prospect.customer.refresh_from_db()
    assert (prospect.visits_made, prospect.customer.last_visit_on) == (EIGHT, MONDAY)
