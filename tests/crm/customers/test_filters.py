"""Every row of the card narrows the list and can be a column of it (domain.md, D1.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.customers.choices import AddressKind
from crm.customers.columns import CUSTOMER_COLUMNS
from crm.customers.fields import SECTIONS
from crm.customers.filters import CustomerFilter
from crm.customers.models import Customer
from crm.customers.views.lists import CustomerList
from crm.shell.models import SavedFilter
from tests.api import program_of
from tests.cast import Cast
from tests.factories.customers import AddressFactory, ContactFactory, CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

# Facts of the card that go by another name, or by one for several.
CALLED = {
    "mobile": "phone",
    "birth_date": "born",
    "birth_year": "born",
    "latitude": "located",
    "longitude": "located",
    **dict.fromkeys(
        ("introducer", "introducer_contact", "introducer_colleague", "introducer_note"), "introduced_by"
    ),
}
FOUND_BY_SEARCH = {"name"}
COLUMNS = {
    **CALLED,
    "mobile": "mobile",
    "annual_turnover": "turnover",
    "incumbent_loyalty": "loyalty",
    "consumption_unit": "annual_consumption",
}
NO_COLUMN = {"latitude", "longitude"}  # they are for the map
FACTS = sorted({name for section in SECTIONS for name in section.fields})


def test_every_fact_of_the_card_has_a_filter() -> None:
    wanted = {CALLED.get(name, name) for name in FACTS} - FOUND_BY_SEARCH
    assert wanted - set(CustomerFilter.base_filters) == set()


def test_every_fact_of_the_card_has_a_column() -> None:
    keys = {column.key for column in CUSTOMER_COLUMNS} | {"introduced_by"}  # a column that knows its reader
    wanted = {COLUMNS.get(name, name) for name in FACTS if name not in NO_COLUMN}
    assert wanted - keys == set()


def names(user: object, **query: str) -> list[str]:
    params = QueryDict(mutable=True)
    params.update(query)
    return sorted(CustomerList.rows_for(user, params).values_list("name", flat=True))  # type: ignore[arg-type]


@pytest.fixture
def alba(cast: Cast) -> Customer:
    """Alba, of whom everything is known, beside Zeta, of whom nothing is."""
    CustomerFactory(name="Zeta", owner=cast.owner, street="", city="", phone="")
    alba = CustomerFactory(
        name="Alba",
        owner=cast.owner,
        number="A-77",
        short_name="ALB",
        street="Dock 4",
        mobile="+41 79 1",
        email="info@alba.example",
        messenger="alba.chat",
        website="alba.example",
        best_time_to_call="mornings",
        registered_capital=Decimal(500),
        main_customers="Shipyards",
        strength="Own fleet",
        handling_department="Purchasing",
        consumption_unit="litres",
        storage_capacity="two tanks",
        position="Director",
        interests="Sailing",
        personality="Patient",
        favourite_sport="Rowing",
        payment_behaviour="Prompt",
        bank="Cantonal",
        birth_date=date(1970, 6, 5),
        introducer_note="the harbour master",
    )
    for kind in AddressKind:
        AddressFactory(customer=alba, kind=kind, street=f"{kind.value} road 9", city="Basel")
    ContactFactory(
        customer=alba,
        name="Ann Frey",
        title="Buyer",
        department="Stores",
        mobile="+41 78 2",
        email="ann@alba.example",
        messenger="annf",
        birthday=date(1980, 3, 2),
        interests="Chess",
        personality="Direct",
    )
    return alba


@pytest.mark.parametrize(
    "query",
    [
        {"number": "a-7"},
        {"short_name": "alb"},
        {"birthday": "6"},
        {"born_min": "1970", "born_max": "1970"},
        {"phone": "79 1"},
        {"email": "alba.ex"},
        {"messenger": "CHAT"},
        {"website": "alba"},
        {"best_time_to_call": "morning"},
        {"street": "dock"},
        {"site_address": "site road"},
        {"mailing_address": "basel"},
        {"delivery_address": "delivery road"},
        {"employer_address": "employer"},
        {"contact_name": "frey", "contact_title": "buyer"},
        {"contact_department": "stores"},
        {"contact_phone": "78 2"},
        {"contact_email": "ann@"},
        {"contact_messenger": "annf"},
        {"contact_birthday": "3"},
        {"contact_personality": "direct"},
        {"contact_interests": "chess"},
        {"registered_capital_min": "400", "registered_capital_max": "600"},
        {"main_customers": "ship"},
        {"strength": "fleet"},
        {"handling_department": "purch"},
        {"consumption_unit": "lit"},
        {"storage_capacity": "tanks"},
        {"position": "direct"},
        {"interests": "sail"},
        {"personality": "patient"},
        {"favourite_sport": "row"},
        {"payment_behaviour": "prompt"},
        {"bank": "canton"},
        {"introduced_by": "harbour"},
        {"has_introducer": "true"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_a_filter_finds_who_has_it_on_page_and_api(cast: Cast, alba: Customer, query: dict[str, str]) -> None:
    assert names(cast.owner, **query) == ["Alba"]
    program = program_of(cast.owner)
    exact = {"number": "A-77", "email": "info@alba.example"}  # programs give these whole
    query = {name: exact.get(name, value) for name, value in query.items()}
    found = program.get("/api/v1/customers/", query)
    assert [row["name"] for row in found.json()["results"]] == ["Alba"]


def test_filters_of_contacts_speak_of_one_and_the_same(cast: Cast, alba: Customer) -> None:
    ContactFactory(customer=alba, name="Bo Lind", interests="Golf")
    assert names(cast.owner, contact_name="frey", contact_interests="chess") == ["Alba"]
    assert names(cast.owner, contact_name="frey", contact_interests="golf") == []


def test_an_introducer_the_person_does_not_see_answers_no_question(cast: Cast) -> None:
    hidden = CustomerFactory(name="Hidden Oil", owner=cast.stranger)
    contact = ContactFactory(customer=hidden, name="Secret Person")
    CustomerFactory(name="Alba", owner=cast.owner, introducer=hidden, introducer_contact=contact)
    assert names(cast.admin, introduced_by="hidden") == ["Alba"]
    assert names(cast.admin, introduced_by="secret") == ["Alba"]
    assert names(cast.owner, introduced_by="hidden") == []
    assert names(cast.owner, introduced_by="secret") == []
    assert names(cast.owner, has_introducer="true") == []


def test_all_columns_at_once_cost_the_same_for_one_row_and_three(
    client: Client, cast: Cast, alba: Customer
) -> None:
    keys = [column.key for column in CUSTOMER_COLUMNS] + ["introducer"]
    SavedFilter.objects.create(owner=cast.owner, page="customers:list", name="", columns=keys)
    client.force_login(cast.owner)
    CustomerFactory(owner=cast.owner, introducer=alba)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("customers:list")).status_code == 200
        return len(caught)

    asked()
    before = asked()
    for _ in range(2):
        one = CustomerFactory(owner=cast.owner, introducer=alba)
        ContactFactory(customer=one)
        AddressFactory(customer=one)
    assert asked() == before
    page = client.get(reverse("customers:list")).content.decode()
    for text in ("Shipyards", "Own fleet", "site road 9, Basel", "the harbour master", "Sailing"):
        assert text in page


def test_a_hidden_introducer_is_not_named_in_the_column(client: Client, cast: Cast) -> None:
    hidden = CustomerFactory(name="Hidden Oil", owner=cast.stranger)
    CustomerFactory(name="Alba", owner=cast.owner, introducer=hidden)
    for person in (cast.owner, cast.admin):
        SavedFilter.objects.create(owner=person, page="customers:list", name="", columns=["introducer"])
    client.force_login(cast.owner)
    assert "Hidden Oil" not in client.get(reverse("customers:list")).content.decode()
    client.force_login(cast.admin)
    assert "Hidden Oil" in client.get(reverse("customers:list"), {"q": "alba"}).content.decode()
