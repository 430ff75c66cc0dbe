"""A card is not archived past an open effort; those of cards in the archive are nowhere until restored."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import archive_customers, restore_customers
from crm.shell.errors import Refused
from prospects.models import Campaign, LedgerEntry, Prospect
from prospects.quota import quotas, teams_for
from prospects.services import give_up, return_silent
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
    cards.update(archived_at=timezone.now())  # as it was possible once
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
    held.refresh_from_db()
    assert held.held_since == today  # nobody could work on it in the archive
    assert return_silent() == 0


def archive(*prospects, by):
    cards = Customer.objects.filter(pk__in=[prospect.customer_id for prospect in prospects])
    return archive_customers(customers=cards, by=by)


def test_a_card_that_is_worked_on_is_given_up_or_won_first(cast, held, pooled):
    with pytest.raises(Refused, match="Kieswerk Nolte is an open prospect") as refused:
        archive(held, by=cast.owner)
    assert refused.value.code == "open_prospect"
    other = CustomerFactory(owner=cast.owner)
    cards = Customer.objects.filter(pk__in=[other.pk, held.customer_id])
    with pytest.raises(Refused, match="1 of these cards is an open prospect: Kieswerk Nolte"):
        archive_customers(customers=cards, by=cast.manager)
    with pytest.raises(Refused, match="2 of these cards are open prospects"):
        archive(held, pooled, by=cast.manager)
    assert Customer.objects.current().count() == 3


def test_who_was_given_up_or_won_may_be_archived(cast, held):
    give_up(prospect=held, by=cast.owner, reason="closed", note="The quarry is shut.")
    ProspectFactory(customer=held.customer, won=True)
    assert archive(held, by=cast.owner) == 1
    entries = LedgerEntry.objects.values_list("kind", "change")
    assert list(entries) == [("struck_off", 2)]


def test_page_and_api_say_what_is_in_the_way(client, cast, held):
    client.force_login(cast.owner)
    answer = client.post(reverse("customers:archive", args=[held.customer_id]), follow=True)
    give_up_page = f"{reverse('prospects:give-up', args=[held.pk])}?next=%2Fcustomers%2F{held.customer_id}%2F"
    words = (
        "Kieswerk Nolte is an open prospect. Give it up with a reason, or win it, before you archive."
        f' <a href="{give_up_page}">Give up…</a>'
    )
    assert words in answer.content.decode()
    answer = client.post(
        reverse("customers:list"),
        {"action": "archive", "pk": [held.customer_id], "confirmed": "1"},
        follow=True,
    )
    assert words in answer.content.decode()
    answer = program_of(cast.owner).post(f"/api/v1/customers/{held.customer_id}/archive/", {}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "open_prospect")
    assert not Customer.objects.get(pk=held.customer_id).is_archived


def test_the_way_out_leads_back_to_the_card_that_is_to_be_archived(client, cast, held):
    client.force_login(cast.owner)
    with pytest.raises(Refused) as refused:
        archive(held, by=cast.owner)
    answer = client.post(refused.value.way_out.url, {"reason": "closed", "note": "The quarry is shut."})
    assert (answer.status_code, answer["Location"]) == (302, held.customer.get_absolute_url())
    client.post(reverse("customers:archive", args=[held.customer_id]))
    assert Customer.objects.get(pk=held.customer_id).is_archived


def test_the_card_of_an_archived_prospect_offers_nothing_but_to_restore(client, cast, held):
    Customer.objects.filter(pk=held.customer_id).update(archived_at=timezone.now())
    client.force_login(cast.owner)
    text = client.get(held.get_absolute_url()).content.decode()
    restore = reverse("customers:restore", args=[held.customer_id])
    assert f'action="{restore}"' in text
    for name in ("stage", "disposition", "convert", "give-up", "edit", "to-pool"):
        address = reverse(f"prospects:{name}", args=[held.pk])
        assert f'"{address}"' not in text, name
    for name in ("disposition", "convert", "give-up", "edit"):
        assert client.get(reverse(f"prospects:{name}", args=[held.pk]))["Location"] == held.get_absolute_url()
