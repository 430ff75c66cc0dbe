"""Campaigns follow their lead's hand-over; prospects follow their cards."""

import pytest
from django.utils import timezone

from crm.customers.models import Customer
from crm.people.handover import Handover, run_movers
from prospects.handover import move_campaigns
from prospects.models import Prospect
from tests.factories.customers import CustomerFactory
from tests.factories.people import TerritoryFactory
from tests.factories.prospects import CampaignFactory, ProspectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def everything(cast, **values):
    return Handover(giver=cast.owner, taker=cast.mate, by=cast.manager, note="Leaves us", **values)


def test_the_taker_leads_and_supports_what_is_not_closed(cast):
    led = CampaignFactory(team=cast.harbour, lead=cast.owner)
    supported = CampaignFactory(team=cast.harbour, lead=cast.manager, supporter=cast.owner)
    over = CampaignFactory(team=cast.harbour, lead=cast.owner, closed=True)
    others = CampaignFactory(team=cast.harbour, lead=cast.manager)
    assert move_campaigns(everything(cast)) == 2
    for one in (led, supported, over, others):
        one.refresh_from_db()
    assert (led.lead, supported.lead, supported.supporter) == (cast.mate, cast.manager, cast.mate)
    assert (over.lead, others.lead) == (cast.owner, cast.manager)
    latest = led.history.first()
    assert (latest.history_user, latest.history_change_reason) == (cast.manager, "Leaves us")
    assert move_campaigns(everything(cast)) == 0


def test_who_hands_over_a_territory_goes_on_leading(cast):
    led = CampaignFactory(team=cast.harbour, lead=cast.owner)
    territory = TerritoryFactory(team=cast.harbour, rep=cast.owner)
    assert move_campaigns(everything(cast, territory=territory)) == 0
    led.refresh_from_db()
    assert led.lead == cast.owner


def test_prospects_are_the_takers_with_their_cards_and_their_clock_begins_anew(cast):
    customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
    today = timezone.localdate()
    prospect = ProspectFactory(customer=customer, held_since=today.replace(year=today.year - 1, day=1))
    moved = run_movers(everything(cast))
    assert moved["customers"] == 1
    assert Customer.objects.get().owner == cast.mate
    assert Prospect.objects.held().get(customer__owner=cast.mate) == prospect
    prospect.refresh_from_db()
    assert prospect.held_since == today
