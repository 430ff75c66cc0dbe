"""Done, missed, taken back, confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.people.models import User
from crm.shell.errors import Refused
from tests.factories.people import UserFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import FRIDAY_BEFORE, MONDAY, Around, account_of
from visits.choices import MissedReason, PlanState, VisitState
from visits.models import Visit, VisitPlan
from visits.services.outcomes import complete_visit, confirm_plan, miss_visit, reopen_visit
from visits.services.planning import plan_week

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.services.outcomes.today_of", lambda _rep: MONDAY)


@pytest.fixture
def visit(rep: User) -> Visit:
    return VisitFactory(customer=account_of(rep).customer)


def test_done_twice_is_done_once(rep: User, visit: Visit) -> None:
    first = complete_visit(visit=visit, by=rep)
    second = complete_visit(visit=visit, by=rep)
    assert second.state == VisitState.DONE
    assert second.done_at == first.done_at
    assert visit.history.count() == 2
    assert visit.customer.events.get().verb == "visit.done"


def test_a_visit_that_lies_ahead_cannot_be_done(rep: User) -> None:
    visit = VisitFactory(customer=account_of(rep).customer, date=MONDAY + timedelta(days=1))
    with pytest.raises(Refused, match="ahead"):
        complete_visit(visit=visit, by=rep)
    with pytest.raises(Refused, match="ahead"):
        miss_visit(visit=visit, reason=MissedReason.ILL, by=rep)


def test_missed_needs_a_reason(rep: User, visit: Visit) -> None:
    with pytest.raises(Refused, match="why"):
        miss_visit(visit=visit, reason="", by=rep)
    assert Visit.objects.get().state == VisitState.PLANNED


def test_missed_tells_why(rep: User, visit: Visit) -> None:
    missed = miss_visit(visit=visit, reason=MissedReason.ABSENT, note="Back on Thursday", by=rep)
    assert (missed.state, missed.missed_reason, missed.note) == ("missed", "absent", "Back on Thursday")
    assert visit.customer.events.get().data["reason"] == "absent"
    assert VisitPlan.objects.get().is_behind


@pytest.mark.parametrize("state", [VisitState.MISSED, VisitState.CANCELLED])
def test_what_is_over_cannot_become_done(rep: User, visit: Visit, state: str) -> None:
    Visit.objects.update(state=state)
    with pytest.raises(Refused, match="already"):
        complete_visit(visit=visit, by=rep)


def test_a_slip_of_the_thumb_can_be_taken_back(rep: User, visit: Visit) -> None:
    complete_visit(visit=visit, by=rep)
    back = reopen_visit(visit=visit, by=rep)
    assert (back.state, back.done_at) == (VisitState.PLANNED, None)
    assert reopen_visit(visit=visit, by=rep).history.count() == 3


def test_not_taken_back_beside_another_visit_of_the_day(rep: User, visit: Visit) -> None:
    complete_visit(visit=visit, by=rep)
    VisitFactory(customer=visit.customer)
    with pytest.raises(Refused, match="another visit"):
        reopen_visit(visit=visit, by=rep)


def test_confirming_a_plan_confirms_its_visits_once(rep: User, around: Around) -> None:
    around(5, "B")
    plan = plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    confirm_plan(plan=plan, by=rep)
    assert set(plan.visits.values_list("state", flat=True)) == {VisitState.CONFIRMED}
    histories = Visit.history.count()
    assert confirm_plan(plan=plan, by=rep).state == PlanState.CONFIRMED
    assert Visit.history.count() == histories


def test_planning_again_after_confirming_moves_nothing(rep: User, around: Around) -> None:
    around(12, "B")
    plan = plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    before = list(plan.visits.order_by("pk").values_list("pk", "date", "starts", "travel"))
    confirm_plan(plan=plan, by=rep)
    again = plan_week(rep=rep, week=MONDAY, by=rep, today=FRIDAY_BEFORE)
    assert list(again.visits.order_by("pk").values_list("pk", "date", "starts", "travel")) == before
    assert again.state == PlanState.CONFIRMED


def test_a_week_that_was_never_planned_cannot_be_confirmed(rep: User) -> None:
    plan = VisitPlan.objects.create(rep=rep, week=MONDAY)
    with pytest.raises(Refused, match="Plan the week first"):
        confirm_plan(plan=plan, by=rep)


@pytest.mark.parametrize("change", ["gone", "another week", "another rep"])
def test_a_visit_that_changed_under_ones_hands_is_refused(rep: User, visit: Visit, change: str) -> None:
    shown = Visit.objects.select_related("rep").get(pk=visit.pk)
    match change:
        case "gone":
            visit.delete()
        case "another week":
            Visit.objects.update(date=visit.date - timedelta(days=7))
        case _:
            Visit.objects.update(rep=UserFactory())
    with pytest.raises(Refused) as refusal:
        complete_visit(visit=shown, by=rep)
    assert refusal.value.code == "changed_meanwhile"
    assert not Visit.objects.filter(state=VisitState.DONE).exists()
