"""Introducers that stand further down in the same file, set when all cards are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm.customers.models import Customer
from crm.exchange.bulk import update_many
from crm.exchange.introducing import contacts_of, note_missing
from crm.exchange.modelkind import stamp
from crm.shell.textsearch import fold

if TYPE_CHECKING:
    from crm.exchange.doubles import Doubles
    from crm.exchange.records import Context, Link

AT_ONCE = 2_000


def link_introducers(links: Iterable[Link], doubles: Doubles, context: Context) -> set[int]:
    """Set the introducers of rows whose cards came before them; return the cards that were linked.

    A row that was left out or merged stands for the card it looks like.
    """
    pending = list(links)
    linked: set[int] = set()
    for start in range(0, len(pending), AT_ONCE):
        linked |= _link(pending[start : start + AT_ONCE], doubles, context)
    return linked


def _link(links: list[Link], doubles: Doubles, context: Context) -> set[int]:
    numbers = {link.number for link in links}
    keys = dict(Customer.objects.filter(number__in=numbers).values_list("number", "pk"))
    names = context.memory.get("contact_names", {})
    wanted: dict[int, tuple[int, str]] = {}
    for link in links:
        own = doubles.by_row.get(link.row)
        introducer = keys.get(link.number) or doubles.card_of(link.number)
        if own is not None and introducer is not None and introducer != own.pk:
            wanted[own.pk] = (introducer, names.get(link.row, ""))
    contacts = contacts_of({introducer for introducer, name in wanted.values() if name})
    cards = list(Customer.objects.filter(pk__in=wanted))
    for card in cards:
        introducer, name = wanted[card.pk]
        card.introducer_id = introducer
        card.introducer_contact_id = contacts.get((introducer, fold(name))) if name else None
        if name and card.introducer_contact_id is None:
            note_missing(context)
    update_many(cards, ["introducer_id", "introducer_contact_id"], **stamp(context))
    return set(wanted)
