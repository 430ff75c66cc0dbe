"""Factories of accounts, products and orders. They write rows; services are what tests call to write well."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.choices import OrderKind
from accounts.models import (
    Account,
    Currency,
    ExchangeRate,
    Order,
    OrderLine,
    Product,
    ProductFamily,
    TierOverride,
)
from accounts.money import in_base, line_net
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory


class CurrencyFactory(DjangoModelFactory[Currency]):
    """The base currency, unless another code is given."""

    class Meta:
        model = Currency
        django_get_or_create = ("code",)

    code = factory.LazyFunction(lambda: settings.BASE_CURRENCY)
    name = factory.SelfAttribute("code")


class ExchangeRateFactory(DjangoModelFactory[ExchangeRate]):
    class Meta:
        model = ExchangeRate

    currency = factory.SubFactory(CurrencyFactory, code="USD")
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=400))
    rate = Decimal("0.9")


class ProductFamilyFactory(DjangoModelFactory[ProductFamily]):
    class Meta:
        model = ProductFamily

    name = factory.Sequence(lambda n: f"Family {n}")


class ProductFactory(DjangoModelFactory[Product]):
    class Meta:
        model = Product

    number = factory.Sequence(lambda n: f"P-{n + 100}")
    name = factory.Sequence(lambda n: f"Hydraulic oil {n}")
    family = factory.SubFactory(ProductFamilyFactory)
    unit = "l"
    price = Decimal(10)
    cost = Decimal(6)


class AccountFactory(DjangoModelFactory[Account]):
    """An account old enough to be rated."""

    class Meta:
        model = Account

    customer = factory.SubFactory(CustomerFactory)
    opened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=400))


class OrderLineFactory(DjangoModelFactory[OrderLine]):
    class Meta:
        model = OrderLine

    product = factory.SubFactory(ProductFactory)
    quantity = Decimal(1)
    price = Decimal(10)
    discount = Decimal(0)
    net = factory.LazyAttribute(
        lambda line: line_net(price=line.price, quantity=line.quantity, discount=line.discount)
    )


class OrderFactory(DjangoModelFactory[Order]):
    """An order of today with one line of *net*; a return when *net* is negative."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"A-{n + 1}")
    account = factory.SubFactory(AccountFactory)
    rep = factory.SelfAttribute("account.customer.owner")
    date = factory.LazyFunction(timezone.localdate)
    currency = factory.SubFactory(CurrencyFactory)
    net = Decimal(100)
    kind = factory.LazyAttribute(lambda order: OrderKind.RETURN if order.net < 0 else OrderKind.SALE)
    net_base = factory.LazyAttribute(lambda order: in_base(Decimal(order.net), Decimal(order.rate)))
    rate = Decimal(1)

    @factory.post_generation
    def line(order: Order, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            sign = -1 if order.net < 0 else 1
            OrderLineFactory(order=order, quantity=sign, price=abs(order.net), **kwargs)


class TierOverrideFactory(DjangoModelFactory[TierOverride]):
    class Meta:
        model = TierOverride

    account = factory.SubFactory(AccountFactory)
    tier = "A"
    reason = "Opens a second site in spring"
    by = factory.SubFactory(UserFactory)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
