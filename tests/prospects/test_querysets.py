"""Reads that several pages and the planner build on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from prospects.choices import PoolMoveKind
from prospects.models import Campaign, PoolMove, Prospect
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import (
    CampaignDayFactory,
    CampaignFactory,
    CampaignMemberFactory,
    ProspectFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def held_by(rep, **values):
    return ProspectFactory(customer=CustomerFactory(owner=rep, team=rep.team), **values)


def campaign_of(cast, *days, prospects=(), **values):
    campaign = CampaignFactory(team=cast.harbour, lead=cast.owner, **values)
    for day in days:
        CampaignDayFactory(campaign=campaign, date=day)
    for prospect in prospects:
        CampaignMemberFactory(campaign=campaign, prospect=prospect)
    return campaign


def test_development_days_bring_the_reps_prospects_into_their_week(cast, django_assert_num_queries):
    mine, other, mates = held_by(cast.owner), held_by(cast.owner), held_by(cast.mate)
    tuesday, sunday = MONDAY + timedelta(1), MONDAY + timedelta(6)
    campaign_of(cast, tuesday, MONDAY + timedelta(7), prospects=[mine, mates], name="Bakeries")
    campaign_of(cast, tuesday, sunday, prospects=[mine, other], name="Garages")
    with django_assert_num_queries(1):
        days = Campaign.objects.days_for(cast.owner, MONDAY)
    assert days == {
        tuesday: {mine.pk: "Bakeries", other.pk: "Garages"},
        sunday: {mine.pk: "Garages", other.pk: "Garages"},
    }
    assert list(days) == [tuesday, sunday]
    assert Campaign.objects.days_for(cast.mate, MONDAY) == {tuesday: {mates.pk: "Bakeries"}}


def test_closed_campaigns_and_closed_efforts_bring_nobody(cast):
    campaign_of(cast, MONDAY, prospects=[held_by(cast.owner)], closed=True)
    campaign_of(cast, MONDAY, prospects=[held_by(cast.owner, given_up=True), held_by(cast.owner, won=True)])
    assert Campaign.objects.days_for(cast.owner, MONDAY) == {}


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("owner", True),
        ("mate", True),
        ("manager", True),
        ("regional", True),
        ("admin", True),
        ("other_manager", False),
        ("stranger", False),
    ],
)
def test_a_campaign_is_seen_by_its_team_and_by_who_leads_it(cast, person, sees):
    campaign_of(cast)
    assert Campaign.objects.visible_to(cast.named()[person]).exists() is sees


def test_a_campaign_of_a_region_is_seen_in_all_its_teams(cast):
    campaign = CampaignFactory(team=cast.harbour.parent, lead=cast.regional)
    seeing = {name for name, one in cast.named().items() if campaign in Campaign.objects.visible_to(one)}
    assert seeing == {"owner", "mate", "manager", "other_manager", "regional", "admin"}


def test_lead_and_supporter_see_a_campaign_of_another_team(cast):
    campaign = CampaignFactory(team=cast.harbour, lead=cast.stranger, supporter=cast.other_manager)
    assert Campaign.objects.visible_to(cast.stranger).get() == campaign
    assert Campaign.objects.visible_to(cast.other_manager).get() == campaign


# The pool --------------------------------------------------------------------------------------------


def pooled(cast, **values):
    return ProspectFactory(customer=CustomerFactory(owner=None, team=cast.harbour, **values))


def test_the_pool_is_seen_by_its_team_and_by_who_leads_it(cast):
    prospect = pooled(cast)
    seeing = {name for name, one in cast.named().items() if prospect in Prospect.objects.pool_for(one)}
    assert seeing == {"owner", "mate", "manager", "regional", "admin"}


def test_a_row_of_the_pool_says_who_had_it_and_when_one_lost_it_oneself(cast):
    prospect = pooled(cast)
    for rep in (cast.owner, cast.mate):
        PoolMove.objects.create(
            customer=prospect.customer, team=cast.harbour, rep=rep, kind=PoolMoveKind.RETURNED
        )
    row = Prospect.objects.with_last_holder(cast.owner).get()
    assert (row.last_holder, row.efforts) == ("Milo Mate", 1)
    assert row.lost_at == PoolMove.objects.get(rep=cast.owner).at
    assert Prospect.objects.with_last_holder(cast.stranger).get().lost_at is None


def test_only_silent_prospects_of_reps_return(cast):
    today = timezone.localdate()
    long_ago = today - timedelta(days=60)
    silent = held_by(cast.owner, held_since=long_ago)
    held_by(cast.owner, held_since=today)
    ProspectFactory(
        customer=CustomerFactory(owner=cast.owner, team=cast.harbour, last_touch_on=today),
        held_since=long_ago,
    )
    held_by(cast.owner, held_since=long_ago, won=True)
    ProspectFactory(customer=CustomerFactory(owner=None, team=cast.harbour), held_since=long_ago)
    ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=None), held_since=long_ago)
    assert list(Prospect.objects.returning(long_ago)) == [silent]
    assert list(Prospect.objects.returning(long_ago - timedelta(days=1))) == []
