"""Promised visits as candidates of a rep's week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.people.models import User
from crm.timeline.choices import StepKind
from crm.timeline.models import Touch
from tests.factories.customers import CustomerFactory
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import MONDAY, account_of
from visits.candidates import Candidate, candidates_for
from visits.choices import VisitState
from visits.policy import visit_policy

pytestmark = pytest.mark.django_db
WORKDAYS = [MONDAY + timedelta(days=offset) for offset in range(5)]
THURSDAY = WORKDAYS[3]
TOUCHED = datetime.fromisoformat("2026-11-18T10:00:00+00:00")


def candidates(rep: User) -> list[Candidate]:
    return candidates_for(rep, MONDAY, workdays=WORKDAYS, policy=visit_policy())


def promise(rep: User, **fields: Any) -> Touch:
    fields.setdefault("customer", CustomerFactory(owner=rep))
    facts = {
        "by": rep,
        "at": TOUCHED,
        "next_step": "Bring samples",
        "next_step_kind": StepKind.VISIT,
        "next_step_on": THURSDAY,
    }
    return TouchFactory(**{**facts, **fields})


def test_a_promised_visit_is_made_on_its_day(rep: User) -> None:
    promise(rep)
    (found,) = candidates(rep)
    assert found.days == (frozenset({THURSDAY}),)
    assert (found.due_on, found.value, found.minutes) == (THURSDAY, 120, 45)
    assert found.reasons == ({"code": "promise", "day": "2026-11-26", "text": "Bring samples"},)


def test_a_promise_broken_is_kept_on_any_day(rep: User) -> None:
    promise(rep, next_step_on=MONDAY - timedelta(days=3))
    (found,) = candidates(rep)
    assert found.days == (frozenset(WORKDAYS),)


@pytest.mark.parametrize(
    "fields",
    [
        {"next_step_kind": StepKind.CALL},
        {"next_step_kind": StepKind.OTHER},
        {"next_step_on": MONDAY + timedelta(days=7)},
        {"next_step_done_at": TOUCHED},
        {"next_step_on": None},
    ],
)
def test_other_steps_are_no_visits_of_this_week(rep: User, fields: dict[str, Any]) -> None:
    promise(rep, **fields)
    assert candidates(rep) == []


def test_other_peoples_customers_are_not_planned(rep: User, cast: Any) -> None:
    promise(rep, customer=CustomerFactory(owner=cast.mate))
    promise(rep, customer=CustomerFactory(owner=rep, archived_at=timezone.now()))
    assert candidates(rep) == []


@pytest.mark.parametrize("who", ["manager", "mate"])
def test_what_others_promised_the_reps_customer_is_in_the_reps_plan_alone(
    rep: User, cast: Any, who: str
) -> None:
    other = getattr(cast, who)
    promise(rep, by=other)
    (found,) = candidates(rep)
    assert found.reasons == (
        {"code": "promise", "day": "2026-11-26", "text": "Bring samples", "by": other.name},
    )
    assert candidates(other) == []


def test_a_promise_of_nobody_known_names_nobody(rep: User) -> None:
    promise(rep, by=None)
    (found,) = candidates(rep)
    assert "by" not in found.reasons[0]


@pytest.mark.parametrize(("day", "settled"), [(17, False), (18, True), (20, True)])
def test_a_visit_after_the_touch_settles_it(rep: User, day: int, settled: bool) -> None:
    touch = promise(rep)
    date = MONDAY.replace(day=day)
    VisitFactory(customer=touch.customer, state=VisitState.DONE, date=date)
    assert (candidates(rep) == []) is settled


def test_two_promises_to_one_customer_are_one_visit_on_the_first_day(rep: User) -> None:
    touch = promise(rep)
    promise(rep, customer=touch.customer, next_step_on=WORKDAYS[1])
    (found,) = candidates(rep)
    assert (found.days, found.value) == ((frozenset({WORKDAYS[1]}),), 120)


def test_a_promise_of_this_week_comes_before_a_broken_one(rep: User) -> None:
    touch = promise(rep)
    promise(rep, customer=touch.customer, next_step_on=MONDAY - timedelta(days=10))
    (found,) = candidates(rep)
    assert found.days == (frozenset({THURSDAY}),)


def test_what_is_left_of_a_promise_after_its_day_is_owed_on_any(rep: User) -> None:
    promise(rep)
    (found,) = candidates(rep)
    assert found.later is not None
    assert found.later.days == (frozenset(WORKDAYS),)
    assert (found.later.value, found.later.reasons) == (found.value, found.reasons)


def test_a_due_account_with_a_promise_is_visited_on_its_day(rep: User) -> None:
    account = account_of(rep, "B")
    promise(rep, customer=account.customer)
    (found,) = candidates(rep)
    assert found.days == (frozenset({THURSDAY}),)
    assert [reason["code"] for reason in found.reasons] == ["never_visited", "promise"]
    assert (found.tier, found.minutes, found.value) == ("B", 45, 360 + 120)
