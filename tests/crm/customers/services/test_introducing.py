"""Who introduced a card: one customer with their contact, never one whom the card has brought."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.customers.models import Customer
from crm.customers.services import create_customer, remove_contact, update_customer
from crm.shell.errors import Refused
from tests.factories.customers import ContactFactory, CustomerFactory


def refusal(card, by, **values):
    with pytest.raises(Refused) as caught:
        update_customer(customer=card, by=by, values=values)
    return caught.value.field, caught.value.code


def test_a_contact_brings_its_customer_along(cast):
    contact = ContactFactory(customer__owner=cast.owner)
    card = CustomerFactory(owner=cast.owner)
    update_customer(customer=card, by=cast.owner, values={"introducer_contact": contact})
    card.refresh_from_db()
    assert (card.introducer, card.introducer_contact) == (contact.customer, contact)
    values = {"name": "New", "phone": "1", "introducer_contact": contact}
    assert create_customer(by=cast.owner, values=values).introducer == contact.customer


def test_another_introducer_leaves_the_contact_behind(cast):
    contact = ContactFactory(customer__owner=cast.owner)
    card = CustomerFactory(owner=cast.owner, introducer=contact.customer, introducer_contact=contact)
    same = update_customer(customer=card, by=cast.owner, values={"introducer": contact.customer})
    assert same.introducer_contact == contact
    other = CustomerFactory(owner=cast.owner)
    changed = update_customer(customer=card, by=cast.owner, values={"introducer": other})
    assert (changed.introducer, changed.introducer_contact) == (other, None)
    none = update_customer(customer=card, by=cast.owner, values={"introducer": None})
    assert none.introducer is None


def test_the_introducer_stays_when_the_contact_goes(cast):
    contact = ContactFactory(customer__owner=cast.owner)
    card = CustomerFactory(owner=cast.owner, introducer=contact.customer, introducer_contact=contact)
    remove_contact(contact=contact, by=cast.owner)
    card.refresh_from_db()
    assert (card.introducer, card.introducer_contact) == (contact.customer, None)


def test_a_contact_of_another_customer_is_refused(cast):
    contact, other = ContactFactory(customer__owner=cast.owner), CustomerFactory(owner=cast.owner)
    card = CustomerFactory(owner=cast.owner)
    given = {"introducer": other, "introducer_contact": contact}
    assert refusal(card, cast.owner, **given) == ("introducer_contact", "other_customer")


def test_nobody_brings_themselves_by_whatever_way_round(cast):
    root = CustomerFactory(owner=cast.owner)
    middle = CustomerFactory(owner=cast.owner, introducer=root)
    leaf = CustomerFactory(owner=cast.owner, introducer=middle)
    mine = ContactFactory(customer=leaf)
    assert refusal(root, cast.owner, introducer=root) == ("introducer", "self")
    assert refusal(root, cast.owner, introducer=leaf) == ("introducer", "circle")
    assert refusal(root, cast.owner, introducer_contact=mine) == ("introducer", "circle")
    root.refresh_from_db()
    assert root.introducer is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_link_two_cards_crosswise_one_is_refused(cast):
    for _turn in range(8):
        pair = [CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.owner)]
        gate = Barrier(2)

        def link(card, introducer, gate=gate):
            try:
                gate.wait()
                update_customer(customer=card, by=cast.owner, values={"introducer": introducer})
            except Refused as refused:
                return refused.code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            works = [pool.submit(link, *pair), pool.submit(link, *pair[::-1])]
            codes = [work.result(timeout=30) for work in works]
        assert sorted(codes, key=str) == [None, "circle"]
        keys = [card.pk for card in pair]
        assert Customer.objects.filter(pk__in=keys, introducer=None).count() == 1
