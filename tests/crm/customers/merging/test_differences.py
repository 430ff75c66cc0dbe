"""What two cards say differently, and whose value stays by default."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.customers.merging.differences import FIXED, choices_of_cards, differences
from crm.customers.models import Customer
from tests.factories.customers import CustomerFactory, PrivateDetailsFactory

SAME = {"street": "", "city": "Bern", "phone": "1"}


def sides(kept: Customer, gone: Customer) -> dict[str, str]:
    return {one.key: one.side for one in differences(kept, gone)}


@pytest.fixture
def pair(cast):
    def make(mine: dict, other: dict) -> tuple[Customer, Customer]:
        cards = [
            CustomerFactory(**{"owner": cast.owner, "team": cast.harbour, "name": "Alba", **SAME, **values})
            for values in (mine, other)
        ]
        now = timezone.now()
        for card, at in zip(cards, (now - timedelta(days=1), now), strict=True):
            Customer.objects.filter(pk=card.pk).update(updated_at=at)
            card.updated_at = at
        return cards[0], cards[1]

    return make


def test_every_column_of_a_card_is_chosen_or_fixed():
    chosen = {name for names in choices_of_cards().values() for name in names}
    columns = {field.name for field in Customer._meta.concrete_fields}
    assert chosen | FIXED == columns
    assert chosen & FIXED == set()


def test_cards_that_say_the_same_do_not_differ(pair):
    assert sides(*pair({}, {})) == {}


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ({"brand": "Oil"}, {}, {"brand": "kept"}),
        ({}, {"brand": "Oil"}, {"brand": "gone"}),
        ({"brand": "Oil"}, {"brand": "Albatros oil"}, {"brand": "gone"}),
        ({"brand": "Albatros oil"}, {"brand": "OIL"}, {"brand": "kept"}),
        ({"brand": "Oil"}, {"brand": "Gas"}, {"brand": "gone"}),
        ({"name": "Alba"}, {"name": "Zenith"}, {"name": "kept"}),
        ({"name": "Alba"}, {"name": "Alba GmbH"}, {"name": "gone"}),
        ({"street": "Main 1"}, {"street": "Main 1", "postcode": "3000"}, {"address": "gone"}),
        ({"street": "Main 1", "postcode": "3000"}, {"street": "Side 2"}, {"address": "kept"}),
        ({"employees": 0}, {}, {"employees": "kept"}),
        ({"custom": {"tank": "5"}}, {"custom": {"tank": "5", "dock": True}}, {"custom.dock": "gone"}),
        ({"custom": {"tank": "5"}}, {"custom": {"tank": "7"}}, {"custom.tank": "gone"}),
    ],
)
def test_the_fuller_value_stays_and_then_the_newer(pair, mine, other, expected):
    assert sides(*pair(mine, other)) == expected


def test_the_owner_of_the_kept_card_stays_its_owner(cast, pair):
    kept, gone = pair({}, {"owner": cast.mate})
    assert sides(kept, gone) == {"owner": "kept"}
    kept.owner = None
    assert sides(kept, gone) == {"owner": "gone"}


def test_private_details_are_compared_without_being_told(pair):
    kept, gone = pair({}, {})
    PrivateDetailsFactory(customer=kept, bank_account="DE1", party="Greens")
    PrivateDetailsFactory(customer=gone, bank_account="DE2", tax_number="T", party="Greens")
    found = {one.key: (one.side, one.empty) for one in differences(kept, gone)}
    assert found == {"private.bank_account": ("kept", ""), "private.tax_number": ("gone", "kept")}
