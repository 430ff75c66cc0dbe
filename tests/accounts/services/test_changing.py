"""Mending orders: nobody's change is lost, and what came back stays covered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Account, Order, Product
from accounts.services.orders import LineInput, change_order, fingerprint, record_order, record_return
from crm.shell.errors import Refused
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def account(cast: Cast) -> Account:
    made: Account = AccountFactory(customer__owner=cast.owner)
    return made


@pytest.fixture
def product() -> Product:
    made: Product = ProductFactory(price=Decimal(3))
    return made


@pytest.fixture
def sale(account: Account, product: Product, cast: Cast) -> Order:
    return record_order(account=account, lines=[LineInput(product, Decimal(10))], by=cast.owner)


def change(order: Order, cast: Cast, quantity: int | None, seen: str = "") -> Order:
    lines = (
        None if quantity is None else [LineInput(order.lines.get().product, Decimal(quantity), Decimal(3))]
    )
    return change_order(order=order, lines=lines, date=order.date, rep=order.rep, by=cast.owner, seen=seen)


def test_of_two_who_mend_an_order_at_once_the_second_is_told(sale: Order, cast: Cast) -> None:
    both_saw = fingerprint(sale)
    change(sale, cast, 7, both_saw)
    with pytest.raises(Refused) as refusal:
        change(sale, cast, 8, both_saw)
    assert refusal.value.code == "changed_meanwhile"
    sale.refresh_from_db()
    assert sale.net == 21
    change(sale, cast, 8, fingerprint(sale))
    assert sale.lines.get().quantity == 8


def test_an_order_without_new_lines_keeps_those_it_has_by_now(sale: Order, cast: Cast) -> None:
    shown = Order.objects.prefetch_related("lines__product").get(pk=sale.pk)
    assert shown.lines.all()[0].quantity == 10
    change(sale, cast, 7)
    change(shown, cast, None)
    sale.refresh_from_db()
    assert (sale.lines.get().quantity, sale.net) == (7, 21)


def test_a_return_cannot_grow_beyond_its_sale(sale: Order, account: Account, cast: Cast) -> None:
    product = sale.lines.get().product
    back = record_return(account=account, lines=[LineInput(product, Decimal(4))], returns=sale, by=cast.owner)
    record_return(account=account, lines=[LineInput(product, Decimal(3))], returns=sale, by=cast.owner)
    with pytest.raises(Refused) as refusal:
        change(back, cast, 8)
    assert refusal.value.code == "too_many"
    assert change(back, cast, 7).net == -21


def test_a_sale_cannot_shrink_below_what_came_back(sale: Order, account: Account, cast: Cast) -> None:
    product = sale.lines.get().product
    record_return(account=account, lines=[LineInput(product, Decimal(4))], returns=sale, by=cast.owner)
    with pytest.raises(Refused) as refusal:
        change(sale, cast, 3)
    assert (refusal.value.code, refusal.value.field) == ("below_returns", "lines")
    assert change(sale, cast, 4).net == 12
