"""What two cards say differently, and whose value stays by default."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.customers.merging.differences import FIXED, choices_of_cards, differences
from crm.customers.merging.differences import sides as sides_chosen
from crm.customers.models import Customer
from tests.factories.customers import CustomerFactory, PrivateDetailsFactory
from tests.factories.people import TerritoryFactory

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


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        # Whose beat each territory is: of the kept card's owner, of the other's, of a third, nobody's, none.
        ("owner", "mate", "kept"),
        ("mate", "owner", "gone"),
        ("manager", "owner", "gone"),
        ("manager", "mate", "kept"),
        ("manager", "nobody", "gone"),
        ("nobody", "mate", "kept"),
        (None, "owner", "gone"),
        (None, "nobody", "gone"),
        (None, "mate", "kept"),
        ("owner", None, "kept"),
        ("mate", None, "kept"),
    ],
)
def test_the_territory_goes_with_the_owner_who_stays(cast, pair, mine, other, expected):
    def beat(whose):
        return whose and TerritoryFactory(team=cast.harbour, rep=getattr(cast, whose, None))

    kept, gone = pair({"territory": beat(mine)}, {"territory": beat(other), "owner": cast.mate})
    assert sides(kept, gone) == {"owner": "kept", "territory": expected}


def test_the_territory_goes_with_the_owner_who_was_chosen(cast, pair):
    beats = [TerritoryFactory(team=cast.harbour, rep=rep) for rep in (cast.owner, cast.mate)]
    kept, gone = pair({"territory": beats[0]}, {"territory": beats[1], "owner": cast.mate})
    assert sides_chosen(kept, gone, {"owner": "gone"}) == {"owner": "gone", "territory": "gone"}
    by_hand = {"owner": "gone", "territory": "kept"}
    assert sides_chosen(kept, gone, by_hand) == by_hand


def test_of_two_territories_of_one_owner_the_newer_card_decides(cast, pair):
    mine, other = TerritoryFactory.create_batch(2, team=cast.harbour, rep=cast.owner)
    assert sides(*pair({"territory": mine}, {"territory": other})) == {"territory": "gone"}


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ("+41 31 123 45 67", "031 123 45 67", "kept"),
        ("031 123 45 67", "+41 31 123 45 67", "gone"),
        ("0041311234567", "031 123 45 67", "kept"),
        ("031 123 45 67", "031/1234567", "gone"),
        ("+41 31 123 45 67", "0041 31 123 45 67", "gone"),
        ("+41 31 123 45 67", "031 765 43 21", "gone"),
        ("+41 31 123 45 67", "", "kept"),
    ],
)
def test_of_one_phone_number_the_international_form_stays(pair, mine, other, expected):
    assert sides(*pair({"phone": mine}, {"phone": other})) == {"phone": expected}
    assert sides(*pair({"mobile": mine}, {"mobile": other})) == {"mobile": expected}


def test_private_details_are_compared_without_being_told(pair):
    kept, gone = pair({}, {})
    PrivateDetailsFactory(customer=kept, bank_account="DE1", party="Greens")
    PrivateDetailsFactory(customer=gone, bank_account="DE2", tax_number="T", party="Greens")
    found = {one.key: (one.side, one.empty) for one in differences(kept, gone)}
    assert found == {"private.bank_account": ("kept", ""), "private.tax_number": ("gone", "kept")}
