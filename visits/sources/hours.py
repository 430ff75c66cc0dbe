"""When a customer receives visits: their account says so, whatever the visit is for (domain.md, D4.1)."""

from __future__ import annotations

from typing import Any

from accounts.models import Account
from crm.customers.models import Customer
from visits.cadence import start_windows


def account_of(customer: Customer) -> Account | None:
    """Return the account of a customer read with ``customer__account``, None where there is none."""
    try:
        return customer.account
    except Account.DoesNotExist:
        return None


def receiving(account: Account | None, minutes: int) -> dict[str, Any]:
    """Return `weekdays` and `windows` of a need that takes *minutes*; at any time without an account."""
    if account is None:
        return {}
    windows = start_windows(
        minutes=minutes, opens=account.visit_from, closes=account.visit_until, morning_until=None
    )
    return {"weekdays": account.visit_weekdays, "windows": windows}
