"""The order in which everybody takes what belongs to a prospect.

People, where their records are counted; the card; the prospect; the team's ledger last.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.customers.services.preparing import refuse_merged
from crm.people.models import User
from crm.shell.errors import Refused
from prospects.models import Prospect


def locked(prospect: Prospect) -> Prospect:
    """Return *prospect* as it is now, its card and itself locked until the transaction ends.

    Refused on a card that is archived, or has been merged with another.
    """
    customer = lock_card(prospect.customer_id)
    refuse_merged(customer)
    refuse_archived(customer)
    rows = Prospect.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("customer__owner", "customer__team", "line", "step").get(pk=prospect.pk)


def refuse_archived(customer: Customer) -> None:
    """Refuse what is to be done with an archived card: it comes out of the archive first."""
    if customer.is_archived:
        raise Refused(_("This card is archived. Restore it first."), code="archived")


def lock_card(customer_id: int) -> Customer:
    """Return the card, locked until the transaction ends."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("owner", "team").get(pk=customer_id)


def lock_people(keys: Collection[int]) -> None:
    """Hold people, in the order in which everybody takes them, while what they have is counted."""
    rows = User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk", flat=True))
