"""Obsolete cards are archived, never deleted (domain.md, D1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from crm.customers.querysets import CustomerQuerySet
from crm.customers.services.preparing import refuse_merged
from crm.history.services import bulk_update_as, record_events

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def archive_customers(*, customers: CustomerQuerySet, by: User, reason: str = "") -> int:
    """Put cards aside, with the reason on each feed; return how many were not archived yet."""
    cards = list(customers.filter(archived_at=None).order_by("pk").select_for_update(no_key=True))
    now = timezone.now()
    for card in cards:
        card.archived_at = now
    bulk_update_as(cards, ["archived_at"], by=by, reason=reason[:100])
    data: dict[str, Any] = {"reason": reason} if reason else {}
    record_events(customers=cards, verb="customer.archived", by=by, data=data)
    return len(cards)


@transaction.atomic
def restore_customers(*, customers: CustomerQuerySet, by: User) -> int:
    """Take cards out of the archive; return how many were in it. Refused for a card that was merged."""
    for merged in customers.exclude(merged_into=None):
        refuse_merged(merged)
    cards = list(customers.exclude(archived_at=None).order_by("pk").select_for_update(no_key=True))
    for card in cards:
        card.archived_at = None
    bulk_update_as(cards, ["archived_at"], by=by)
    record_events(customers=cards, verb="customer.restored", by=by)
    return len(cards)
