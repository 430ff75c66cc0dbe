"""The day on which a card was archived, in files: new cards come with it, those on file are left alone.

What is archived and restored on file, a person decides.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.exchange.records import Record


def archived_on(card: Customer) -> date | None:
    """Return the day on which *card* was archived; None for one in use."""
    return timezone.localdate(card.archived_at) if card.archived_at is not None else None


def archived_at(record: Record) -> datetime | None:
    """Return noon of the day on which the row's card was archived; a day to come is refused."""
    day: date | None = record.values.get("archived_on")
    if day is None:
        return None
    if day > timezone.localdate():
        record.refuse("archived_on", _("This day is still to come."), day.isoformat())
    return timezone.make_aware(datetime.combine(day, time(12)))
