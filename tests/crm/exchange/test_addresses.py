"""Further addresses in a customer's row: one line stands for the whole address."""

from __future__ import annotations

import pytest

from crm.customers.models import Address, Customer
from tests.factories.customers import AddressFactory

HAFEN = {
    "street": "Hafen 3", "city": "Hamburg", "region": "HH", "postcode": "20457", "country": "Germany",
    "latitude": 53.5, "longitude": 9.9,
}  # fmt: skip


@pytest.fixture
def delivery(load):
    load("customers", "number,name,phone\nK1,Alba Oil,1\n")
    return AddressFactory(customer=Customer.objects.get(), kind="delivery", **HAFEN)


def stored():
    return Address.objects.values(*HAFEN).get()


def test_a_new_address_takes_nothing_over_from_the_old(load, counts, delivery):
    text = 'number,delivery_address\nK1,"Elbe 4, Bremen"\n'

    assert counts(load("customers", text)) == (0, 1, 0, 0)
    empty = dict.fromkeys(HAFEN, "") | {"latitude": None, "longitude": None}
    assert stored() == empty | {"street": "Elbe 4, Bremen"}
    assert delivery.history.first().city == ""
    assert counts(load("customers", text)) == (0, 0, 1, 0)


@pytest.mark.parametrize("same", ["Hafen 3", "address_line"])
def test_the_address_on_file_keeps_its_town(load, counts, delivery, same):
    text = getattr(delivery, same, same)
    assert counts(load("customers", f'number,delivery_address\nK1,"{text}"\n')) == (0, 0, 1, 0)
    assert stored() == HAFEN
