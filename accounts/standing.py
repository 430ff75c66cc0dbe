"""Tier and sales of the accounts among many cards."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from accounts.badges import account_badge
from accounts.models import Account, Order
from crm.customers.standing import Mark, Standing, standings


def accounts_among(customers: Collection[int]) -> dict[int, Mark]:
    """Return tier and all sales ever, returns taken off, of who has an account."""
    sums = Order.objects.filter(account__customer__in=customers).order_by().values("account__customer")
    sales = dict(sums.annotate(net=Sum("net_base")).values_list("account__customer", "net"))
    accounts = Account.objects.filter(customer__in=customers)
    return {
        account.customer_id: Mark(account_badge(account), sales.get(account.customer_id) or Decimal(0))
        for account in accounts
    }


standings.register(Standing(key="accounts", read=accounts_among, order=20))
