"""What is possible but mostly a mistake: a row is taken with it, and the result says so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.exchange.records import Context, Record


def note_same_degrees(record: Record, context: Context) -> None:
    """Count a new point whose two numbers are the same: one column was taken for both, mostly."""
    card = record.target
    if not isinstance(card, Customer) or not record.changes.keys() & {"latitude", "longitude"}:
        return
    if card.latitude is None or card.latitude != card.longitude:
        return
    words = _(
        "One number for latitude and longitude, first in row %(row)s (rows: %(count)s). "
        "Check these coordinates."
    )
    # Each pass has its own first row: the check may refuse a row later on that it has looked at here.
    key = f"same degrees {context.writing}"
    note = context.memory.setdefault(key, words % {"row": record.row, "count": "%(count)s"})
    context.notes[note] += 1
