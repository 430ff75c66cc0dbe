"""A card changes hands, is given up or archived while visits to it are put in: no visit is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import archive_customers, change_owner
from crm.people.choices import Role
from crm.people.models import User
from crm.shell.errors import Refused
from prospects.models import Prospect
from prospects.services import claim, give_up, open_prospect, return_silent
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import account_of
from tests.visits.services.test_planning_at_once import at_once
from visits.clock import next_week
from visits.models import Visit
from visits.services import planning
from visits.services.appointments import make_appointment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Deed = Callable[[], Any]
TIMES = 5


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


@pytest.fixture
def mate(rep: User) -> User:
    return UserFactory(team=rep.team, calendar=rep.calendar, time_zone="UTC")


@pytest.fixture
def manager(rep: User) -> User:
    return UserFactory(team=rep.team, role=Role.MANAGER)


@pytest.fixture
def prospect(rep: User) -> Prospect:
    """Due in the next week, and silent for long."""
    long_ago = timezone.localdate() - timedelta(days=90)
    card = CustomerFactory(owner=rep, team=rep.team, latitude=46.95, longitude=7.45)
    return ProspectFactory(customer=card, held_since=long_ago, opened_on=long_ago)


def week() -> date:
    return next_week(timezone.localdate())


def plan_meeting(deed: Deed, rep: User, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Plan next week and let *deed* begin just before the plan is written; return what it came to.

    The planner waits for the deed as long as that takes that is not made to wait for the planner.
    """
    met: list[Future[Any]] = []
    save = planning.save_plan

    def run() -> Any:
        try:
            return deed()
        finally:
            connection.close()

    def save_later(*args: Any, **values: Any) -> Any:
        met.append(threads.submit(run))
        with suppress(TimeoutError):
            met[0].result(timeout=1)
        return save(*args, **values)

    monkeypatch.setattr("visits.services.planning.save_plan", save_later)
    planning.plan_week(rep=rep, week=week(), by=rep)
    return met[0].result()


def strays() -> list[Visit]:
    """Open visits by somebody who does not have the card, or to a card in the archive."""
    mine = Visit.objects.open().filter(rep=F("customer__owner"), customer__archived_at=None)
    return list(Visit.objects.open().exclude(pk__in=mine.values("pk")))


def test_handed_over_while_its_week_is_planned(
    rep: User, mate: User, manager: User, prospect: Prospect, threads: ThreadPoolExecutor, monkeypatch: Any
) -> None:
    cards = Customer.objects.filter(pk=prospect.customer_id)
    deed: Deed = lambda: change_owner(customers=cards, owner=mate, by=manager)  # noqa: E731
    assert plan_meeting(deed, rep, threads, monkeypatch) == 1
    assert not Visit.objects.exists()


def test_given_up_while_its_week_is_planned(
    rep: User, prospect: Prospect, threads: ThreadPoolExecutor, monkeypatch: Any
) -> None:
    deed: Deed = lambda: give_up(prospect=prospect, by=rep, reason="no_need", note="Gas.")  # noqa: E731
    plan_meeting(deed, rep, threads, monkeypatch)
    assert not Visit.objects.exists()


def test_archived_while_its_week_is_planned(rep: User, threads: ThreadPoolExecutor, monkeypatch: Any) -> None:
    account_of(rep)
    deed: Deed = lambda: archive_customers(customers=Customer.objects.all(), by=rep)  # noqa: E731
    assert plan_meeting(deed, rep, threads, monkeypatch) == 1
    assert not Visit.objects.exists()


def test_the_sweep_waits_for_the_plan_and_sees_the_visit(
    rep: User, prospect: Prospect, threads: ThreadPoolExecutor, monkeypatch: Any
) -> None:
    assert plan_meeting(return_silent, rep, threads, monkeypatch) == 0
    assert Visit.objects.open().get().rep == rep


def test_claimed_while_the_week_is_planned(rep: User, mate: User, prospect: Prospect) -> None:
    Customer.objects.filter(pk=prospect.customer_id).update(owner=None)

    def work(number: int) -> Any:
        if number == 0:
            return claim(prospect=prospect, by=mate)
        return planning.plan_week(rep=[rep, mate][number % 2], week=week(), by=rep)

    at_once(work, 5)
    planning.plan_week(rep=mate, week=week(), by=mate)
    assert [visit.rep for visit in Visit.objects.open()] == [mate]


def test_archived_while_an_appointment_is_made(rep: User) -> None:
    for _ in range(TIMES):
        card = CustomerFactory(owner=rep, team=rep.team)

        def work(number: int, card: Customer = card) -> Any:
            if number:
                return archive_customers(customers=Customer.objects.filter(pk=card.pk), by=rep)
            day = week() + timedelta(days=1)
            return make_appointment(customer=card, rep=rep, date=day, starts=time(9), by=rep)

        made, archived = at_once(work, 2)
        assert archived == 1
        assert isinstance(made, Refused) or Visit.objects.get(pk=made.pk).state == "cancelled"
        assert strays() == []


def test_archived_while_an_effort_is_opened(rep: User) -> None:
    for _ in range(TIMES):
        card = CustomerFactory(owner=rep, team=rep.team)

        def work(number: int, card: Customer = card) -> Any:
            if number:
                return archive_customers(customers=Customer.objects.filter(pk=card.pk), by=rep)
            return open_prospect(customer=card, by=rep, facts={})

        answers = at_once(work, 2)
        card.refresh_from_db()
        assert sum(isinstance(answer, Refused) for answer in answers) == 1
        assert card.is_archived != Prospect.objects.filter(customer=card).exists()


def test_hand_overs_that_cross_do_not_wait_for_each_other(rep: User, mate: User, manager: User) -> None:
    for _ in range(TIMES):
        cards = [CustomerFactory(owner=owner, team=rep.team) for owner in (rep, mate)]
        for card in cards:
            for weeks in (0, 1):
                VisitFactory(customer=card, date=week() + timedelta(weeks=weeks), fixed=True)

        def work(number: int, cards: list[Customer] = cards) -> Any:
            card = Customer.objects.filter(pk=cards[number].pk)
            return change_owner(customers=card, owner=(mate, rep)[number], by=manager)

        assert at_once(work, 2) == [1, 1]
        assert strays() == []
