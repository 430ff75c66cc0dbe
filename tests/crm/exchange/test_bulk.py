"""Both ways of writing many records, COPY and INSERT, write the same rows and the same history."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Product
from crm.customers.models import Customer
from crm.exchange import bulk

ODD = ["plain", "tab\tin it", "back\\slash \\N", "line\nbreak\r\n", "Ünïcödé 北京", "'quote\"", ""]


def made(count):
    return [
        Customer(
            number=f"K{n}",
            name=ODD[n % len(ODD)] or "x",
            city=ODD[(n + 1) % len(ODD)],
            latitude=None if n % 2 else 47.123456,
            longitude=None if n % 2 else -7.5,
            annual_turnover=Decimal("12.50") if n % 3 else None,
            birth_date=dt.date(1980, 1, 2) if n % 2 else None,
            has_storage=[None, True, False][n % 3],
            custom={"note": ODD[n % len(ODD)]},
        )
        for n in range(count)
    ]


def stored(model):
    keep = [
        f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "created_at", "updated_at")
    ]
    return list(model.objects.order_by("number").values(*keep))


def history(model):
    kept = {f.attname for f in model.history.model._meta.concrete_fields} - {"id", "created_at"}
    keep = [f.attname for f in model._meta.concrete_fields if f.attname in kept]
    extra = ["history_type", "history_change_reason", "history_user_id", "job_id"]
    return list(model.history.order_by("number", "history_id").values(*keep, *extra))


@pytest.mark.postgres
def test_copy_and_insert_write_the_same(cast, monkeypatch):
    results = []
    for copies in (True, False):
        monkeypatch.setattr(bulk, "_worth_copying", lambda _records, copies=copies: copies)
        bulk.create_many(made(20), by=cast.admin, job_id=7, reason="import 7")
        changed = list(Customer.objects.order_by("number"))
        for customer in changed:
            customer.city, customer.custom = "a\tb", {"x": 1}
        bulk.update_many(changed, ["city", "custom"], by=None, job_id=8, reason="import 8")
        results.append((stored(Customer), history(Customer)))
        Customer.objects.all().delete()
        Customer.history.all().delete()

    assert results[0] == results[1]
    assert len(results[0][1]) == 40


def test_keys_are_set_on_what_was_created(db):
    products = [Product(number=f"P{n}", name="Oil") for n in range(120)]

    bulk.create_many(products, by=None)

    assert {product.pk for product in products} == set(Product.objects.values_list("pk", flat=True))
    assert not any(product._state.adding for product in products)
    products[0].name = "Gas"
    products[0].save()
    assert Product.objects.count() == 120
