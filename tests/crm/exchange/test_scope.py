"""Who may import what, and whose records a file can reach: the rule of D7.1 holds for files too."""

import pytest
from constance.test import override_config
from django.core.management import CommandError

from crm.customers.models import Customer, PrivateDetails, PrivateLook
from crm.exchange.rules import importable_kinds
from crm.history.models import Event
from tests.factories.customers import CustomerFactory
from tests.factories.people import DeputyFactory

OWN = {"customers", "contacts", "touches", "prospects"}
KINDS_OF = {
    "owner": OWN,
    "manager": OWN | {"orders", "order-lines"},
    "regional": OWN | {"orders", "order-lines"},
    "admin": OWN | {"users", "products", "orders", "order-lines", "methods"},
}


@pytest.mark.parametrize("person", KINDS_OF)
def test_who_may_import_what(cast, person):
    assert {kind.name for kind in importable_kinds(cast.named()[person])} == KINDS_OF[person]


def test_a_rep_may_not_load_people(cast, load):
    with pytest.raises(CommandError, match="cannot be imported by this person"):
        load("users", "number,name,email\n1,A,a@f.example\n", "--as", cast.owner.email)


def test_new_customers_belong_to_the_rep_who_brings_them(cast, load):
    load("customers", "number,name,phone\nK1,Alba,1\n", "--as", cast.owner.email)

    customer = Customer.objects.get()
    assert (customer.owner, customer.team) == (cast.owner, cast.harbour)
    assert customer.history.get().history_user == cast.owner


def test_new_customers_of_a_leader_lie_in_their_team(cast, load):
    load("customers", "number,name,phone\nK1,Alba,1\n", "--as", cast.regional.email)

    customer = Customer.objects.get()
    assert (customer.owner, customer.team) == (None, cast.regional.team)


def test_a_strangers_record_is_not_changed(cast, load):
    CustomerFactory(number="K1", name="Alba", owner=cast.stranger, team=cast.stranger.team)

    result = load("customers", "number,name\nK1,Mine now\n", "--as", cast.owner.email)

    assert "may not see" in result["errors"][0]["message"]
    assert Customer.objects.get().name == "Alba"


def test_a_strangers_customer_is_unknown_to_an_order(cast, load):
    CustomerFactory(number="K1", owner=cast.stranger, team=cast.stranger.team)

    result = load("orders", "number,customer,date\nO1,K1,2026-01-01\n", "--as", cast.manager.email)

    assert "There is no customer with the number “K1”" in result["errors"][0]["message"]


def test_a_rep_gives_nothing_away(cast, load):
    cast.mate.number = "M"
    cast.mate.save()
    text = "number,name,phone,owner\nK1,Alba,1,M\n"

    assert load("customers", text, "--as", cast.owner.email)["code"] == 1
    assert load("customers", text, "--as", cast.manager.email)["code"] == 0
    assert Customer.objects.get().owner == cast.mate


@pytest.fixture
def deputy(cast):
    """Stands in for the owner for a few days."""
    cast.mate.number = "M"
    cast.mate.save()
    DeputyFactory(principal=cast.owner, deputy=cast.mate)
    return cast.mate


def test_a_deputy_takes_no_card_over(cast, load, deputy):
    card = CustomerFactory(number="K1", owner=cast.owner, team=cast.harbour)

    result = load("customers", "number,owner\nK1,M\n", "--as", deputy.email)

    assert [error["message"] for error in result["errors"]] == [
        "Only a manager may give a card to somebody else."
    ]
    card.refresh_from_db()
    assert card.owner == cast.owner


def test_a_new_card_may_be_named_ones_own(cast, load, deputy):
    assert load("customers", "number,name,phone,owner\nK1,A,1,M\n", "--as", deputy.email)["created"] == 1


def test_a_card_given_away_by_a_file_says_so_on_its_feed(cast, load):
    cast.mate.number = "M"
    cast.mate.save()
    CustomerFactory(number="K1", owner=cast.owner, team=cast.harbour)
    CustomerFactory(number="K2", owner=cast.owner, team=cast.harbour)

    load("customers", "number,owner,city\nK1,M,\nK2,M,Bern\n", "--as", cast.manager.email)

    moved = {"from": cast.owner.pk, "to": cast.mate.pk, "to_name": cast.mate.name, "note": ""}
    assert list(
        Event.objects.order_by("customer__number", "pk").values_list("customer__number", "verb", "data")
    ) == [
        ("K1", "customer.owner_changed", moved),
        ("K2", "customer.owner_changed", moved),
        ("K2", "customer.changed", {"fields": ["city"]}),
    ]


def test_private_fields_exist_only_when_switched_on(load):
    text = "number,name,phone,tax_number\nK1,Alba,1,DE99\n"

    load("customers", text)
    assert not PrivateDetails.objects.exists()
    assert load("customers", text, maps=["tax_number=tax_number"])["errors"][0]["message"] == (
        "“tax_number”: Private details are kept only where an admin has switched them on."
    )


@override_config(CUSTOMERS_PRIVATE_FIELDS=True)
def test_private_fields_are_stored_encrypted_and_recorded(cast, load, django_db_blocker):
    text = "number,name,phone,tax_number\nK1,Alba,1,DE99\n"

    load("customers", text, "--as", cast.owner.email)

    customer = Customer.objects.get()
    assert customer.private.tax_number == "DE99"
    assert customer.private.tax_digest
    look = PrivateLook.objects.get()
    assert (look.by, look.action, look.fields) == (cast.owner, "changed", ["tax_number"])
    assert load("customers", text, "--as", cast.owner.email)["unchanged"] == 1


@override_config(CUSTOMERS_PRIVATE_FIELDS=True)
def test_an_admin_outside_the_circle_writes_no_private_details(cast, load):
    CustomerFactory(number="K1", owner=cast.owner, team=cast.harbour)

    result = load("customers", "number,tax_number\nK1,DE99\n", "--as", cast.admin.email)

    assert "Private details are for the owner" in result["errors"][0]["message"]
