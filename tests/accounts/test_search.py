"""Orders in the search: by number, by a part of it, by their customer in spite of a typo."""

from __future__ import annotations

import pytest

from accounts.search import find_orders
from tests.factories.accounts import OrderFactory
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def orders(cast):
    for number, owner, name in (
        ("RE-2026-0117", cast.owner, "Königlich Öl"),
        ("RE-2026-0217", cast.owner, "Brandt"),
        ("RE-2026-0317", cast.stranger, "Königlich Süd"),
    ):
        OrderFactory(number=number, account__customer=CustomerFactory(owner=owner, name=name))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("re-2026-02", ["0217"]),
        ("RE-2026", ["0217", "0117"]),
        ("6-01", ["0117"]),
        ("６－０１", ["0117"]),
        ("117", ["0117"]),
        ("koniglich", ["0117"]),
        ("Konglich", ["0117"]),
        ("brandt", ["0217"]),
        ("0317", []),
    ],
)
def test_what_is_typed_finds_the_orders_one_sees(cast, orders, text, numbers):
    found = [hit.title.removeprefix("RE-2026-") for hit in find_orders(cast.owner, text, 8)]
    assert found == numbers


@pytest.mark.parametrize("text", ["RE-2026", "6-01", "koniglich", "Konglich", "nothing"])
def test_more_orders_cost_no_more_questions(cast, orders, text, django_assert_max_num_queries):
    for number in range(5):
        OrderFactory(number=f"RE-2026-9{number}", account__customer__owner=cast.owner)
    with django_assert_max_num_queries(8):
        find_orders(cast.owner, text, 8)
