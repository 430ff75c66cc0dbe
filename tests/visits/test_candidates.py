"""Who is due in a week and why."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.people.models import User
from tests.factories.people import WorkingCalendarFactory
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from tests.visits.conftest import MONDAY, Around, account_of
from visits.candidates import Candidate, candidates_for
from visits.choices import VisitState
from visits.needs import OTHERS, TIER_A, Need
from visits.policy import visit_policy

pytestmark = pytest.mark.django_db
WORKDAYS = [MONDAY + timedelta(days=offset) for offset in range(5)]


def candidates(rep: User, **kwargs: Any) -> list[Candidate]:
    return candidates_for(rep, MONDAY, workdays=WORKDAYS, policy=visit_policy(), **kwargs)


def visited(account: Any, days_before: int, state: str = VisitState.DONE, **fields: Any) -> None:
    VisitFactory(customer=account.customer, state=state, date=MONDAY - timedelta(days=days_before), **fields)


@pytest.mark.parametrize(
    ("tier", "days_before", "due"),
    [
        ("A", 1, True),
        ("A", 7, True),
        ("B", 7, False),
        ("B", 8, True),
        ("C", 23, False),
        ("C", 24, True),
        ("N", 23, False),
        ("N", 24, True),
    ],
)
def test_due_by_the_cadence_of_the_tier(rep: User, tier: str, days_before: int, due: bool) -> None:
    visited(account_of(rep, tier), days_before)
    assert bool(candidates(rep)) is due


def test_an_accounts_own_cadence_and_length_win(rep: User) -> None:
    visited(account_of(rep, "C", cadence_days=10, visit_minutes=90), 4)
    (found,) = candidates(rep)
    assert found.due_on == MONDAY + timedelta(days=6)
    assert found.minutes == 90
    assert found.reasons[0] == {
        "code": "cadence",
        "tier": "C",
        "every": 10,
        "last": "2026-11-19",
        "own": True,
    }


def test_never_visited_is_due_since_the_account_was_opened(rep: User) -> None:
    account_of(rep, "B", opened_on=MONDAY - timedelta(days=7))
    (found,) = candidates(rep)
    assert found.due_on == MONDAY - timedelta(days=7)
    assert found.value == 180
    assert found.reasons == ({"code": "never_visited", "tier": "B", "every": 14},)


def test_closed_archived_and_other_peoples_accounts_are_nobodys_business(rep: User, cast: Any) -> None:
    account_of(rep, closed_on=MONDAY)
    account_of(rep, customer__archived_at=timezone.now())
    account_of(cast.mate)
    assert candidates(rep) == []


@pytest.mark.parametrize(
    ("state", "days_before", "counts"),
    [
        (VisitState.PLANNED, 3, True),
        (VisitState.CONFIRMED, 3, True),
        (VisitState.PLANNED, 8, False),
        (VisitState.MISSED, 3, False),
        (VisitState.CANCELLED, 3, False),
        (VisitState.DONE, 13, True),
    ],
)
def test_which_visits_count_as_made(rep: User, state: str, days_before: int, counts: bool) -> None:
    visited(account_of(rep, "C"), days_before, state)
    assert (candidates(rep) == []) is counts


def test_a_visit_by_a_colleague_counts(rep: User, cast: Any) -> None:
    visited(account_of(rep, "C"), 5, rep=cast.mate)
    assert candidates(rep) == []


def test_the_last_visit_counts_not_the_first(rep: User) -> None:
    account = account_of(rep, "B")
    visited(account, 60)
    visited(account, 9)
    (found,) = candidates(rep)
    assert found.due_on == MONDAY + timedelta(days=5)


def test_being_left_out_adds_value_for_each_week_in_a_row(rep: User) -> None:
    account = account_of(rep, "C")
    visited(account, 30)
    for weeks in (1, 2, 4):
        plan = VisitPlanFactory(rep=rep, week=MONDAY - timedelta(weeks=weeks))
        LeftOutFactory(plan=plan, customer=account.customer)
    (found,) = candidates(rep)
    assert found.value == 60 + 2 * 90
    assert found.reasons[-1] == {"code": "left_out", "weeks": 2}


def test_a_is_visited_in_the_morning_within_its_own_hours(rep: User) -> None:
    account_of(rep, "A", visit_from=time(10), visit_until=time(15))
    (found,) = candidates(rep)
    assert found.windows == ((10 * 3600, 12 * 3600 - 1),)
    assert found.turn == TIER_A


def test_a_that_opens_after_the_morning_has_no_turn_before_the_others(rep: User) -> None:
    account_of(rep, "A", visit_from=time(14), visit_until=time(16))
    (found,) = candidates(rep)
    assert found.windows == ((14 * 3600, 15 * 3600),)
    assert found.turn == OTHERS


def test_a_rep_who_starts_after_the_morning_visits_a_at_any_time(rep: User) -> None:
    rep.calendar = WorkingCalendarFactory(starts=time(12, 30), ends=time(20))
    account_of(rep, "A")
    (found,) = candidates(rep)
    assert (found.windows, found.turn) == ((), OTHERS)


def test_own_weekdays_bound_the_days(rep: User) -> None:
    account_of(rep, "B", visit_weekdays="13")
    (found,) = candidates(rep)
    assert {day.weekday() for day in found.days[0]} == {1, 3}


def test_twice_a_week_only_when_due_twice(rep: User) -> None:
    account_of(rep, "A", cadence_days=3)
    account_of(rep, "A")
    often, once = candidates(rep)
    assert (len(often.days), len(once.days)) == (2, 1)
    assert not often.days[0] & often.days[1]


def test_needs_of_several_sources_add_up_for_one_customer(rep: User) -> None:
    account = account_of(rep, "B")
    complaint = Need(
        customer=account.customer,
        due_on=MONDAY,
        value=150,
        minutes=20,
        reason={"code": "complaint"},
    )
    from visits.sources import SOURCES

    (found,) = candidates(rep, sources=(*SOURCES, lambda week: [complaint]))
    assert found.value == 360 + 150
    assert found.minutes == 45
    assert [reason["code"] for reason in found.reasons] == ["never_visited", "complaint"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_do_not_grow_with_customers(rep: User, around: Around, count: int) -> None:
    for account in around(count):
        visited(account, 9)
    policy = visit_policy()
    with CaptureQueriesContext(connection) as queries:
        found = candidates_for(rep, MONDAY, workdays=WORKDAYS, policy=policy)
    assert len(found) == count
    assert len(queries) == 5


def test_in_order_of_primary_keys(rep: User, around: Around) -> None:
    around(5)
    keys = [candidate.customer.pk for candidate in candidates(rep)]
    assert keys == sorted(keys)


def test_the_week_decides_not_the_day_it_is_asked(rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    account_of(rep, "B")
    before = candidates(rep)
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert candidates(rep) == before
    assert date.fromisoformat("2026-11-23") == MONDAY
