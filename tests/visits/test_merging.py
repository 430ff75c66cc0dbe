"""Visits when two cards are merged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm.customers.models import Customer
from crm.customers.services import merge_customers, undo_merge
from tests.cast import Cast
from tests.factories.customers import CustomerFactory
from tests.factories.visits import MONDAY, LeftOutFactory, VisitFactory, VisitPlanFactory
from tests.tables import stored
from visits.choices import VisitState
from visits.services.tallies import refresh_visits


@pytest.fixture
def pair(cast: Cast) -> tuple[Customer, Customer]:
    return tuple(CustomerFactory(owner=cast.owner, team=cast.harbour) for _ in range(2))


def state_of(visit: Any) -> tuple[Any, str]:
    visit.refresh_from_db()
    return visit.customer, visit.state


def test_of_two_visits_to_one_customer_on_one_day_one_is_cancelled(cast, pair):
    kept, gone = pair
    mine, other = VisitFactory(customer=kept), VisitFactory(customer=gone)
    next_day = VisitFactory(customer=gone, date=MONDAY + timedelta(days=1))
    colleague = VisitFactory(customer=gone, rep=cast.mate)
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert state_of(mine) == (kept, VisitState.PLANNED)
    assert state_of(other) == (kept, VisitState.CANCELLED)
    assert state_of(next_day) == (kept, VisitState.PLANNED)
    assert state_of(colleague) == (kept, VisitState.PLANNED)
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_of_two_on_one_day_the_one_that_was_agreed_stays(cast, pair):
    kept, gone = pair
    planned, agreed = VisitFactory(customer=kept), VisitFactory(customer=gone, fixed=True)
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert [state_of(planned), state_of(agreed)] == [
        (kept, VisitState.CANCELLED),
        (kept, VisitState.PLANNED),
    ]
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_a_visit_made_and_one_planned_on_one_day_both_stay(cast, pair):
    kept, gone = pair
    VisitFactory(customer=kept, state=VisitState.DONE)
    planned = VisitFactory(customer=gone)
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert state_of(planned) == (kept, VisitState.PLANNED)


def test_the_last_visit_follows_the_visits(cast, pair):
    kept, gone = pair
    VisitFactory(customer=gone, state=VisitState.DONE)
    VisitFactory(customer=kept, state=VisitState.DONE, date=MONDAY - timedelta(days=7))
    refresh_visits([kept.pk, gone.pk])
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.last_visit_on, gone.last_visit_on) == (MONDAY, None)
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_a_plan_leaves_one_customer_out_once(cast, pair):
    kept, gone = pair
    plan = VisitPlanFactory(rep=cast.owner)
    other_plan = VisitPlanFactory(rep=cast.owner, week=MONDAY + timedelta(days=7))
    mine, twice = (LeftOutFactory(plan=plan, customer=customer) for customer in pair)
    once = LeftOutFactory(plan=other_plan, customer=gone)
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    for row in (mine, twice, once):
        row.refresh_from_db()
    assert [row.customer for row in (mine, twice, once)] == [kept, gone, kept]
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_a_visit_that_was_cancelled_by_the_merge_and_moved_by_hand_since_stays_moved(cast, pair):
    kept, gone = pair
    VisitFactory(customer=kept)
    other = VisitFactory(customer=gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    other.refresh_from_db()
    other.state, other.date = VisitState.DONE, MONDAY + timedelta(days=2)
    other.save()
    undo_merge(merge=merge, by=cast.owner)
    assert state_of(other) == (gone, VisitState.DONE)
