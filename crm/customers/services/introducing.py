"""Keep the referral chain in order: who introduced a card is one customer, and nobody brings themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from crm.customers.introductions import introducers_of
from crm.customers.models import Contact, Customer
from crm.shell.errors import Refused

# Any number will do that nothing else in this database uses as an advisory lock.
CHAINS = 7_277_002


def lock_chains() -> None:
    """Hold the turn to link cards to their introducers until the transaction ends.

    Two who link two cards crosswise lock different cards and would both find nothing wrong. Take it after
    the cards' own locks; SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAINS])


def with_contact(card: Customer, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return *values* with introducer and introducing contact of one mind: the contact's customer introduced.

    A contact of another customer than a new introducer is dropped. Refused when both are given and differ.
    """
    contact: Contact | None = values.get("introducer_contact")
    introducer: Customer | None = values.get("introducer")
    if contact is not None:
        if introducer is not None and introducer.pk != contact.customer_id:
            message = _("%(name)s is a contact of another customer than the introducer.")
            field = "introducer_contact"
            raise Refused(message % {"name": contact.name}, field=field, code="other_customer")
        return {**values, "introducer": contact.customer}
    if "introducer" in values and "introducer_contact" not in values and card.introducer_contact is not None:
        stays = introducer is not None and card.introducer_contact.customer_id == introducer.pk
        return dict(values) if stays else {**values, "introducer_contact": None}
    return dict(values)


def refuse_circle(card: Customer) -> None:
    """Refuse an introducer who was brought by *card*, at whatever depth. Call it before saving *card*."""
    introducer = card.introducer
    if introducer is None:
        return
    if introducer.pk == card.pk:
        raise Refused(_("A customer cannot have introduced itself."), field="introducer", code="self")
    lock_chains()
    if card.pk in introducers_of([introducer.pk]):
        message = _("%(name)s was brought by this customer, directly or through others, and cannot bring it.")
        raise Refused(message % {"name": introducer.name}, field="introducer", code="circle")
