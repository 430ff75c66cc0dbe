"""What a made visit tells the card, the prospects and the promises; and what taking it back undoes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.people.models import User
from crm.timeline.choices import StepKind
from crm.timeline.models import Touch
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import MONDAY
from visits.choices import VisitState
from visits.models import Visit
from visits.services.outcomes import complete_visit, reopen_visit
from visits.services.tallies import refresh_visits

pytestmark = pytest.mark.django_db
BEFORE = datetime.fromisoformat("2026-11-18T10:00:00+00:00")


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.services.outcomes.today_of", lambda _rep: MONDAY)


@pytest.fixture
def visit(rep: User) -> Visit:
    return VisitFactory(customer=CustomerFactory(owner=rep))


def step(visit: Visit, **fields: Any) -> Touch:
    facts = {
        "by": visit.rep,
        "at": BEFORE,
        "next_step": "Call",
        "next_step_kind": StepKind.CALL,
        "next_step_on": MONDAY,
    }
    return TouchFactory(customer=visit.customer, **{**facts, **fields})


def is_open(touch: Touch) -> bool:
    touch.refresh_from_db()
    return touch.has_open_step


def test_a_made_visit_counts_and_one_taken_back_does_not(rep: User, visit: Visit) -> None:
    customer = visit.customer
    prospect = ProspectFactory(customer=customer, opened_on=MONDAY - timedelta(days=10))
    earlier = MONDAY - timedelta(days=30)
    VisitFactory(customer=customer, state=VisitState.DONE, date=earlier)
    complete_visit(visit=visit, by=rep)
    customer.refresh_from_db()
    prospect.refresh_from_db()
    assert (customer.last_visit_on, prospect.visits_made) == (MONDAY, 1)

    visit.refresh_from_db()
    reopen_visit(visit=visit, by=rep)
    customer.refresh_from_db()
    prospect.refresh_from_db()
    assert (customer.last_visit_on, prospect.visits_made) == (earlier, 0)


def test_the_last_visit_taken_back_leaves_none(rep: User, visit: Visit) -> None:
    complete_visit(visit=visit, by=rep)
    visit.refresh_from_db()
    reopen_visit(visit=visit, by=rep)
    visit.customer.refresh_from_db()
    assert visit.customer.last_visit_on is None


def test_only_visits_between_opening_and_winning_count(rep: User) -> None:
    customer = CustomerFactory(owner=rep)
    prospect = ProspectFactory(customer=customer, won=True, opened_on=MONDAY - timedelta(days=9))
    prospect.won_on = MONDAY
    prospect.save()
    for days in (-10, -9, 0, 1):
        VisitFactory(customer=customer, state=VisitState.DONE, date=MONDAY + timedelta(days=days))
    VisitFactory(customer=customer, state=VisitState.MISSED, date=MONDAY)
    refresh_visits([customer.pk])
    prospect.refresh_from_db()
    assert prospect.visits_made == 2


@pytest.mark.parametrize(
    ("fields", "stays_open"),
    [
        ({}, False),
        ({"next_step_on": MONDAY - timedelta(days=3)}, False),
        ({"next_step_on": MONDAY + timedelta(days=1)}, True),
        ({"next_step_on": MONDAY + timedelta(days=1), "next_step_kind": StepKind.VISIT}, False),
        ({"at": BEFORE + timedelta(days=6, hours=5)}, True),
    ],
)
def test_a_visit_settles_what_was_due_and_visits_promised(
    rep: User, visit: Visit, fields: dict[str, Any], stays_open: bool
) -> None:
    touch = step(visit, **fields)
    complete_visit(visit=visit, by=rep)
    assert is_open(touch) is stays_open


def test_another_persons_step_stays_theirs(rep: User, visit: Visit, cast: Any) -> None:
    touch = step(visit, by=cast.manager)
    complete_visit(visit=visit, by=rep)
    assert is_open(touch)


def test_taking_a_visit_back_opens_what_it_settled_and_nothing_else(rep: User, visit: Visit) -> None:
    settled = step(visit)
    done_before = step(visit, next_step_done_at=timezone.now() - timedelta(days=1))
    complete_visit(visit=visit, by=rep)
    visit.refresh_from_db()
    reopen_visit(visit=visit, by=rep)
    assert (is_open(settled), is_open(done_before)) == (True, False)
    assert [row.history_user for row in settled.history.all()[:2]] == [rep, rep]
