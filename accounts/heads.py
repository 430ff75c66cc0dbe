"""The trading relation in the head of the customer's card: the tier, and the button for an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.badges import account_badge
from accounts.models import Account
from crm.customers.card import HeadPart, heads
from crm.shell.actions import Action
from crm.shell.prepared import Prepared

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from crm.customers.models import Customer


_accounts = Prepared(
    lambda customer: (
        Account.objects.filter(customer=customer).order_by().only("tier", "computed_tier", "closed_on")
    )
)


def account_of(customer: Customer) -> Account | None:
    """Return the account of *customer*, with what the head shows; asked once for each customer object."""
    if "_account" not in customer.__dict__:
        customer.__dict__["_account"] = _accounts.first(customer.pk)
    account: Account | None = customer.__dict__["_account"]
    return account


def has_account(user: Any, customer: Customer) -> bool:
    """Whether *customer* trades with us."""
    return account_of(customer) is not None


def badges(request: HttpRequest, customer: Customer) -> Iterator[SafeString]:
    account = account_of(customer)
    if account is not None:
        yield account_badge(account)


def actions(request: HttpRequest, customer: Customer) -> Iterator[Action]:
    account = account_of(customer)
    if account is not None and account.closed_on is None and not customer.is_archived:
        url = reverse("accounts:order-new", args=[account.pk])
        yield Action(label=_("Record an order"), url=url, icon="plus", key="n")


heads.register(HeadPart(key="account", badges=badges, actions=actions))
