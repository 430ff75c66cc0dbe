"""Visits follow their customers to another rep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.people.handover import Handover
from crm.people.models import User
from tests.cast import Cast
from tests.factories.visits import VisitFactory
from tests.visits.conftest import MONDAY, account_of
from visits.choices import VisitState
from visits.handover import move_visits
from visits.models import Visit, VisitPlan
from visits.services.locking import lock_week

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.handover.today_of", lambda _rep: MONDAY)


def visit(cast: Cast, **fields: object) -> Visit:
    """A visit of *owner* to a customer who is *mate*'s by now."""
    return VisitFactory(customer=account_of(cast.mate).customer, rep=cast.owner, **{"date": LATER} | fields)


def hand_over(cast: Cast) -> int:
    return move_visits(Handover(giver=cast.owner, taker=cast.mate, by=cast.manager, note="New beat"))


def test_what_was_agreed_goes_to_the_taker(cast: Cast) -> None:
    appointment = visit(cast, fixed=True)
    confirmed = visit(cast, state=VisitState.CONFIRMED)
    assert hand_over(cast) == 2
    for each in (appointment, confirmed):
        each.refresh_from_db()
        assert each.rep == cast.mate
        assert each.plan is not None
        assert (each.plan.rep, each.plan.week) == (cast.mate, MONDAY)
        assert each.history.first().history_user == cast.manager


def test_what_was_only_planned_goes(cast: Cast) -> None:
    planned = visit(cast)
    assert hand_over(cast) == 0
    assert not Visit.objects.exists()
    assert planned.history.first().history_type == "-"


def test_what_is_over_stays_with_who_made_it(cast: Cast) -> None:
    visit(cast, state=VisitState.DONE)
    visit(cast, fixed=True, date=MONDAY - timedelta(days=1))
    hand_over(cast)
    assert set(Visit.objects.values_list("rep", flat=True)) == {cast.owner.pk}


def test_visits_to_customers_who_stay_are_left_alone(cast: Cast) -> None:
    VisitFactory(customer=account_of(cast.owner).customer, rep=cast.owner, date=LATER)
    assert hand_over(cast) == 0
    assert Visit.objects.get().rep == cast.owner


def test_no_second_visit_on_the_day(cast: Cast) -> None:
    appointment = visit(cast, fixed=True)
    VisitFactory(customer=appointment.customer, rep=cast.mate, date=LATER)
    hand_over(cast)
    assert Visit.objects.get().rep == cast.mate


def test_a_visit_reported_meanwhile_stays_reported(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed = visit(cast, fixed=True)

    def after_the_report(rep: User, day: date) -> VisitPlan:
        if rep == cast.owner:
            Visit.objects.filter(pk=agreed.pk).update(state=VisitState.DONE)
        return lock_week(rep, day)

    monkeypatch.setattr("visits.handover.lock_week", after_the_report)
    assert hand_over(cast) == 0
    agreed.refresh_from_db()
    assert (agreed.state, agreed.rep) == (VisitState.DONE, cast.owner)
