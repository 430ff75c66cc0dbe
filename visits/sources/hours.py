"""When a customer receives visits: their account says so, whatever the visit is for (domain.md, D4.1)."""

from __future__ import annotations

from accounts.models import Account
from crm.customers.models import Customer
from visits.needs import ANY_TIME, VisitingHours


def account_of(customer: Customer) -> Account | None:
    """Return the account of a customer read with ``customer__account``, None where there is none."""
    try:
        return customer.account
    except Account.DoesNotExist:
        return None


def receiving(account: Account | None) -> VisitingHours:
    """Return when the customer of *account* receives visits; at any time without an account."""
    if account is None:
        return ANY_TIME
    return VisitingHours(account.visit_weekdays, account.visit_from, account.visit_until)
