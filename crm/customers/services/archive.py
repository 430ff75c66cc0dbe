"""Obsolete cards are archived, never deleted (domain.md, D1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from crm.customers import followers
from crm.customers.archiving import obstacles
from crm.customers.followers import Change
from crm.customers.querysets import CustomerQuerySet
from crm.customers.services.preparing import refuse_merged
from crm.history.services import bulk_update_as, record_events

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def archive_customers(*, customers: CustomerQuerySet, by: User, reason: str = "") -> int:
    """Put cards aside, with the reason on each feed; return how many were not archived yet.

    Refused, for all of them, while something is still to be settled with one.
    """
    cards = list(customers.filter(archived_at=None).order_by("pk").select_for_update(no_key=True))
    keys = [card.pk for card in cards]
    for obstacle in obstacles:
        obstacle.refuse(keys)
    now = timezone.now()
    for card in cards:
        card.archived_at = now
    bulk_update_as(cards, ["archived_at"], by=by, reason=reason)
    data: dict[str, Any] = {"reason": reason} if reason else {}
    record_events(customers=cards, verb="customer.archived", by=by, data=data)
    followers.tell(Change(customers=keys, fields=frozenset({"archived_at"}), by=by, note=reason))
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
    followers.tell(Change(customers=[card.pk for card in cards], fields=frozenset({"archived_at"}), by=by))
    return len(cards)
