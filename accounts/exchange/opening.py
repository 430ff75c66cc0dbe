"""Open the accounts of a batch, or open them again: for whatever kind of file makes customers buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from accounts.models import Account
from accounts.policy import distance_policy
from accounts.services.distance import great_circle, offices
from crm.customers.models import Customer
from crm.exchange.bulk import create_many, update_many
from crm.exchange.modelkind import stamp
from crm.exchange.records import Context
from crm.history.models import Event
from crm.history.services import BATCH


def open_accounts(days: Mapping[int, date], context: Context) -> list[Account]:
    """Open the account of each customer (by primary key) on its day, as `open_account` does for one.

    For customers who have none yet and whose cards are locked. A fixed number of queries.
    """
    if not days:
        return []
    opened = [Account(customer_id=customer, opened_on=day) for customer, day in days.items()]
    _measure(opened)
    create_many(opened, **stamp(context))
    Event.objects.bulk_create(
        (
            Event(
                customer_id=account.customer_id,
                verb="account.opened",
                by=context.by,
                job_id=context.import_id,
                data={"on": account.opened_on.isoformat()},
            )
            for account in opened
        ),
        batch_size=BATCH,
    )
    return opened


def reopen_accounts(accounts: Sequence[Account], context: Context) -> None:
    """Take trading up again with customers whose cards are locked, as `reopen_account` does for one."""
    if not accounts:
        return
    for account in accounts:
        account.closed_on = None
    update_many(accounts, ["closed_on"], **stamp(context))
    Event.objects.bulk_create(
        (
            Event(
                customer_id=account.customer_id,
                verb="account.reopened",
                by=context.by,
                job_id=context.import_id,
            )
            for account in accounts
        ),
        batch_size=BATCH,
    )


def _measure(accounts: Sequence[Account]) -> None:
    """Set distance and band of new accounts, two queries for all."""
    serving, policy = offices(), distance_policy()
    customers = Customer.objects.in_bulk([account.customer_id for account in accounts])
    for account in accounts:
        customer = customers[account.customer_id]
        office = serving.get(customer.team_id) if customer.team_id else None
        if office and customer.point:
            account.distance_km = round(great_circle(office, customer.point), 2)
            account.distance_band = policy.band(account.distance_km)
