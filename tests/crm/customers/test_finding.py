"""Search and the home page: what they find, for whom, at what cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from crm.customers import panels
from crm.customers.models import Customer
from crm.customers.search import find_archived, find_contacts, find_customers
from crm.customers.services import archive_customers
from crm.shell.html import tag
from crm.shell.search import Hit
from tests.cast import SEES_OWNERS_RECORDS
from tests.factories.customers import ContactFactory, CustomerFactory


@pytest.fixture
def koenig(cast) -> Customer:
    return CustomerFactory(
        name="Königlich Öl AG", number="K-77", city="Zürich", phone="+41 44 123 45 67", owner=cast.owner
    )


@pytest.mark.every_database
@pytest.mark.parametrize(
    "text", ["koniglich", "KÖNIG", "zurich", "K-77", "k77", "441234567", "konilgich", "ag zürich"]
)
def test_a_customer_is_found_by_name_number_city_and_phone(cast, koenig, text):
    CustomerFactory(name="Other", number="X-1", city="Bern", phone="031 555", owner=cast.owner)
    assert [hit.title for hit in find_customers(cast.owner, text, 8)] == ["Königlich Öl AG"]


def test_only_those_who_see_the_customer_find_it_and_its_people(cast, koenig):
    ContactFactory(customer=koenig, name="Ann Frey")
    for name, user in cast.named().items():
        sees = name in SEES_OWNERS_RECORDS
        assert bool(find_customers(user, "koniglich", 8)) == sees, name
        assert bool(find_contacts(user, "frey", 8)) == sees, name


def test_the_archive_is_found_apart_and_marked(cast, koenig):
    ContactFactory(customer=koenig, name="Ann Frey")
    assert find_archived(cast.owner, "koniglich", 8) == []
    archive_customers(customers=Customer.objects.all(), by=cast.owner)
    assert find_customers(cast.owner, "koniglich", 8) == []
    assert find_contacts(cast.owner, "frey", 8) == []
    assert find_archived(cast.owner, "koniglich", 8) == [
        Hit("Königlich Öl AG", "Zürich · K-77", koenig.get_absolute_url(), marks=tag("Archived"))
    ]


def test_only_who_sees_the_card_finds_it_in_the_archive(cast, koenig):
    archive_customers(customers=Customer.objects.all(), by=cast.owner)
    finders = {name for name, user in cast.named().items() if find_archived(user, "koniglich", 8)}
    assert finders == SEES_OWNERS_RECORDS


def test_a_merged_card_is_no_card_of_the_archive(cast, koenig):
    now = timezone.now()
    CustomerFactory(owner=cast.owner, name="Königlich Alt", archived_at=now, merged_into=koenig)
    old = [CustomerFactory(owner=cast.owner, name=f"Königlich {name}", archived_at=now) for name in "AB"]
    assert [hit.title for hit in find_archived(cast.owner, "koniglich", 8)] == [card.name for card in old]
    assert [hit.title for hit in find_archived(cast.owner, "koniglich", 1)] == [old[0].name]


def test_the_page_shows_the_archive_after_the_live_ones_and_leads_to_all_of_it(client, cast, koenig):
    CustomerFactory(owner=cast.owner, name="Königlich Alt", archived_at=timezone.now())
    client.force_login(cast.owner)
    found = client.get(reverse("shell:search"), {"q": "koniglich"}).context["found"]
    assert [(str(part.source.label), [hit.title for hit in part.hits], part.all_url) for part in found] == [
        ("Customers", ["Königlich Öl AG"], "/customers/?q=koniglich"),
        ("In the archive", ["Königlich Alt"], "/customers/?q=koniglich&archived=yes"),
    ]


@pytest.mark.parametrize(
    ("query", "offered"),
    [("", ["archive"]), ("?archived=yes", ["restore"]), ("?archived=all", ["archive", "restore"])],
)
def test_cards_are_archived_and_restored_where_there_are_such(client, cast, koenig, query, offered):
    client.force_login(cast.owner)
    actions = client.get(reverse("customers:list") + query).context["bulk_actions"]
    assert [action.key for action in actions if action.key in ("archive", "restore")] == offered


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_home_page_counts_what_waits_to_be_verified(cast, koenig):
    assert panels.to_verify(request_of(cast.owner)) is None
    Customer.objects.update(verified_on=date(2020, 1, 1))
    shown = panels.to_verify(request_of(cast.owner))
    assert shown["count"] == 1
    assert list(shown["customers"]) == [koenig]
    assert panels.to_verify(request_of(cast.stranger)) is None


def test_the_home_page_counts_new_cards_by_owner(cast, koenig):
    CustomerFactory(owner=cast.mate)
    CustomerFactory(owner=cast.mate)
    CustomerFactory(owner=cast.mate, merged_into=koenig, archived_at="2026-01-01T00:00Z")
    old = CustomerFactory(owner=cast.mate)
    Customer.objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00Z")
    shown = panels.new_this_month(request_of(cast.manager))
    assert shown == {"total": 3, "counts": [("Milo Mate", 2), ("Olga Owner", 1)]}


@pytest.mark.parametrize("key", ["customers.verify", "customers.new"])
def test_the_panels_open(cast, koenig, as_, key):
    Customer.objects.update(verified_on=date(2020, 1, 1))
    panel = next(panel for panel in panels.home_panels if panel.key == key)
    response = as_(cast.manager).get("/")
    assert response.status_code == 200
    assert str(panel.title) in response.content.decode()
