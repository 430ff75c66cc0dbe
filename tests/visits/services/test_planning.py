"""Planning a week: once, stable, complete (domain.md, D4.1, D4.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict

from crm.customers.models import Customer
from crm.people.models import User
from crm.shell.errors import Refused
from crm.timeline.choices import StepKind
from prospects.models import Prospect
from tests.factories.people import LeaveFactory
from tests.factories.prospects import (
    CampaignDayFactory,
    CampaignFactory,
    CampaignMemberFactory,
    ProspectFactory,
)
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import BERN, FRIDAY_BEFORE, MONDAY, Around, account_of
from visits.choices import PlanState, VisitState
from visits.models import LeftOut, Visit, VisitPlan
from visits.services.planning import plan_week

pytestmark = pytest.mark.django_db


def planned(rep: User, **kwargs: Any) -> VisitPlan:
    return plan_week(**{"rep": rep, "week": MONDAY, "by": rep, "today": FRIDAY_BEFORE} | kwargs)


def place_of(visit: Visit) -> tuple[object, ...]:
    return visit.date, visit.starts, visit.ends, visit.state


def contents() -> list[Any]:
    """Every row that planning writes, and every row of their history."""
    rows: list[Any] = [model_to_dict(plan) for plan in VisitPlan.objects.order_by("pk")]
    rows += [model_to_dict(visit) for visit in Visit.objects.order_by("pk")]
    rows += [model_to_dict(left) for left in LeftOut.objects.order_by("pk")]
    return [*rows, Visit.history.count(), VisitPlan.history.count()]


def test_every_due_account_is_planned_or_left_out_once(rep, around: Around) -> None:
    accounts = [*around(20, "A"), *around(30, "C")]
    plan = planned(rep)
    visited = list(plan.visits.values_list("customer_id", flat=True))
    left = list(plan.left_out.values_list("customer_id", flat=True))
    assert sorted(visited + left) == sorted(account.customer_id for account in accounts)
    assert left, "a week holds 40 visits at most"
    assert all(plan.visits.values_list("reasons", flat=True))


def test_a_second_run_with_nothing_changed_writes_nothing(rep, around: Around) -> None:
    around(30, "B")
    first = planned(rep)
    before = contents()
    assert planned(rep) == first
    assert contents() == before


def test_the_clock_alone_changes_nothing(rep, around: Around) -> None:
    around(30, "B")
    planned(rep)
    before = contents()
    for day in range(5):
        planned(rep, today=MONDAY + timedelta(days=day))
    assert contents() == before


def test_visits_to_a_accounts_start_in_the_morning(rep, around: Around) -> None:
    around(12, "A")
    around(12, "C")
    plan = planned(rep)
    morning = [visit.starts for visit in plan.visits.filter(tier="A")]
    assert morning
    assert all(starts < time(12, 0) for starts in morning)


def test_confirmed_and_done_visits_stay_after_a_change(rep, around: Around) -> None:
    around(25, "B")
    plan = planned(rep)
    kept = list(plan.visits.order_by("pk")[:10])
    for number, visit in enumerate(kept):
        visit.state = VisitState.CONFIRMED if number % 2 else VisitState.DONE
        visit.save()
    around(10, "A")
    planned(rep)
    for visit in kept:
        assert place_of(Visit.objects.get(pk=visit.pk)) == place_of(visit)


def test_after_a_small_change_nearly_all_visits_keep_their_day(rep, around: Around) -> None:
    around(25, "B")
    before = dict(planned(rep).visits.values_list("customer_id", "date"))
    account_of(rep, "A", north=0.005)
    after = dict(planned(rep).visits.values_list("customer_id", "date"))
    assert sum(after.get(customer) == day for customer, day in before.items()) >= 0.9 * len(before)


def test_an_appointment_is_kept_and_never_moved(rep, around: Around) -> None:
    accounts = around(30, "A")
    booked = VisitFactory(
        customer=accounts[0].customer, rep=rep, fixed=True, date=MONDAY + timedelta(days=2),
        starts=time(14, 10), ends=time(15, 0),
    )  # fmt: skip
    plan = planned(rep)
    assert place_of(Visit.objects.get(pk=booked.pk)) == place_of(booked)
    assert plan.visits.filter(customer=booked.customer).count() == 1
    for visit in plan.visits.filter(date=booked.date).exclude(pk=booked.pk):
        assert visit.ends <= booked.starts or visit.starts >= booked.ends


def test_an_appointment_outside_the_hours_stretches_its_day_to_it(rep, around: Around) -> None:
    accounts = around(12, "B")
    early = VisitFactory(
        customer=accounts[0].customer, rep=rep, fixed=True, date=MONDAY, starts=time(8, 0), ends=time(8, 30)
    )
    plan = planned(rep)
    assert "appointment_conflict" not in {note["code"] for note in plan.notes}
    assert Visit.objects.get(pk=early.pk).travel > 0
    assert all(visit.starts >= time(9, 0) for visit in plan.visits.exclude(pk=early.pk))


def test_two_appointments_at_once_are_both_kept_and_told(rep, around: Around) -> None:
    for account in around(2, "A"):
        VisitFactory(customer=account.customer, rep=rep, fixed=True, date=MONDAY)
    plan = planned(rep)
    assert Visit.objects.filter(date=MONDAY, starts=time(9, 0)).count() == 2
    assert "appointment_conflict" in {note["code"] for note in plan.notes}


def test_days_up_to_today_are_over_for_planning(rep, around: Around) -> None:
    around(30, "B")
    wednesday = MONDAY + timedelta(days=2)
    plan = planned(rep, today=wednesday)
    assert plan.visits.exists()
    assert not plan.visits.filter(date__lte=wednesday).exists()


def test_a_missed_visit_returns_to_the_rest_of_the_week(rep, around: Around) -> None:
    accounts = around(6, "A")
    planned(rep)
    missed = Visit.objects.filter(date=MONDAY).first() or Visit.objects.earliest("date")
    missed.state = VisitState.MISSED
    missed.save()
    planned(rep, today=missed.date)
    again = Visit.objects.get(customer=missed.customer, state=VisitState.PLANNED)
    assert again.date > missed.date
    assert len(accounts) == Visit.objects.filter(state=VisitState.PLANNED).count()


TUESDAY = MONDAY + timedelta(days=1)


def promise_for_tuesday(customer: Customer, rep: User) -> None:
    at = datetime.combine(FRIDAY_BEFORE, time(10), tzinfo=UTC)
    TouchFactory(customer=customer, by=rep, at=at, next_step_kind=StepKind.VISIT, next_step_on=TUESDAY)


def test_a_promised_visit_that_was_missed_is_owed_on_the_days_after(rep, around: Around) -> None:
    account = around(3, "A")[0]
    promise_for_tuesday(account.customer, rep)
    missed = planned(rep).visits.get(customer=account.customer)
    assert missed.date == TUESDAY
    missed.state = VisitState.MISSED
    missed.save()
    planned(rep, today=TUESDAY)
    again = Visit.objects.get(customer=account.customer, state=VisitState.PLANNED)
    assert again.date > TUESDAY
    assert {reason["code"] for reason in again.reasons} == {"never_visited", "promise"}


def test_a_promise_first_seen_after_its_day_is_kept_on_another(rep, around: Around) -> None:
    account = around(3, "A")[0]
    promise_for_tuesday(account.customer, rep)
    plan = planned(rep, today=MONDAY + timedelta(days=2))
    assert plan.visits.get(customer=account.customer).date > MONDAY + timedelta(days=2)


def test_a_promised_visit_that_nobody_reported_is_not_planned_twice(rep, around: Around) -> None:
    account = around(3, "A")[0]
    promise_for_tuesday(account.customer, rep)
    planned(rep)
    account_of(rep, "B")
    planned(rep, today=MONDAY + timedelta(days=2))
    assert Visit.objects.get(customer=account.customer).date == TUESDAY


def test_an_a_account_of_the_afternoon_leaves_the_morning_to_others(rep: User) -> None:
    monday = {"visit_weekdays": "0"}
    account_of(rep, "A", visit_from=time(14), visit_until=time(16), **monday)
    for number in range(5):
        account_of(rep, "B", north=0.002 * number, **monday)
    plan = planned(rep)
    assert not plan.left_out.exists()
    day = list(plan.visits.order_by("starts").values_list("tier", "date"))
    assert [tier for tier, _date in day].count("B") == 5
    assert {date for _tier, date in day} == {MONDAY}
    assert day[0][0] == "B"


def test_a_visit_taken_out_by_a_person_does_not_come_back_this_week(rep, around: Around) -> None:
    around(6, "A")
    gone = planned(rep).visits.earliest("pk")
    gone.state = VisitState.CANCELLED
    gone.save()
    planned(rep)
    assert not Visit.objects.filter(customer=gone.customer, state=VisitState.PLANNED).exists()


def test_days_of_leave_are_not_planned(rep, around: Around) -> None:
    around(30, "B")
    LeaveFactory(person=rep, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=2))
    plan = planned(rep)
    assert {visit.date.weekday() for visit in plan.visits.all()} <= {3, 4}
    assert [note["code"] for note in plan.notes].count("leave") == 3


def test_a_week_of_leave_has_an_empty_plan_that_says_why(rep, around: Around) -> None:
    around(3, "A")
    LeaveFactory(person=rep, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=6))
    plan = planned(rep)
    assert not plan.visits.exists()
    assert set(plan.left_out.values_list("reason", flat=True)) == {"no_allowed_day"}


def test_who_was_left_out_comes_first_next_week(rep, around: Around) -> None:
    around(70, "C", visit_minutes=45)
    first = planned(rep)
    left = set(first.left_out.values_list("customer_id", flat=True))
    assert left
    second = planned(rep, week=MONDAY + timedelta(days=7), today=MONDAY + timedelta(days=4))
    assert left <= set(second.visits.values_list("customer_id", flat=True))


def test_nobody_is_dropped_again_and_again_when_there_is_too_much_to_do(rep, around: Around) -> None:
    around(60, "B")
    around(60, "C")
    longest: dict[int, int] = {}
    streak: dict[int, int] = {}
    for week in range(8):
        monday = MONDAY + timedelta(weeks=week)
        plan = planned(rep, week=monday, today=monday - timedelta(days=3))
        plan.visits.update(state=VisitState.DONE)
        left = set(plan.left_out.values_list("customer_id", flat=True))
        streak = {customer: streak.get(customer, 0) + 1 for customer in left}
        for customer, weeks in streak.items():
            longest[customer] = max(longest.get(customer, 0), weeks)
    assert max(longest.values()) <= 5
    assert "overload" in {note["code"] for note in plan.notes}


def test_a_plan_of_a_week_that_is_over_is_refused(rep, around: Around) -> None:
    around(1)
    with pytest.raises(Refused, match="2026-W48 is over"):
        planned(rep, today=MONDAY + timedelta(days=7))
    assert not VisitPlan.objects.exists()


def test_a_crash_half_way_leaves_nothing(rep, around: Around, monkeypatch) -> None:
    around(10)

    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("visits.services.saving._write_left_out", crash)
    with pytest.raises(RuntimeError):
        planned(rep)
    assert contents() == [0, 0]


def test_a_confirmed_plan_that_gets_new_visits_is_a_draft_again(rep, around: Around) -> None:
    around(3, "B")
    plan = planned(rep)
    plan.visits.update(state=VisitState.CONFIRMED)
    VisitPlan.objects.update(state=PlanState.CONFIRMED)
    account_of(rep, "A")
    assert planned(rep).state == PlanState.DRAFT


def test_any_day_of_the_week_names_the_week(rep, around: Around) -> None:
    around(1)
    assert planned(rep, week=MONDAY + timedelta(days=3)).week == MONDAY


def test_without_any_coordinates_at_most_two_guesses_a_day(rep, around: Around) -> None:
    nowhere = {"latitude": None, "longitude": None, "city": "", "postcode": ""}
    around(20, "B", **{f"customer__{column}": value for column, value in nowhere.items()})
    plan = planned(rep)
    by_day: dict[date, int] = {}
    for visit in plan.visits.all():
        assert visit.approximate
        by_day[visit.date] = by_day.get(visit.date, 0) + 1
    assert by_day
    assert max(by_day.values()) <= 2
    assert set(plan.left_out.values_list("reason", flat=True)) == {"no_location"}


def test_customers_all_over_the_world_get_a_plan_of_those_within_reach(cast) -> None:
    near = [account_of(cast.owner, "B", north=0.01 * n) for n in range(4)]
    account_of(cast.owner, "A", north=-30, east=40)
    plan = planned(cast.owner)
    assert {visit.customer_id for visit in plan.visits.all()} == {account.customer_id for account in near}
    assert plan.left_out.get().reason == "out_of_reach"
    assert {"base_centre", "out_of_reach"} <= {note["code"] for note in plan.notes}


def test_prospects_come_after_the_accounts_of_their_day_and_planning_again_moves_nothing(
    rep: User, around: Around
) -> None:
    around(12, "B")
    for number in range(12):
        ProspectFactory(
            customer__owner=rep,
            customer__latitude=BERN[0] + 0.01 * (number % 5 - 2),
            customer__longitude=BERN[1] + 0.012 * (number // 5 - 1),
            opened_on=MONDAY - timedelta(days=30),
            score=8 * number,
        )
    campaign = CampaignFactory(team=rep.team)
    CampaignDayFactory(campaign=campaign, date=MONDAY + timedelta(days=2))
    CampaignMemberFactory(campaign=campaign, prospect=Prospect.objects.earliest("pk"))
    plan = planned(rep)
    tiers: dict[date, list[str]] = {}
    for visit in plan.visits.order_by("date", "starts"):
        tiers.setdefault(visit.date, []).append(visit.tier)
    assert all(each == sorted(each, reverse=True) for each in tiers.values())
    assert {"", "B"} <= {tier for each in tiers.values() for tier in each}
    member = plan.visits.get(customer=Prospect.objects.earliest("pk").customer)
    assert member.date == MONDAY + timedelta(days=2)

    before = contents()
    planned(rep)
    assert contents() == before
