"""Open the trading relation and keep its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.services.distance import measure
from crm.customers.models import Customer
from crm.customers.services.preparing import refuse_merged
from crm.history.services import record_event, save_as
from crm.shell.errors import Refused, RefusedMany

if TYPE_CHECKING:
    from crm.people.models import User

# What a person may say about an account; the rest is worked out.
FACTS = (
    "currency",
    "cadence_days",
    "visit_minutes",
    "visit_weekdays",
    "visit_from",
    "visit_until",
    "preferred_channel",
    "preferred_time",
    "buying_habits",
    "delivery_needs",
    "payment_days",
    "supply_priority",
)


@transaction.atomic
def open_account(*, customer: Customer, opened_on: date | None = None, by: User | None) -> Account:
    """Return the account of *customer*, opened on *opened_on* (today) when they had none yet."""
    customer = (
        Customer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team")
        .get(pk=customer.pk)
    )
    existing = Account.objects.filter(customer=customer).first()
    if existing is not None:
        return existing
    refuse_merged(customer)
    account = Account(customer=customer, opened_on=opened_on or timezone.localdate())
    measure(account)
    save_as(account, by=by)
    record_event(customer=customer, verb="account.opened", by=by, data={"on": account.opened_on.isoformat()})
    return account


@transaction.atomic
def update_account(*, account: Account, facts: Mapping[str, Any], by: User) -> Account:
    """Set trading facts (`FACTS`) of *account*; RefusedMany names every wrong one."""
    if unknown := set(facts) - set(FACTS):
        raise ValueError(f"No facts of an account: {sorted(unknown)}")
    account = locked(account)
    changed = [name for name, value in facts.items() if getattr(account, name) != value]
    for name in changed:
        setattr(account, name, facts[name])
    _check(account)
    if changed:
        save_as(account, by=by)
        record_event(
            customer=account.customer, verb="account.changed", by=by, data={"fields": sorted(changed)}
        )
    return account


@transaction.atomic
def close_account(*, account: Account, by: User) -> Account:
    """End the trading relation today: no more orders, no more ranking. Its history stays."""
    account = locked(account)
    if account.closed_on is None:
        account.closed_on = timezone.localdate()
        save_as(account, by=by)
        record_event(customer=account.customer, verb="account.closed", by=by)
    return account


@transaction.atomic
def reopen_account(*, account: Account, by: User) -> Account:
    """Take the trading relation up again."""
    account = locked(account)
    if account.closed_on is not None:
        account.closed_on = None
        save_as(account, by=by)
        record_event(customer=account.customer, verb="account.reopened", by=by)
    return account


def locked(account: Account) -> Account:
    """Return *account* as it is now, locked until the transaction ends, with its customer and their team."""
    rows = Account.objects.select_for_update(of=("self",), no_key=True).select_related("customer__team")
    return rows.get(pk=account.pk)


def _check(account: Account) -> None:
    refusals: list[Refused] = []
    try:
        account.clean_fields(exclude=["customer", "currency"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            refusals.append(Refused(" ".join(messages), field=field, code="invalid"))
    days = account.visit_weekdays
    if sorted(set(days)) != sorted(days) or not set(days) <= set("0123456"):
        message = _("Name each day once, as digits from 0 (Monday) to 6 (Sunday).")
        refusals.append(Refused(message, field="visit_weekdays", code="weekdays"))
    if account.visit_from and account.visit_until and account.visit_from >= account.visit_until:
        message = _("Visits must end later than they begin.")
        refusals.append(Refused(message, field="visit_until", code="hours"))
    if refusals:
        raise RefusedMany(refusals)
