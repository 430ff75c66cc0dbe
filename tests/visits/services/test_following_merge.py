"""Visits follow two cards that are merged to who has the one that is left, and back when they part."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.customers.merging.registry import GONE, KEPT
from crm.customers.models import Customer, Merge
from crm.customers.services import change_owner, merge_customers, undo_merge
from crm.history.models import Event
from crm.people.models import User
from tests.cast import Cast
from tests.factories.customers import CustomerFactory
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from visits.choices import VisitState
from visits.clock import monday_of
from visits.models import LeftOut, Visit, VisitPlan
from visits.services.locking import lock_week

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PLANNED, CONFIRMED, CANCELLED = VisitState.PLANNED, VisitState.CONFIRMED, VisitState.CANCELLED


def soon(days: int = 2) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def kept(cast: Cast) -> Customer:
    return CustomerFactory(name="Alba Oil", owner=cast.owner, team=cast.harbour)


@pytest.fixture
def gone(cast: Cast) -> Customer:
    return CustomerFactory(name="Alba Oil AG", owner=cast.mate, team=cast.harbour)


def visit(customer: Customer, day: int = 2, **fields: Any) -> Visit:
    plan = lock_week(fields.get("rep") or customer.owner, soon(day))
    return VisitFactory(customer=customer, date=soon(day), plan=plan, **fields)


def merge(cast: Cast, kept: Customer, gone: Customer, owner: str = KEPT) -> Merge:
    VisitPlan.objects.update(changed_at=None)
    return merge_customers(kept=kept, gone=gone, by=cast.manager, choices={"owner": owner})


def now(*visits: Visit) -> list[tuple[Customer, User, str]]:
    for each in visits:
        each.refresh_from_db()
    return [(each.customer, each.rep, each.state) for each in visits]


def told() -> list[tuple[str, Customer, str, str | None]]:
    events = Event.objects.filter(verb__startswith="visit.").order_by("pk").select_related("customer")
    return [(one.verb, one.customer, one.data["rep"], one.data.get("former")) for one in events]


def changed() -> set[User]:
    return {plan.rep for plan in VisitPlan.objects.exclude(changed_at=None).select_related("rep")}


def test_what_was_agreed_goes_to_who_has_the_card_and_comes_back(
    cast: Cast, kept: Customer, gone: Customer
) -> None:
    agreed = visit(gone, fixed=True), visit(gone, 3, state=CONFIRMED)
    done = merge(cast, kept, gone)
    assert now(*agreed) == [(kept, cast.owner, PLANNED), (kept, cast.owner, CONFIRMED)]
    assert [(each.plan.rep, each.plan.week) for each in agreed if each.plan] == [
        (cast.owner, monday_of(each.date)) for each in agreed
    ]
    assert changed() == {cast.owner, cast.mate}
    assert told() == [("visit.handed_over", kept, "Olga Owner", "Milo Mate")] * 2
    VisitPlan.objects.update(changed_at=None)
    undo_merge(merge=done, by=cast.manager)
    assert now(*agreed) == [(gone, cast.mate, PLANNED), (gone, cast.mate, CONFIRMED)]
    assert [each.plan.rep for each in agreed if each.plan] == [cast.mate] * 2
    assert changed() == {cast.owner, cast.mate}
    assert told()[2:] == [("visit.handed_over", gone, "Milo Mate", "Olga Owner")] * 2


def test_what_was_only_planned_is_cancelled_without_a_word_and_comes_back(
    cast: Cast, kept: Customer, gone: Customer
) -> None:
    planned, mine = visit(gone), visit(kept, 3)
    done = merge(cast, kept, gone)
    assert now(planned, mine) == [(kept, cast.mate, CANCELLED), (kept, cast.owner, PLANNED)]
    assert changed() == {cast.mate}
    undo_merge(merge=done, by=cast.manager)
    assert now(planned, mine) == [(gone, cast.mate, PLANNED), (kept, cast.owner, PLANNED)]
    assert told() == []


def test_who_gets_the_kept_card_gets_its_visits(cast: Cast, kept: Customer, gone: Customer) -> None:
    agreed, planned, mine = visit(kept, fixed=True), visit(kept, 3), visit(gone, 4)
    done = merge(cast, kept, gone, owner=GONE)
    assert now(agreed, planned, mine) == [
        (kept, cast.mate, PLANNED),
        (kept, cast.owner, CANCELLED),
        (kept, cast.mate, PLANNED),
    ]
    since = visit(Customer.objects.get(pk=kept.pk), 5, fixed=True)
    undo_merge(merge=done, by=cast.manager)
    assert now(agreed, planned, mine, since) == [
        (kept, cast.owner, PLANNED),
        (kept, cast.owner, PLANNED),
        (gone, cast.mate, PLANNED),
        (kept, cast.owner, PLANNED),
    ]


def test_of_a_card_that_is_left_to_the_team_what_was_agreed_is_cancelled(
    cast: Cast, kept: Customer, gone: Customer
) -> None:
    kept.owner = None
    kept.save()
    agreed = visit(gone, fixed=True)
    done = merge(cast, kept, gone)
    assert now(agreed) == [(kept, cast.mate, CANCELLED)]
    assert told() == [("visit.cancelled", kept, "Milo Mate", None)]
    undo_merge(merge=done, by=cast.manager)
    assert now(agreed) == [(gone, cast.mate, PLANNED)]


def test_what_is_over_and_what_others_do_stays_theirs(cast: Cast, kept: Customer, gone: Customer) -> None:
    over, missed = visit(gone, -3, state=VisitState.DONE), visit(gone, -2)
    others = visit(gone, rep=cast.manager, fixed=True)
    merge(cast, kept, gone)
    assert now(over, missed, others) == [
        (kept, cast.mate, VisitState.DONE),
        (kept, cast.mate, PLANNED),
        (kept, cast.manager, PLANNED),
    ]


@pytest.mark.parametrize("theirs_is_fixed", [False, True])
def test_one_visit_on_the_day_is_left_and_both_come_back(
    cast: Cast, kept: Customer, gone: Customer, theirs_is_fixed: bool
) -> None:
    theirs, agreed = visit(kept, fixed=theirs_is_fixed), visit(gone, fixed=True)
    done = merge(cast, kept, gone)
    assert now(theirs, agreed) == (
        [(kept, cast.owner, PLANNED), (kept, cast.mate, CANCELLED)]
        if theirs_is_fixed
        else [(kept, cast.owner, CANCELLED), (kept, cast.owner, PLANNED)]
    )
    undo_merge(merge=done, by=cast.manager)
    assert now(theirs, agreed) == [(kept, cast.owner, PLANNED), (gone, cast.mate, PLANNED)]


def test_a_visit_given_on_since_stays_with_who_has_it(cast: Cast, kept: Customer, gone: Customer) -> None:
    agreed = visit(gone, fixed=True)
    done = merge(cast, kept, gone)
    change_owner(customers=Customer.objects.filter(pk=kept.pk), owner=cast.manager, by=cast.manager)
    undo_merge(merge=done, by=cast.manager)
    assert now(agreed) == [(gone, cast.manager, PLANNED)]


def test_a_visit_moved_since_comes_back_into_a_plan_of_who_gets_it(
    cast: Cast, kept: Customer, gone: Customer
) -> None:
    agreed = visit(gone, fixed=True)
    done = merge(cast, kept, gone)
    Visit.objects.filter(pk=agreed.pk).update(date=soon(9), plan=lock_week(cast.owner, soon(9)))
    undo_merge(merge=done, by=cast.manager)
    assert now(agreed) == [(gone, cast.mate, PLANNED)]
    assert agreed.plan
    assert (agreed.plan.rep, agreed.plan.week) == (cast.mate, monday_of(soon(9)))


@pytest.mark.parametrize(("day", "state"), [(2, VisitState.DONE), (-1, PLANNED)])
def test_a_visit_made_or_begun_since_stays_with_whose_it_was(
    cast: Cast, kept: Customer, gone: Customer, day: int, state: VisitState
) -> None:
    agreed = visit(gone, fixed=True)
    done = merge(cast, kept, gone)
    Visit.objects.filter(pk=agreed.pk).update(state=state, date=soon(day))
    lines = len(told())
    undo_merge(merge=done, by=cast.manager)
    assert now(agreed) == [(gone, cast.owner, state)]
    assert agreed.plan
    assert agreed.plan.rep == cast.owner
    assert told()[lines:] == []


def test_plans_of_who_lost_their_card_do_not_name_the_one_that_is_left(
    cast: Cast, kept: Customer, gone: Customer
) -> None:
    week = monday_of(timezone.localdate())
    before = VisitPlanFactory(rep=cast.mate, week=week - timedelta(days=7))
    plans = before, VisitPlanFactory(rep=cast.mate, week=week), VisitPlanFactory(rep=cast.owner, week=week)
    rows = [
        LeftOutFactory(plan=plan, customer=card) for plan, card in zip(plans, (gone, gone, kept), strict=True)
    ]
    done = merge(cast, kept, gone)
    assert [LeftOut.objects.get(pk=row.pk).customer for row in rows] == [kept, gone, kept]
    undo_merge(merge=done, by=cast.manager)
    assert [LeftOut.objects.get(pk=row.pk).customer for row in rows] == [gone, gone, kept]
    merge(cast, kept, gone, owner=GONE)
    assert [LeftOut.objects.get(pk=row.pk).customer for row in rows] == [kept, kept, gone]
