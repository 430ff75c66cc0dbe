"""Tier and sales of the accounts among many cards."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum
from django.utils.safestring import SafeString

from accounts.badges import account_badge
from accounts.models import Account, Order
from crm.customers.standing import Standing, standings


def tiers_among(customers: Collection[int]) -> dict[int, SafeString]:
    """Return the tier in force of who has an account."""
    accounts = Account.objects.filter(customer__in=customers).only("customer", "tier", "computed_tier")
    return {account.customer_id: account_badge(account) for account in accounts}


def sales_among(customers: Collection[int]) -> dict[int, Decimal]:
    """Return all sales ever, returns taken off, of who has an account."""
    sums = Order.objects.filter(account__customer__in=customers).order_by().values("account__customer")
    sales = dict(sums.annotate(net=Sum("net_base")).values_list("account__customer", "net"))
    accounts = Account.objects.filter(customer__in=customers).values_list("customer", flat=True)
    return {customer: sales.get(customer) or Decimal(0) for customer in accounts}


standings.register(Standing(key="accounts", badges=tiers_among, sales=sales_among, order=20))
