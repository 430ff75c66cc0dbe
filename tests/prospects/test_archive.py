"""The open efforts of an archived card leave every list, and come back with the card."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import archive_customers, restore_customers
from prospects.models import Campaign, Prospect
from prospects.quota import quotas, teams_for
from prospects.services import return_silent
from tests.api import program_of
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import CampaignDayFactory, CampaignMemberFactory, ProspectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def held(cast, today):
    """A prospect of Olga Owner's that is silent for long, in a campaign whose day is today."""
    customer = CustomerFactory(name="Kieswerk Nolte", owner=cast.owner, team=cast.harbour)
    prospect = ProspectFactory(customer=customer, held_since=today - timedelta(days=90))
    day = CampaignDayFactory(campaign__team=cast.harbour, campaign__lead=cast.manager, date=today)
    CampaignMemberFactory(campaign=day.campaign, prospect=prospect)
    return prospect


@pytest.fixture
def pooled(cast):
    return ProspectFactory(customer=CustomerFactory(name="Hotel Gerding", owner=None, team=cast.harbour))


def shown(client, cast, today):
    """Where the two prospects are to be found."""
    client.force_login(cast.manager)
    pages = ("prospects:list", "prospects:board", "prospects:pool")
    texts = {name: client.get(reverse(name)).content.decode() for name in pages}
    api = program_of(cast.manager)
    [team] = quotas([team for team in teams_for(cast.manager) if team == cast.harbour], [cast.owner])
    return {
        "list": "Kieswerk Nolte" in texts["prospects:list"],
        "board": "Kieswerk Nolte" in texts["prospects:board"],
        "pool": "Hotel Gerding" in texts["prospects:pool"],
        "api": len(api.get("/api/v1/prospects/").json()["results"]),
        "api pool": len(api.get("/api/v1/pool/").json()["results"]),
        "live": [rep.live for rep in team.reps],
        "plan 100": (team.names, team.pooled),
        "plan": Campaign.objects.days_for(cast.owner, today - timedelta(days=today.weekday())) != {},
    }


def test_archived_they_are_nowhere_and_restored_they_are_back(client, cast, held, pooled, today):
    cards = Customer.objects.filter(pk__in=[held.customer_id, pooled.customer_id])
    before = shown(client, cast, today)
    assert before == {
        "list": True,
        "board": True,
        "pool": True,
        "api": 2,
        "api pool": 1,
        "live": [1],
        "plan 100": (2, 1),
        "plan": True,
    }
    archive_customers(customers=cards, by=cast.manager, reason="Closed")
    assert shown(client, cast, today) == {
        "list": False,
        "board": False,
        "pool": False,
        "api": 0,
        "api pool": 0,
        "live": [0],
        "plan 100": (0, 0),
        "plan": False,
    }
    assert return_silent() == 0
    restore_customers(customers=cards, by=cast.manager)
    assert shown(client, cast, today) == before
    assert Prospect.objects.open().count() == 2
