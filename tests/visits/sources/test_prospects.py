"""Prospects as candidates of a rep's week."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from constance.test import override_config
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.people.models import User
from prospects.choices import CampaignState, Disposition
from prospects.models import Prospect
from tests.factories.accounts import AccountFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import (
    CampaignDayFactory,
    CampaignFactory,
    CampaignMemberFactory,
    ProspectFactory,
)
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from tests.visits.conftest import MONDAY, account_of
from visits.candidates import Candidate, candidates_for
from visits.choices import VisitState
from visits.needs import OTHERS, PROSPECTS, TIER_A
from visits.policy import visit_policy
from visits.sources.accounts import accounts_due

pytestmark = pytest.mark.django_db
WORKDAYS = [MONDAY + timedelta(days=offset) for offset in range(5)]
WEDNESDAY = WORKDAYS[2]


def candidates(rep: User) -> list[Candidate]:
    return candidates_for(rep, MONDAY, workdays=WORKDAYS, policy=visit_policy())


def prospect_of(rep: User, **fields: Any) -> Prospect:
    fields.setdefault("customer", CustomerFactory(owner=rep))
    return ProspectFactory(**{"opened_on": MONDAY - timedelta(days=5), **fields})


def visited(prospect: Prospect, days_before: int) -> None:
    VisitFactory(customer=prospect.customer, state=VisitState.DONE, date=MONDAY - timedelta(days=days_before))


@pytest.mark.parametrize(
    ("disposition", "days_before", "due"),
    [
        (Disposition.CONTINUE, 7, False),
        (Disposition.CONTINUE, 8, True),
        (Disposition.KEEP_WARM, 53, False),
        (Disposition.KEEP_WARM, 54, True),
    ],
)
def test_due_by_disposition(rep: User, disposition: str, days_before: int, due: bool) -> None:
    visited(prospect_of(rep, disposition=disposition), days_before)
    assert bool(candidates(rep)) is due


def test_never_visited_is_due_at_once_to_go_on_with_and_later_to_keep_warm(rep: User) -> None:
    fresh = prospect_of(rep)
    prospect_of(rep, disposition=Disposition.KEEP_WARM)
    (found,) = candidates(rep)
    assert found.customer == fresh.customer
    assert (found.due_on, found.minutes, found.turn) == (fresh.opened_on, 45, PROSPECTS)
    assert found.reasons == ({"code": "prospect", "disposition": "continue", "every": 14},)


@override_config(
    VISITS_CADENCE_CONTINUE_DAYS=5,
    VISITS_CADENCE_KEEP_WARM_DAYS=10,
    VISITS_MINUTES_PROSPECT=20,
    VISITS_VALUE_PROSPECT=30,
)
def test_an_admin_sets_cadence_minutes_and_value(rep: User) -> None:
    visited(prospect_of(rep, score=100), 4)
    visited(prospect_of(rep, score=100, disposition=Disposition.KEEP_WARM), 4)
    first, second = candidates(rep)
    assert (first.minutes, first.value, first.due_on) == (20, 21, MONDAY + timedelta(days=1))
    assert (second.minutes, second.value, second.due_on) == (20, 21, MONDAY + timedelta(days=6))


def test_given_up_won_pooled_archived_and_other_peoples_are_never_planned(rep: User, cast: Any) -> None:
    prospect_of(rep, given_up=True)
    prospect_of(rep, won=True, account__opened_on=MONDAY, account__closed_on=MONDAY)
    prospect_of(rep, customer=CustomerFactory(owner=None, team=rep.team))
    prospect_of(rep, customer=CustomerFactory(owner=rep, archived_at=timezone.now()))
    prospect_of(cast.mate)
    assert candidates(rep) == []


def test_worth_less_than_a_c_account_and_more_by_score(rep: User) -> None:
    visited_c = account_of(rep, "C")
    VisitFactory(customer=visited_c.customer, state=VisitState.DONE, date=MONDAY - timedelta(days=30))
    for score in (0, 40, 100):
        prospect_of(rep, score=score, opened_on=MONDAY - timedelta(days=900))
    account, *found = candidates(rep)
    assert account.value == 60
    assert [candidate.value for candidate in found] == [30, 32, 35]


def test_the_effort_order_comes_before_the_score(rep: User) -> None:
    for loyalty, score in (("high", 100), ("", 0), ("", 50), ("low", 0), ("low", 100)):
        prospect_of(rep, customer=CustomerFactory(owner=rep, incumbent_loyalty=loyalty), score=score)
    minor, major = account_of(rep, "B"), account_of(rep, "A")
    for account in (minor, major):
        VisitFactory(customer=account.customer, state=VisitState.DONE, date=MONDAY - timedelta(days=20))
        prospect_of(rep, customer=account.customer, score=100)
    *names, of_minor, of_major = candidates(rep)
    assert [one.value for one in names] == [30, 30, 33, 35, 40]
    alone = {one.customer.pk: one.value for one in _accounts_alone(rep)}
    assert of_minor.value - alone[minor.customer_id] == 45
    assert of_major.value - alone[major.customer_id] == 50


def _accounts_alone(rep: User) -> list[Candidate]:
    week = {"workdays": WORKDAYS, "policy": visit_policy()}
    return candidates_for(rep, MONDAY, sources=[accounts_due], **week)  # type: ignore[arg-type]


@override_config(VISITS_VALUE_C=30, VISITS_VALUE_PROSPECT=500)
def test_no_setting_makes_a_prospect_worth_a_c_account(rep: User) -> None:
    prospect_of(rep, score=100)
    (found,) = candidates(rep)
    assert found.value == 20  # 70% of 29


def test_left_out_moves_up(rep: User) -> None:
    prospect = prospect_of(rep, score=100)
    plan = VisitPlanFactory(rep=rep, week=MONDAY - timedelta(weeks=1))
    LeftOutFactory(plan=plan, customer=prospect.customer)
    (found,) = candidates(rep)
    assert found.value == 35 + 90
    assert found.reasons[-1] == {"code": "left_out", "weeks": 1}


def test_two_lines_of_one_customer_are_one_need(rep: User) -> None:
    customer = CustomerFactory(owner=rep)
    prospect_of(rep, customer=customer, score=100, disposition=Disposition.KEEP_WARM)
    prospect_of(rep, customer=customer, score=20, line=ProductFamilyFactory())
    (found,) = candidates(rep)
    assert (found.value, [reason["disposition"] for reason in found.reasons]) == (31, ["continue"])


def test_an_account_that_is_a_prospect_too_is_one_candidate(rep: User) -> None:
    account = account_of(rep, "A")
    prospect_of(rep, customer=account.customer, score=100)
    (found,) = candidates(rep)
    assert [reason["code"] for reason in found.reasons] == ["never_visited", "prospect"]
    assert (found.tier, found.turn, found.minutes) == ("A", TIER_A, 60)
    assert found.value == 720 + 50


def test_the_accounts_hours_bound_the_prospects_visit(rep: User) -> None:
    account = AccountFactory(
        customer=CustomerFactory(owner=rep),
        opened_on=MONDAY + timedelta(days=90),
        visit_weekdays="4",
        visit_from=time(14),
        visit_until=time(16),
    )
    prospect_of(rep, customer=account.customer)
    (found,) = candidates(rep)
    assert found.days == (frozenset({WORKDAYS[4]}),)
    assert found.windows == ((14 * 3600, 16 * 3600 - 45 * 60),)


def test_a_development_day_binds_the_visit_to_it(rep: User) -> None:
    prospect = prospect_of(rep)
    visited(prospect, 1)
    campaign = CampaignFactory(name="Harbour days", team=rep.team)
    CampaignDayFactory(campaign=campaign, date=WEDNESDAY)
    CampaignDayFactory(campaign=campaign, date=MONDAY + timedelta(days=7))
    CampaignMemberFactory(campaign=campaign, prospect=prospect)
    (found,) = candidates(rep)
    assert found.days == (frozenset({WEDNESDAY}),)
    assert (found.due_on, found.value, found.turn) == (WEDNESDAY, 150, PROSPECTS)
    assert found.reasons == ({"code": "campaign", "name": "Harbour days"},)


def test_what_is_left_after_a_development_day_is_the_ordinary_need(rep: User) -> None:
    prospect = prospect_of(rep)
    campaign = CampaignFactory(team=rep.team)
    CampaignDayFactory(campaign=campaign, date=WEDNESDAY)
    CampaignMemberFactory(campaign=campaign, prospect=prospect)
    (found,) = candidates(rep)
    assert found.days == (frozenset({WEDNESDAY}),)
    assert found.later is not None
    assert [reason["code"] for reason in found.later.reasons] == ["prospect"]
    assert found.later.days == (frozenset(WORKDAYS),)


def test_a_development_day_on_which_the_account_receives_nobody_is_none(rep: User) -> None:
    account = account_of(rep, "C", visit_weekdays="4", opened_on=MONDAY + timedelta(days=90))
    prospect = prospect_of(rep, customer=account.customer)
    visited(prospect, 1)
    campaign = CampaignFactory(team=rep.team)
    CampaignDayFactory(campaign=campaign, date=WEDNESDAY)
    CampaignMemberFactory(campaign=campaign, prospect=prospect)
    (found,) = candidates(rep)
    assert found.days == (frozenset(),)


def test_the_longest_visit_is_over_when_the_account_closes(rep: User) -> None:
    account = account_of(rep, "C", visit_until=time(16))
    prospect_of(rep, customer=account.customer)
    (found,) = candidates(rep)
    assert (found.tier, found.minutes) == ("C", 45)
    assert found.windows == ((0, 16 * 3600 - 45 * 60),)


def test_a_development_day_on_a_day_off_leaves_the_ordinary_need(rep: User) -> None:
    prospect = prospect_of(rep)
    campaign = CampaignFactory(team=rep.team)
    CampaignDayFactory(campaign=campaign, date=MONDAY + timedelta(days=5))
    CampaignMemberFactory(campaign=campaign, prospect=prospect)
    (found,) = candidates(rep)
    assert found.days == (frozenset(WORKDAYS),)
    assert [reason["code"] for reason in found.reasons] == ["campaign", "prospect"]


def test_a_closed_campaign_asks_for_nothing(rep: User) -> None:
    prospect = prospect_of(rep)
    visited(prospect, 1)
    campaign = CampaignFactory(team=rep.team, state=CampaignState.CLOSED, closed_on=MONDAY)
    CampaignDayFactory(campaign=campaign, date=WEDNESDAY)
    CampaignMemberFactory(campaign=campaign, prospect=prospect)
    assert candidates(rep) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_prospects(rep: User, count: int) -> None:
    for _each in range(count):
        prospect_of(rep)
    policy = visit_policy()
    with CaptureQueriesContext(connection) as queries:
        found = candidates_for(rep, MONDAY, workdays=WORKDAYS, policy=policy)
    assert len(found) == count
    assert len(queries) == 6


def test_the_day_it_is_asked_changes_nothing(rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    prospect_of(rep)
    before = candidates(rep)
    later = datetime.combine(MONDAY + timedelta(days=3), time(12), tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert candidates(rep) == before
    assert before[0].turn > OTHERS
