"""How full a card is: a share that only grows as rows are filled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.customers.choices import AddressKind, ContactRole, CustomerKind
from crm.customers.completeness import File, missing, percent, rows_of
from crm.customers.models import Address, Contact, Customer

FILLED = {
    "name": "X", "city": "Bern", "latitude": 46.9, "longitude": 7.4, "phone": "1", "industry_id": 1,
    "annual_turnover": Decimal(1), "employees": 0, "brand": "B", "registered_capital": Decimal(0),
    "main_customers": "M", "strength": "S", "handling_department": "H", "products_bought": "P",
    "annual_consumption": Decimal(1), "consumption_unit": "t", "delivery_method": "D", "has_storage": False,
    "credit_standing": "C", "introducer_note": "I", "birth_year": 1980, "occupation": "O", "employer": "E",
    "position": "P", "best_time_to_call": "B", "place_of_origin": "P", "interests": "I",
    "personality": "P", "favourite_sport": "F", "payment_behaviour": "P",
}  # fmt: skip
EVERYBODY = [
    Contact(name="A", roles=[ContactRole.PRINCIPAL], interests="I", personality="P"),
    Contact(name="B", roles=[ContactRole.HANDLING]),
    Contact(name="C", roles=[ContactRole.DECISION_MAKER]),
]
EVERYWHERE = [Address(kind=kind) for kind in AddressKind]
kinds = st.sampled_from(CustomerKind.values)
names = st.sets(st.sampled_from(sorted(FILLED)))


@pytest.mark.parametrize("kind", CustomerKind.values)
def test_nothing_is_zero_and_everything_a_hundred(kind):
    assert percent(File(Customer(kind=kind))) == 0
    full = File(Customer(kind=kind, **FILLED), EVERYBODY, EVERYWHERE)
    assert missing(full) == []
    assert percent(full) == 100


@given(kinds, names, names)
def test_filling_more_never_lowers_the_share(kind, some, more):
    before = percent(File(Customer(kind=kind, **{name: FILLED[name] for name in some})))
    after = percent(File(Customer(kind=kind, **{name: FILLED[name] for name in some | more})))
    assert 0 <= before <= after <= 100


@given(kinds, names, st.booleans(), st.booleans())
def test_a_hundred_means_nothing_is_missing(kind, some, people, places):
    card = Customer(kind=kind, **{name: FILLED[name] for name in some})
    file = File(card, EVERYBODY if people else (), EVERYWHERE if places else ())
    assert (percent(file) == 100) == (not missing(file))
    assert percent(file) == (len(rows_of(kind)) - len(missing(file))) * 100 // len(rows_of(kind))


def test_the_rows_are_those_of_the_two_cards():
    assert len(rows_of(CustomerKind.ORGANISATION)) == 23 + 1  # coordinates are a row of their own
    private = 5  # spouse, family, party and religion, bank account, tax number
    assert len(rows_of(CustomerKind.INDIVIDUAL)) == 22 - private + 1


@pytest.mark.parametrize(
    ("role", "row"),
    [
        (ContactRole.PRINCIPAL, "principal"),
        (ContactRole.HANDLING, "handling contact"),
        (ContactRole.DECISION_MAKER, "decision-maker"),
    ],
)
def test_people_fill_the_rows_of_their_roles(role, row):
    card = Customer(kind=CustomerKind.ORGANISATION)
    assert row in map(str, missing(File(card)))
    assert row not in map(str, missing(File(card, [Contact(name="A", roles=[role])])))


def test_one_person_fills_the_rows_of_all_their_roles():
    card = Customer(kind=CustomerKind.ORGANISATION)
    everything = [Contact(name="A", roles=ContactRole)]
    filled = set(missing(File(card))) - set(missing(File(card, everything)))
    assert sorted(map(str, filled)) == ["decision-maker", "handling contact", "principal"]


def test_a_quantity_without_its_unit_is_not_complete():
    card = Customer(kind=CustomerKind.ORGANISATION, annual_consumption=Decimal(3))
    assert "annual consumption" in map(str, missing(File(card)))


def test_a_date_of_birth_is_as_good_as_the_year():
    card = Customer(kind=CustomerKind.INDIVIDUAL, birth_date=date(1980, 2, 29))
    assert "date of birth" not in map(str, missing(File(card)))
