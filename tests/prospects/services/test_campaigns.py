"""Campaigns: opened, changed, filled, started, closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.history.models import Event
from crm.shell.errors import Refused, RefusedMany
from prospects.campaigns import results_of
from prospects.choices import CampaignState
from prospects.models import Campaign, CampaignMember, Prospect
from prospects.services.campaigns import (
    MOST_DAYS,
    Added,
    add_members,
    close_campaign,
    open_campaign,
    remove_member,
    start_campaigns,
    update_campaign,
)
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import CampaignFactory, CampaignMemberFactory, ProspectFactory
from tests.factories.visits import VisitFactory
from visits.choices import VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def campaign(cast):
    return CampaignFactory(name="Bakeries", team=cast.harbour, lead=cast.owner)


def held_by(rep, **values):
    return ProspectFactory(customer=CustomerFactory(owner=rep, team=rep.team), **values)


def days_of(campaign):
    return list(campaign.days.values_list("date", flat=True))


def test_a_campaign_is_planned_until_its_first_day(cast, today):
    facts = {"name": "  Bakeries  of the north ", "team": cast.harbour, "lead": cast.owner, "goal_wins": 3}
    days = [today + timedelta(8), today + timedelta(1), today + timedelta(8)]
    campaign = open_campaign(by=cast.manager, facts=facts, days=days)
    assert (campaign.name, campaign.state) == ("Bakeries of the north", CampaignState.PLANNED)
    assert days_of(campaign) == [today + timedelta(1), today + timedelta(8)]
    assert campaign.history.get().history_user == cast.manager
    assert start_campaigns(today=today) == 0
    assert start_campaigns(today=today + timedelta(1)) == 1
    assert start_campaigns(today=today + timedelta(1)) == 0
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING


def test_a_day_that_has_come_lets_it_run_at_once(cast, today):
    facts = {"name": "Bakeries", "team": cast.harbour, "lead": cast.owner}
    assert open_campaign(by=cast.manager, facts=facts, days=[today]).state == CampaignState.RUNNING


def test_every_wrong_field_is_named_and_nothing_written(cast, today):
    cast.mate.is_active = False
    with pytest.raises(RefusedMany) as refused:
        open_campaign(
            by=cast.manager,
            facts={"name": " ", "lead": cast.mate, "goal_cards": -1},
            days=[today + timedelta(n) for n in range(MOST_DAYS + 1)],
        )
    assert [one.field for one in refused.value.refusals] == ["name", "goal_cards", "team", "lead", "days"]
    assert not Campaign.objects.exists()


def test_days_that_stay_are_left_alone(cast, campaign, today):
    first = update_campaign(campaign=campaign, by=cast.owner, facts={}, days=[today, today + timedelta(1)])
    kept = first.days.get(date=today + timedelta(1)).pk
    changed = update_campaign(
        campaign=campaign,
        by=cast.owner,
        facts={"segment": "Ovens"},
        days=[today + timedelta(1), today + timedelta(2)],
    )
    assert (changed.segment, changed.state) == ("Ovens", CampaignState.PLANNED)
    assert days_of(campaign) == [today + timedelta(1), today + timedelta(2)]
    assert campaign.days.get(date=today + timedelta(1)).pk == kept


def test_facts_alone_leave_the_days(cast, campaign, today):
    update_campaign(campaign=campaign, by=cast.owner, facts={}, days=[today])
    update_campaign(campaign=campaign, by=cast.owner, facts={"survey": "Bread sells."})
    assert days_of(campaign) == [today]


def test_a_change_over_anothers_is_refused(cast, campaign):
    seen = campaign.updated_at
    update_campaign(campaign=campaign, by=cast.owner, facts={"segment": "Ovens"}, unchanged_since=seen)
    with pytest.raises(Refused) as refused:
        update_campaign(campaign=campaign, by=cast.manager, facts={"segment": "Mills"}, unchanged_since=seen)
    assert refused.value.code == "changed_meanwhile"


def test_unknown_facts_are_a_fault_of_the_caller(cast, campaign):
    with pytest.raises(TypeError):
        update_campaign(campaign=campaign, by=cast.owner, facts={"state": "closed"})


# Prospects of a campaign -----------------------------------------------------------------------------


def test_open_prospects_of_the_team_come_in_once(cast, campaign):
    fitting, closed = held_by(cast.owner), held_by(cast.owner, given_up=True)
    other_team, member = held_by(cast.stranger), held_by(cast.mate)
    CampaignMemberFactory(campaign=campaign, prospect=member)
    chosen = Prospect.objects.filter(pk__in=[fitting.pk, closed.pk, other_team.pk, member.pk])
    assert add_members(campaign=campaign, prospects=chosen, by=cast.manager) == Added(1, 1, 2)
    assert add_members(campaign=campaign, prospects=chosen, by=cast.manager) == Added(0, 2, 2)
    stored = CampaignMember.objects.get(prospect=fitting)
    assert (stored.added_by, stored.history.get().history_user) == (cast.manager, cast.manager)
    told = Event.objects.filter(verb="campaign.added").values_list("customer", "data__name")
    assert list(told) == [(fitting.customer_id, "Bakeries")]


def test_a_campaign_of_a_region_takes_prospects_of_its_teams(cast):
    campaign = CampaignFactory(team=cast.harbour.parent, lead=cast.regional)
    held_by(cast.owner)
    added = add_members(campaign=campaign, prospects=Prospect.objects.all(), by=cast.regional)
    assert added == Added(1)


def test_taking_out_twice_changes_nothing(cast, campaign):
    member = CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner))
    remove_member(member=member, by=cast.owner)
    remove_member(member=member, by=cast.owner)
    assert not campaign.members.exists()
    assert Event.objects.filter(verb="campaign.removed").count() == 1
    assert CampaignMember.history.filter(history_type="-").get().history_user == cast.owner


def test_a_closed_campaign_stays_as_it_is(cast, campaign, today):
    member = CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner))
    closed = close_campaign(campaign=campaign, by=cast.manager)
    assert (closed.state, closed.closed_on) == (CampaignState.CLOSED, today)
    for deed in (
        lambda: close_campaign(campaign=campaign, by=cast.manager),
        lambda: update_campaign(campaign=campaign, by=cast.manager, facts={}, days=[today]),
        lambda: add_members(campaign=campaign, prospects=Prospect.objects.all(), by=cast.manager),
        lambda: remove_member(member=member, by=cast.manager),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "closed"
    assert start_campaigns(today=today + timedelta(400)) == 0


# Results ---------------------------------------------------------------------------------------------


def test_results_count_what_happened_in_the_campaigns_time(cast, today):
    began = today - timedelta(20)
    campaign = CampaignFactory(team=cast.harbour, lead=cast.owner, opened_on=began)
    days = [began + timedelta(1), began + timedelta(2)]
    update_campaign(campaign=campaign, by=cast.owner, facts={}, days=days)
    old = held_by(cast.owner, opened_on=began - timedelta(30))
    new = held_by(cast.owner, opened_on=began + timedelta(1))
    won = held_by(cast.mate, opened_on=began, won=True, won_on=began + timedelta(5))
    won_before = held_by(cast.mate, opened_on=began - timedelta(9), won=True, won_on=began - timedelta(1))
    for prospect in (old, new, won, won_before):
        CampaignMemberFactory(campaign=campaign, prospect=prospect)
    done, planned = VisitState.DONE, VisitState.PLANNED
    VisitFactory(customer=old.customer, rep=cast.owner, date=days[0], state=done)
    VisitFactory(customer=new.customer, rep=cast.owner, date=days[0], state=done)
    VisitFactory(customer=new.customer, rep=cast.owner, date=days[1], state=planned)
    VisitFactory(customer=new.customer, rep=cast.owner, date=days[1] + timedelta(1), state=done)
    VisitFactory(customer=held_by(cast.owner).customer, rep=cast.owner, date=days[1], state=done)
    results = results_of(campaign)
    assert (results.members, results.cards, results.wins, results.visits) == (4, 2, 1, 2)
    assert results.visits_by_day == {days[0]: 2, days[1]: 0}
    assert results.conversion == pytest.approx(0.25)


def test_a_campaign_without_prospects_has_no_conversion(campaign):
    results = results_of(campaign)
    assert (results.members, results.visits, results.conversion) == (0, 0, None)


def test_what_comes_after_the_end_does_not_count(cast, today):
    ended = today - timedelta(5)
    campaign = CampaignFactory(
        team=cast.harbour, lead=cast.owner, opened_on=ended - timedelta(9), closed=True, closed_on=ended
    )
    won = held_by(cast.owner, opened_on=ended, won=True, won_on=ended + timedelta(1))
    CampaignMemberFactory(campaign=campaign, prospect=won)
    CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner, opened_on=ended + timedelta(1)))
    results = results_of(campaign)
    assert (results.members, results.cards, results.wins) == (2, 1, 0)
