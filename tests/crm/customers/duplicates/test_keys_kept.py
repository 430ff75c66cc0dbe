"""Every way of writing a card leaves it with the keys it should have."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse

from crm.customers.choices import AddressKind, CustomerKind
from crm.customers.duplicates.facts import load_facts
from crm.customers.matching import match_keys
from crm.customers.models import Customer, MatchKey
from crm.customers.services import (
    add_address,
    add_contact,
    archive_customers,
    change_private,
    create_customer,
    remove_address,
    remove_contact,
    update_address,
    update_contact,
    update_customer,
)
from crm.customers.services.match_keys import rebuild_keys, renew_keys
from crm.customers.services.private import reencrypt_private
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PHONE, MAIL = "+41 31 123 45 67", "info@alba.example"


def stored(card: Customer) -> set[int]:
    return set(MatchKey.objects.filter(customer=card).values_list("key", flat=True))


def assert_right() -> None:
    """The keys of all cards are those that their facts make."""
    facts = load_facts(Customer.objects.all(), tax=True)
    wanted = {(pk, key) for pk, known in facts.items() for key in match_keys(known)}
    assert set(MatchKey.objects.values_list("customer_id", "key")) == wanted
    assert all(any(pk == card for card, _key in wanted) for pk in facts)


def test_a_new_card_with_people_and_places(cast):
    card = create_customer(
        by=cast.owner,
        values={"name": "Alba Oil", "city": "Bern", "kind": CustomerKind.ORGANISATION},
        contacts=[{"name": "Ann Frey", "phone": PHONE}],
        addresses=[{"kind": "site", "street": "Rheinweg 4", "city": "Basel"}],
    )
    assert_right()
    bare = create_customer(by=cast.owner, values={"name": "Alba Oil", "city": "Bern"})
    assert stored(bare) < stored(card)


def test_a_card_through_the_form(cast, as_):
    as_(cast.owner).post(reverse("customers:create"), {"name": "Alba Oil", "phone": PHONE})
    assert Customer.objects.count() == 1
    assert_right()


def test_a_changed_card(cast, alba):
    before = stored(alba)
    update_customer(customer=alba, by=cast.owner, values={"name": "Nova Energy", "email": MAIL})
    assert_right()
    assert stored(alba) != before


def test_contacts_come_change_and_go(cast, alba):
    before = stored(alba)
    contact = add_contact(customer=alba, by=cast.owner, values={"name": "Ann Frey", "phone": PHONE})
    assert_right()
    assert len(stored(alba)) == len(before) + 1
    update_contact(contact=contact, by=cast.owner, values={"email": MAIL})
    assert_right()
    assert len(stored(alba)) == len(before) + 2
    remove_contact(contact=contact, by=cast.owner)
    assert stored(alba) == before


def test_addresses_come_change_and_go(cast, alba):
    before = stored(alba)
    address = add_address(
        customer=alba, by=cast.owner, values={"kind": "other", "street": "Rheinweg 4", "city": "Basel"}
    )
    assert stored(alba) > before
    update_address(address=address, by=cast.owner, values={"city": "Genf"})
    assert_right()
    remove_address(address=address, by=cast.owner)
    assert stored(alba) == before


def test_where_mail_goes_and_where_somebody_works_is_not_where_the_customer_is(cast, alba):
    before = stored(alba)
    for kind in (AddressKind.MAILING, AddressKind.EMPLOYER):
        add_address(
            customer=alba, by=cast.owner, values={"kind": kind, "street": "Rheinweg 4", "city": "Basel"}
        )
    assert stored(alba) == before
    add_address(
        customer=alba,
        by=cast.owner,
        values={"kind": AddressKind.SITE, "street": "Rheinweg 4", "city": "Basel"},
    )
    assert stored(alba) > before


def test_a_tax_number_and_a_new_encryption_key(cast, alba, private_on, settings):
    before = stored(alba)
    change_private(customer=alba, by=cast.owner, values={"tax_number": "CHE-123.456.789"})
    with_number = stored(alba)
    assert len(with_number) == len(before) + 1
    settings.FIELD_ENCRYPTION_KEYS = ["a new key", *settings.FIELD_ENCRYPTION_KEYS]
    reencrypt_private()
    assert stored(alba) != with_number
    assert_right()


def test_what_is_right_is_not_written_again(alba, django_assert_num_queries):
    with django_assert_num_queries(5):  # card, contacts, addresses, tax number, keys
        renew_keys([alba.pk])


def test_archiving_keeps_them_for_the_day_the_card_comes_back(cast, alba):
    archive_customers(customers=Customer.objects.all(), by=cast.owner)
    assert_right()


def test_an_import_and_its_undo(load):
    load("customers", "number,name,phone,city,contact\nK1,Alba,1234567,Bern,Ann\n")
    assert_right()
    load(
        "customers",
        "number,name,city,contact,contact_phone\nK1,Alba Oil,Basel,Ann,7654321\nK2,Nova,Genf,Bo,7\n",
    )
    assert_right()
    load("contacts", "customer,name,phone\nK2,Cy Lee,5551234\n")
    assert_right()
    for kind in ("contacts", "customers"):
        kind_named(kind).undo(Import.objects.filter(kind=kind).latest("pk").pk, None)
        assert_right()
    assert list(Customer.objects.values_list("number", "name")) == [("K1", "Alba")]


def test_an_undo_of_what_hung_on_a_card(load):
    load("customers", "number,name,city\nK1,Alba,Bern\n")
    before = stored(Customer.objects.get())
    load("customers", "number,contact,contact_phone\nK1,Ann,7654321\n")
    assert stored(Customer.objects.get()) > before
    kind_named("customers").undo(Import.objects.latest("pk").pk, None)
    assert stored(Customer.objects.get()) == before


def test_the_command_gives_keys_to_cards_without_and_goes_on_where_it_stopped(cast, alba, capsys):
    other = create_customer(by=cast.owner, values={"name": "Nova Energy", "phone": PHONE})
    MatchKey.objects.all().delete()
    assert rebuild_keys(count=1) == alba.pk
    assert (bool(stored(alba)), stored(other)) == (True, set())
    call_command("rebuild_match_keys", after=alba.pk)
    assert capsys.readouterr().out == "1 cards have fresh match keys.\n"
    assert_right()
