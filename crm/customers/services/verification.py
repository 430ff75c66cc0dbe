"""Somebody has made sure that a card is right (domain.md, D1.6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from crm.customers.querysets import CustomerQuerySet
from crm.history.services import bulk_update_as, record_events

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def verify_customers(*, customers: CustomerQuerySet, by: User, on: date | None = None) -> int:
    """Note that *by* has checked these cards, today (their day) or *on* another day; return how many.

    A card verified on that day or later is left as it is.
    """
    day = on or timezone.localdate()
    stale = customers.exclude(verified_on__gte=day)
    cards = list(stale.order_by("pk").select_for_update(no_key=True))
    for card in cards:
        card.verified_on = day
    bulk_update_as(cards, ["verified_on"], by=by)
    record_events(customers=cards, verb="customer.verified", by=by, data={"on": day.isoformat()})
    return len(cards)
