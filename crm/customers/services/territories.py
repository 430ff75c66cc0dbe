"""Put many cards into one territory, so that they go where it goes (domain.md, D7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crm.customers import followers
from crm.customers.followers import Change
from crm.customers.querysets import CustomerQuerySet
from crm.history.services import bulk_update_as, record_events
from crm.people.models import Territory
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def assign_territory(*, customers: CustomerQuerySet, territory: Territory | None, by: User) -> int:
    """Put cards into *territory* (None: into none); return how many were not there yet.

    Refused for a territory that *by* does not see.
    """
    if territory is not None and not Territory.objects.visible_to(by).filter(pk=territory.pk).exists():
        raise Refused(_("Choose a territory of your own or of your team."), field="territory")
    key = territory.pk if territory else None
    moving = customers.filter(merged_into=None).exclude(territory=key)
    cards = list(moving.order_by("pk").select_for_update(of=("self",), no_key=True))
    for card in cards:
        card.territory = territory
    bulk_update_as(cards, ["territory"], by=by)
    record_events(customers=cards, verb="customer.changed", by=by, data={"fields": ["territory"]})
    followers.tell(Change(customers=[card.pk for card in cards], fields=frozenset({"territory"}), by=by))
    return len(cards)
