"""The referral chain of a card, as a page of its own and as a tab of the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm.customers.chain import chain_of
from crm.customers.models import Customer
from crm.shell.access import VisibleMixin
from crm.shell.formats import money

if TYPE_CHECKING:
    from crm.people.models import User


def chain_context(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What the chain's template shows."""
    chain = chain_of(customer, viewer=cast("User", request.user))
    currency = settings.BASE_CURRENCY
    top = chain.links[0].card
    return {
        "customer": customer,
        "chain": chain,
        "top": top if top is not None and (top.introducer_colleague_id or top.introducer_note) else None,
        "sales": money(chain.sales, currency, 0),
        "currency": currency,
    }


class ChainPage(VisibleMixin):
    """Who brought a card up to the root, and everything it brought."""

    model = Customer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, "customers/chain.html", chain_context(request, self.get_record()))
