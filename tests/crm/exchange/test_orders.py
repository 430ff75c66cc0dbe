"""Orders in files: what may become of those that are recorded already."""

import datetime as dt

import pytest

from accounts.models import Account, Order
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def last_orders():
    rows = Account.objects.values_list("customer__number", "last_order_on")
    return {number: day and day.isoformat() for number, day in rows}


def test_an_order_that_goes_to_another_customer_is_the_last_of_the_former_no_more(shop, load):
    load("orders", "number,customer,date\nO1,K2,2026-03-05\n")
    assert last_orders() == {"K1": None, "K2": "2026-03-05"}


def test_taking_that_import_back_gives_the_order_back(shop, load):
    load("orders", "number,customer,date\nO1,K2,2026-03-05\n")
    kind_named("orders").undo(Import.objects.latest("pk").pk, None)
    assert last_orders() == {"K1": "2026-01-05", "K2": "2026-02-07"}


def test_a_sale_cannot_be_made_a_return_by_a_file(shop, load):
    result = load("orders", "number,customer,date,kind\nO1,K1,2026-01-06,return\n")
    assert [(error["field"], error["row"]) for error in result["errors"]] == [("kind", 2)]
    order = Order.objects.get(number="O1")
    assert (order.kind, order.date) == ("sale", dt.date(2026, 1, 5))
