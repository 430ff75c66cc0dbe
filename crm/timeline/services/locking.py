"""The order in which everybody takes what belongs to a customer: the cards first, then their touches."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.shell.errors import Refused
from crm.timeline.models import Touch


def lock_cards(customers: Collection[int]) -> None:
    """Hold the cards until the transaction ends, in the order in which everybody takes them."""
    rows = Customer.objects.filter(pk__in=customers).select_for_update(of=("self",), no_key=True)
    list(rows.order_by("pk").values_list("pk", flat=True))


def locked_touch(touch: Touch) -> Touch:
    """Return *touch* as it is now, locked; Refused when it was removed meanwhile."""
    rows = Touch.objects.select_related("customer", "contact").select_for_update(of=("self",), no_key=True)
    stored = rows.filter(pk=touch.pk).first()
    if stored is None:
        raise Refused(_("This touch was removed meanwhile."), code="gone")
    return stored
