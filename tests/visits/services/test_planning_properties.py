"""Every saved plan keeps the rules, whatever the customers are like: checked by the planner's checker."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from crm.people.models import User
from tests.factories.visits import VisitFactory
from tests.visits.conftest import FRIDAY_BEFORE, MONDAY, account_of
from visits.cadence import seconds_of
from visits.choices import VisitState
from visits.models import LeftOut, Visit, VisitPlan
from visits.planner import LeftOut as PlannedLeftOut
from visits.planner import Plan, PlannedDay, Reason, Stop, check
from visits.policy import visit_policy
from visits.services.planning import plan_week
from visits.situation import Situation, situation_for

pytestmark = pytest.mark.django_db

accounts = st.fixed_dictionaries(
    {
        "tier": st.sampled_from("ABCN"),
        "north": st.floats(-0.4, 0.4),
        "east": st.floats(-0.4, 0.4),
        "visit_weekdays": st.sampled_from(["", "", "", "0", "24", "56"]),
        "cadence_days": st.sampled_from([None, None, 1, 3, 10]),
        "visit_minutes": st.sampled_from([None, None, 5, 120]),
        "hours": st.sampled_from([(None, None), (None, None), (time(13), time(17)), (time(8), time(9))]),
        "unknown": st.sampled_from([False, False, False, True]),
    }
)


def make(rep: User, facts: dict[str, Any]) -> Account:
    facts = dict(facts)
    opens, closes = facts.pop("hours")
    nowhere = {"customer__latitude": None, "customer__longitude": None} if facts.pop("unknown") else {}
    return account_of(rep, facts.pop("tier"), visit_from=opens, visit_until=closes, **facts, **nowhere)


def clear() -> None:
    LeftOut.objects.all().delete()
    Visit.objects.all().delete()
    VisitPlan.objects.all().delete()
    Account.objects.all().delete()


def saved(plan: VisitPlan, situation: Situation) -> Plan:
    """The rows of a plan read back as the planner's own plan of the week's whole problem."""
    ids: dict[tuple[int, Any], Any] = {}
    for request in situation.whole.visits:
        candidate = situation.wanted.get(request.id)
        customer = candidate.customer.pk if candidate else situation.held[request.id].customer_id
        for day in request.days or ():
            ids[(customer, day)] = request.id
    rows = list(plan.visits.filter(state__in=[VisitState.PLANNED, VisitState.CONFIRMED]))
    made = {ids[(row.customer_id, row.date)] for row in rows}
    days = []
    for day in situation.whole.days:
        stops = [_stop(row, ids) for row in sorted(rows, key=lambda row: row.starts) if row.date == day.date]
        days.append(PlannedDay(day.date, tuple(stops), plan.travel_by_day[day.date.isoformat()]))
    left = [PlannedLeftOut(each.id, Reason.NO_TIME) for each in situation.whole.visits if each.id not in made]
    worth = {request.id: request.value for request in situation.whole.visits}
    return Plan(tuple(days), tuple(left), sum(worth[each] for each in made), plan.travel)


def _stop(row: Visit, ids: dict[tuple[int, Any], Any]) -> Stop:
    assert row.starts is not None
    assert row.ends is not None
    start, leave = seconds_of(row.starts), seconds_of(row.ends)
    return Stop(ids[(row.customer_id, row.date)], start, start, leave)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink these takes minutes
)
@given(facts=st.lists(accounts, min_size=1, max_size=14), booked=st.booleans(), again=st.booleans())
def test_every_saved_plan_passes_the_checker(
    rep: User, facts: list[dict[str, Any]], booked: bool, again: bool
) -> None:
    clear()
    made = [make(rep, each) for each in facts]
    if booked:
        VisitFactory(customer=made[0].customer, rep=rep, fixed=True, date=MONDAY + timedelta(days=2))
    plan = plan_week(rep=rep, week=MONDAY, by=None, today=FRIDAY_BEFORE)
    if again:
        account_of(rep, "A", north=0.02)
        plan = plan_week(rep=rep, week=MONDAY, by=None, today=FRIDAY_BEFORE)
    situation = situation_for(rep, MONDAY, policy=visit_policy(), today=FRIDAY_BEFORE)
    assert check(situation.whole, saved(plan, situation)) == []
    assert plan.fingerprint == situation.digest
