"""What is possible but mostly a mistake: a row is taken with it, and the result says so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.exchange.records import Context, Record


def note_same_degrees(record: Record, target: Customer, context: Context) -> None:
    """Count a new point whose two numbers are the same: one column was taken for both, mostly."""
    if "latitude" not in record.changes and "longitude" not in record.changes:
        return
    if target.latitude is None or target.latitude != target.longitude:
        return
    words = _(
        "One number for latitude and longitude, first in row %(row)s (rows: %(count)s). "
        "Check these coordinates."
    )
    note = context.memory.setdefault("same degrees", words % {"row": record.row, "count": "%(count)s"})
    context.notes[note] += 1
