"""How to call or write to a customer in one tap: the card's own ways, else a contact's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm.customers.models import Contact, Customer
from crm.shell.reach import tel

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reach:
    """A number to call and an address to write to (e-mail, a messenger's link or ``sms:``); "" for none."""

    phone: str = ""
    message_url: str = ""

    @property
    def message_icon(self) -> str:
        return "mail" if self.message_url.startswith("mailto:") else "message"


def reach_of(customers: Iterable[Customer]) -> dict[int, Reach]:
    """Return how to reach each of *customers*, by primary key (1 query, none when all cards say it).

    The card's own ways come first, then those of its contacts, the oldest contact first.
    """
    cards = list(customers)
    own = {card.pk: _of(card) for card in cards}
    asked = [pk for pk, reach in own.items() if not (reach.phone and reach.message_url)]
    if asked:
        for contact in Contact.objects.filter(customer__in=asked).order_by("pk"):
            reach, theirs = own[contact.customer_id], _of(contact)
            own[contact.customer_id] = Reach(
                reach.phone or theirs.phone, reach.message_url or theirs.message_url
            )
    return own


def _of(who: Customer | Contact) -> Reach:
    return Reach(phone=who.mobile or who.phone, message_url=_message_url(who))


def _message_url(who: Customer | Contact) -> str:
    """By e-mail, by a messenger whose id is a link, else by a message to a mobile phone."""
    if who.email:
        return f"mailto:{who.email}"
    if _LINK.fullmatch(who.messenger):
        return who.messenger
    number = tel(who.mobile)
    return f"sms:{number}" if number else ""
