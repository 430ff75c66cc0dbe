"""Whether a customer buys, and which kind of newcomer a further effort most likely is about (D1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.policy import sales_days
from prospects.choices import Newcomer

if TYPE_CHECKING:
    from accounts.models import Account
    from crm.customers.models import Customer


def newcomer_of(customer: Customer) -> Newcomer:
    """Return what to propose for *customer*, read with their account."""
    if not hasattr(customer, "account"):
        return Newcomer.NEVER_BOUGHT
    return Newcomer.LAPSED if has_stopped(customer.account) else Newcomer.OTHER_PRODUCT


def buys(customer: Customer) -> bool:
    """Whether *customer*, read with their account, has one that is not closed."""
    return hasattr(customer, "account") and customer.account.closed_on is None


def has_stopped(account: Account) -> bool:
    """Whether an account is closed, or has ordered nothing in all the days that sales are counted for."""
    last = account.last_order_on or account.opened_on
    return account.closed_on is not None or (timezone.localdate() - last).days > sales_days()
