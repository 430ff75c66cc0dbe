"""Which effort a sale or a touch belongs to: each is counted once, whatever efforts could claim it (D1.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Order, Product
from crm.customers.models import Customer
from prospects.choices import Stage
from prospects.models import Prospect
from prospects.reports.shares import first_year_sales, touch_costs
from tests.factories.accounts import (
    AccountFactory,
    OrderFactory,
    OrderLineFactory,
    ProductFactory,
    ProductFamilyFactory,
)
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import MethodFactory, ProspectFactory
from tests.factories.timeline import TouchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
DAY = date(2024, 3, 1)


@pytest.fixture
def customer() -> Customer:
    card: Customer = CustomerFactory()
    AccountFactory(customer=card)
    return card


@pytest.fixture
def diesel() -> Product:
    product: Product = ProductFactory(family=ProductFamilyFactory())
    return product


@pytest.fixture
def grease() -> Product:
    product: Product = ProductFactory(family=ProductFamilyFactory())
    return product


def won(customer: Customer, method: str, *, after: int = 0, of: Product | None = None) -> Prospect:
    """An effort by *method*, won so many days *after* DAY, for the line of a product or for everything."""
    effort: Prospect = ProspectFactory(
        customer=customer,
        method=MethodFactory(code=method),
        line=of.family if of else None,
        opened_on=DAY,
        stage=Stage.WON,
        won_on=DAY + timedelta(days=after),
        account=customer.account,
    )
    return effort


def order(customer: Customer, after: int, **sold: Any) -> Order:
    """An order so many days *after* DAY, of products by price."""
    placed: Order = OrderFactory(account=customer.account, date=DAY + timedelta(days=after), line=False)
    for product, price in sold["of"].items():
        OrderLineFactory(order=placed, product=product, price=Decimal(price))
    return placed


def by_code(sums: dict[int, Decimal]) -> dict[str, Decimal]:
    codes = dict(Prospect.objects.values_list("method", "method__code"))
    return {codes[method]: sum_ for method, sum_ in sums.items()}


def sales() -> dict[str, Decimal]:
    return by_code(first_year_sales(Prospect.objects.order_by()))


def test_sales_of_a_line_are_those_of_the_line_in_the_first_year(
    customer: Customer, diesel: Product, grease: Product
) -> None:
    won(customer, "fair", of=diesel)
    for after in (0, 100, 365):
        order(customer, after, of={diesel: 100, grease: 7})
    order(customer, -1, of={diesel: 1_000})
    order(customer, 366, of={diesel: 1_000})
    order(customer, 50, of={grease: 1_000})
    assert sales() == {"fair": 300}


def test_each_of_two_lines_has_its_own(customer: Customer, diesel: Product, grease: Product) -> None:
    won(customer, "fair", of=diesel)
    won(customer, "referral", of=grease)
    order(customer, 5, of={diesel: 50, grease: 20})
    order(customer, 6, of={diesel: 3})
    assert sales() == {"fair": 53, "referral": 20}


def test_an_effort_for_everything_has_what_no_effort_for_a_line_has(
    customer: Customer, diesel: Product, grease: Product
) -> None:
    won(customer, "fair")
    won(customer, "referral", of=diesel, after=10)
    order(customer, 9, of={diesel: 1, grease: 2})
    order(customer, 10, of={diesel: 10, grease: 20})
    order(customer, 365, of={diesel: 100, grease: 200})
    order(customer, 370, of={diesel: 1_000, grease: 2_000})
    assert sales() == {"fair": 223, "referral": 1_110}


def test_a_line_won_more_than_a_year_ago_claims_nothing_any_more(customer: Customer, diesel: Product) -> None:
    won(customer, "referral", of=diesel, after=-400)
    won(customer, "fair")
    order(customer, 1, of={diesel: 5})
    assert sales() == {"fair": 5}


@pytest.mark.parametrize("of_a_line", [True, False])
def test_who_was_won_back_within_the_year_counts_for_the_last_win(
    customer: Customer, diesel: Product, of_a_line: bool
) -> None:
    line = diesel if of_a_line else None
    won(customer, "fair", of=line)
    won(customer, "won-back", of=line, after=100)
    won(customer, "same-day", of=line, after=100)
    order(customer, 99, of={diesel: 1})
    order(customer, 100, of={diesel: 10})
    order(customer, 300, of={diesel: 100})
    assert sales() == {"fair": 1, "same-day": 110}


def test_sums_of_parts_add_up_to_the_whole(customer: Customer, diesel: Product) -> None:
    first = won(customer, "fair")
    won(customer, "won-back", after=100)
    order(customer, 200, of={diesel: 10})
    assert first_year_sales(Prospect.objects.filter(pk=first.pk).order_by()) == {}


def test_another_accounts_sales_are_its_own(customer: Customer, diesel: Product) -> None:
    won(customer, "fair")
    stranger = AccountFactory()
    won(stranger.customer, "referral")
    order(customer, 1, of={diesel: 1})
    order(stranger.customer, 1, of={diesel: 10})
    assert sales() == {"fair": 1, "referral": 10}


def test_a_touch_is_spent_on_the_oldest_effort_that_went_on(customer: Customer, diesel: Product) -> None:
    ended = DAY + timedelta(days=10)
    for code, line, facts in (
        ("fair", None, {"opened_on": DAY, "given_up": True, "given_up_on": ended}),
        ("referral", diesel.family, {"opened_on": DAY + timedelta(days=5)}),
        ("register", None, {"opened_on": DAY + timedelta(days=5)}),
    ):
        ProspectFactory(customer=customer, method=MethodFactory(code=code), line=line, **facts)
    for after, cost in ((-1, 1), (0, 10), (10, 100), (11, 1_000)):
        at = timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day, 12)) + timedelta(days=after)
        TouchFactory(customer=customer, at=at, cost=Decimal(cost))
    assert by_code(touch_costs(Prospect.objects.order_by())) == {"fair": 110, "referral": 1_000}
