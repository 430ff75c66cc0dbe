"""Which index answers for an order's number: the whole number or a part of it."""

import pytest
from django.db import connection, transaction

from accounts.models import Order
from tests.factories.accounts import OrderFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def plan_of(rows):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        return rows.explain()


def test_a_part_is_looked_for_among_the_parts():
    OrderFactory(number="B0012345")
    rows = Order.objects.with_number_part("b00123").order_by()
    assert [order.number for order in rows] == ["B0012345"]
    assert "order_number_part" in plan_of(rows)


def test_whole_numbers_are_not():
    numbers = [f"B{number:07}" for number in range(400)]
    plan = plan_of(Order.objects.filter(number__in=numbers).order_by())
    assert "order_number_part" not in plan
    assert "Index Scan on accounts_order_number" in plan
