"""Visits follow the card: to its new owner, or out of the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import archive_customers, change_owner
from crm.history.models import Event
from crm.people.models import User
from crm.people.services.handing_over import hand_over
from prospects.models import Prospect
from prospects.services import assign_from_pool, claim, give_to_pool, give_up, return_silent
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from visits.choices import VisitState
from visits.clock import monday_of
from visits.models import LeftOut, Visit, VisitPlan
from visits.services.locking import lock_week

pytestmark = pytest.mark.django_db
FOR_PROSPECT = [{"code": "prospect", "disposition": "continue", "every": 14}]
PROMISED = [*FOR_PROSPECT, {"code": "promise", "day": "2026-12-01", "text": "bring samples"}]
GONE = {"reason": "no_need", "note": "They heat with gas."}


def soon(days: int = 2) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return CustomerFactory(name="Alba Oil", owner=cast.owner, team=cast.harbour)


@pytest.fixture
def prospect(customer: Customer) -> Prospect:
    return ProspectFactory(customer=customer)


def visit(customer: Customer, **fields: Any) -> Visit:
    return VisitFactory(customer=customer, **{"date": soon(), "reasons": FOR_PROSPECT} | fields)


def appointment(customer: Customer, **fields: Any) -> Visit:
    return visit(customer, **{"fixed": True, "reasons": [{"code": "appointment", "by": "Olga"}]} | fields)


def give_to_mate(cast: Cast) -> None:
    change_owner(customers=Customer.objects.all(), owner=cast.mate, by=cast.manager, note="New beat")


def told(customer: Customer) -> list[tuple[str, str | None]]:
    events = Event.objects.filter(customer=customer, verb__startswith="visit.").order_by("pk")
    return [(event.verb, event.data.get("because")) for event in events]


def left() -> list[tuple[str, User]]:
    return [(each.state, each.rep) for each in Visit.objects.select_related("rep").order_by("date", "pk")]


# To a new owner --------------------------------------------------------------------------------------


def test_what_was_agreed_goes_to_the_new_owner(cast: Cast, customer: Customer) -> None:
    agreed = [appointment(customer), visit(customer, date=soon(3), state=VisitState.CONFIRMED)]
    give_to_mate(cast)
    for each in agreed:
        each.refresh_from_db()
        assert each.rep == cast.mate
        assert each.plan is not None
        assert (each.plan.rep, each.plan.week) == (cast.mate, monday_of(each.date))
        assert each.plan.changed_at is not None
        latest = each.history.first()
        assert (latest.history_user, latest.history_change_reason) == (cast.manager, "New beat")
    assert told(customer) == [("visit.handed_over", None)] * 2
    event = Event.objects.filter(verb="visit.handed_over").first()
    assert event is not None
    assert (event.by, event.data["former"], event.data["rep"]) == (cast.manager, "Olga Owner", "Milo Mate")


def test_what_was_only_planned_goes(cast: Cast, customer: Customer) -> None:
    planned = visit(customer)
    give_to_mate(cast)
    assert left() == []
    assert planned.history.first().history_type == "-"
    assert VisitPlan.objects.get().rep == cast.owner
    assert VisitPlan.objects.get().is_behind


def test_a_hand_over_takes_the_visits_along(cast: Cast, customer: Customer) -> None:
    appointment(customer)
    hand_over(giver=cast.owner, taker=cast.mate, by=cast.manager, note="Leaves us. " * 27)
    assert left() == [(VisitState.PLANNED, cast.mate)]


def test_what_is_over_or_has_begun_stays_with_who_was_there(
    cast: Cast, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime.combine(timezone.localdate(), time(12), tzinfo=UTC)
    monkeypatch.setattr("visits.clock.local_now", lambda _rep: noon)
    visit(customer, date=soon(-3), state=VisitState.DONE)
    visit(customer, date=soon(-1))
    visit(customer, date=soon(0), starts=time(9), ends=time(10))
    CustomerFactory(owner=cast.owner)
    later = CustomerFactory(owner=cast.owner)
    visit(later, date=soon(0), starts=time(15), ends=time(16))
    give_to_mate(cast)
    assert set(left()) == {(VisitState.DONE, cast.owner), (VisitState.PLANNED, cast.owner)}
    assert not Visit.objects.filter(customer=later).exists()


def test_visits_of_others_and_to_who_stays_are_left_alone(cast: Cast, customer: Customer) -> None:
    joint = appointment(customer, rep=cast.manager)
    stays = visit(CustomerFactory(owner=cast.mate, team=cast.harbour), rep=cast.owner)
    give_to_mate(cast)
    assert {each.rep for each in (Visit.objects.get(pk=joint.pk), Visit.objects.get(pk=stays.pk))} == {
        cast.manager,
        cast.owner,
    }
    assert told(customer) == []


def test_a_card_whose_team_alone_changes_keeps_its_visits(cast: Cast, customer: Customer) -> None:
    Customer.objects.update(team=None)
    planned = visit(customer)
    change_owner(customers=Customer.objects.all(), owner=cast.owner, by=cast.manager)
    assert Visit.objects.get() == planned


@pytest.mark.parametrize("theirs_is_fixed", [False, True])
def test_no_second_visit_on_the_day(cast: Cast, customer: Customer, theirs_is_fixed: bool) -> None:
    mine = appointment(customer)
    theirs = visit(customer, rep=cast.mate, fixed=theirs_is_fixed)
    give_to_mate(cast)
    kept = Visit.objects.get()
    assert (kept.rep, kept.pk) == (cast.mate, theirs.pk if theirs_is_fixed else mine.pk)


def test_plans_do_not_name_who_is_in_other_hands(cast: Cast, customer: Customer) -> None:
    monday = monday_of(timezone.localdate())
    now, before = (VisitPlanFactory(rep=cast.owner, week=monday - timedelta(weeks=n)) for n in (0, 1))
    for plan in (now, before):
        LeftOutFactory(plan=plan, customer=customer)
    give_to_mate(cast)
    assert LeftOut.objects.get().plan == before


def test_a_visit_reported_meanwhile_stays_reported(
    cast: Cast, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed = appointment(customer)

    def after_the_report(rep: User, day: date) -> VisitPlan:
        Visit.objects.filter(pk=agreed.pk).update(state=VisitState.DONE)
        return lock_week(rep, day)

    monkeypatch.setattr("visits.services.locking.lock_week", after_the_report)
    give_to_mate(cast)
    assert left() == [(VisitState.DONE, cast.owner)]


# The pool --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{}, {"fixed": True, "date": soon(200)}, {"state": VisitState.CONFIRMED}])
def test_who_has_a_visit_ahead_does_not_return_to_the_pool(
    cast: Cast, prospect: Prospect, fields: dict[str, Any]
) -> None:
    Prospect.objects.update(held_since=soon(-90))
    ahead = visit(prospect.customer, **fields)
    assert return_silent() == 0
    ahead.state = VisitState.CANCELLED
    ahead.save()
    visit(prospect.customer, date=soon(-1))  # nobody has reported it
    assert return_silent() == 1


def test_who_gives_back_what_they_do_not_get_to_visits_it_no_more(cast: Cast, prospect: Prospect) -> None:
    visit(prospect.customer)
    appointment(prospect.customer, date=soon(3))
    give_to_pool(prospect=prospect, by=cast.owner)
    assert left() == [(VisitState.CANCELLED, cast.owner)]
    assert told(prospect.customer) == [("visit.cancelled", "pool")]
    claimed = claim(prospect=prospect, by=cast.mate)
    assert claimed.customer.owner == cast.mate
    assert left() == [(VisitState.CANCELLED, cast.owner)]


def test_given_out_from_the_pool_no_visit_of_others_comes_along(cast: Cast, prospect: Prospect) -> None:
    give_to_pool(prospect=prospect, by=cast.owner)
    by_manager = appointment(prospect.customer, rep=cast.manager)
    assign_from_pool(prospect=prospect, rep=cast.mate, by=cast.manager)
    by_manager.refresh_from_db()
    assert by_manager.rep == cast.manager


# Given up and archived -------------------------------------------------------------------------------


def test_who_is_given_up_leaves_the_plan(cast: Cast, prospect: Prospect) -> None:
    planned = visit(prospect.customer, plan=VisitPlanFactory(rep=cast.owner, week=monday_of(soon())))
    appointment(prospect.customer, date=soon(3), note="Ask for the gate key")
    visit(prospect.customer, date=soon(4), state=VisitState.CONFIRMED)
    promised = visit(prospect.customer, date=soon(5), reasons=PROMISED)
    give_up(prospect=prospect, by=cast.owner, **GONE)
    assert not Visit.objects.filter(pk=planned.pk).exists()
    assert left() == [(VisitState.CANCELLED, cast.owner)] * 2 + [(VisitState.PLANNED, cast.owner)]
    assert Visit.objects.open().get() == promised
    assert Visit.objects.get(fixed=True).note == "Ask for the gate key"
    assert told(prospect.customer) == [("visit.cancelled", "given_up")] * 2
    assert all(plan.is_behind for plan in VisitPlan.objects.filter(rep=cast.owner, week=monday_of(soon())))


@pytest.mark.parametrize("other", ["effort", "account", "closed account"])
def test_who_buys_or_is_to_be_won_for_another_line_keeps_their_visits(
    cast: Cast, prospect: Prospect, other: str
) -> None:
    if other == "effort":
        ProspectFactory(customer=prospect.customer, line=ProductFamilyFactory())
    else:
        closed = timezone.localdate() if other == "closed account" else None
        AccountFactory(customer=prospect.customer, closed_on=closed)
    visit(prospect.customer)
    give_up(prospect=prospect, by=cast.owner, **GONE)
    assert Visit.objects.open().count() == (0 if other == "closed account" else 1)


def test_who_goes_into_the_archive_leaves_the_plan(cast: Cast, customer: Customer) -> None:
    AccountFactory(customer=customer)
    visit(customer, reasons=PROMISED)
    appointment(customer, date=soon(3))
    archive_customers(customers=Customer.objects.all(), by=cast.owner, reason="Closed down")
    assert left() == [(VisitState.CANCELLED, cast.owner)]
    assert told(customer) == [("visit.cancelled", "archived")]
    history = Visit.objects.get().history.first()
    assert history.history_change_reason == "The card was archived. Closed down"
