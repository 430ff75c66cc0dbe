"""Write notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crm.customers.services.preparing import refuse_merged
from crm.shell.errors import Refused
from crm.timeline.models import Note

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User

MAX_LENGTH = 5_000


@transaction.atomic
def add_note(*, customer: Customer, by: User, text: str) -> Note:
    """Put a note on the customer's feed; the note itself is its record."""
    refuse_merged(customer)
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."), field="text", code="required")
    if len(text) > MAX_LENGTH:
        message = _("A note has at most %(most)s characters; this one has %(count)s.")
        raise Refused(message % {"most": MAX_LENGTH, "count": len(text)}, field="text", code="too_long")
    return Note.objects.create(customer=customer, by=by, text=text)
