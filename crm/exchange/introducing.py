"""Introducers in files: contacts by name, colleagues by number, and chains that would bite their own tail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from crm.customers.introductions import in_circles, introducers_of
from crm.customers.models import Contact, Customer
from crm.exchange.records import Context, Outcome, Record, RowError
from crm.people.models import User
from crm.shell.textsearch import fold

CONTACT, COLLEAGUE = "introducer_contact", "introducer_colleague"
Node = int | tuple[str, object]


class Introducers:
    """What the rows of a batch say of introducers, looked up with one question a table."""

    def __init__(self, batch: Sequence[Record], context: Context) -> None:
        named = [record.values for record in batch if record.values.get(CONTACT)]
        keys = {values["introducer"] for values in named if values.get("introducer")}
        self.contacts = contacts_of(keys)
        numbers = {record.values[COLLEAGUE] for record in batch if record.values.get(COLLEAGUE)}
        people = User.objects.filter(number__in=numbers) if numbers else User.objects.none()
        self.colleagues = dict(people.values_list("number", "pk"))
        for record in batch:
            number = record.values.get(COLLEAGUE)
            if number and number not in self.colleagues:
                record.refuse(
                    COLLEAGUE, _("Nobody has the number “%(number)s”.") % {"number": number}, number
                )

    def columns(self, record: Record, target: Customer, context: Context) -> dict[str, Any]:
        """Return the columns a row sets beside the introducer's own."""
        values = record.values
        wanted: dict[str, Any] = {}
        if context.writing and record.row in context.awaited and values.get(CONTACT):
            context.memory.setdefault("contact_names", {})[record.row] = values[CONTACT]
        if COLLEAGUE in values:
            number = values[COLLEAGUE]
            wanted[f"{COLLEAGUE}_id"] = self.colleagues.get(number) if number else None
        if "introducer" in values and (values.get(CONTACT) or self._leaves(values["introducer"], target)):
            wanted[f"{CONTACT}_id"] = self._contact(values, context)
        elif CONTACT in values and values[CONTACT] is None:
            wanted[f"{CONTACT}_id"] = None
        return wanted

    def _leaves(self, introducer: int | None, target: Customer) -> bool:
        return target.introducer_contact_id is not None and target.introducer_id != introducer

    def _contact(self, values: dict[str, Any], context: Context) -> int | None:
        name = values.get(CONTACT)
        if not name:
            return None
        found = self.contacts.get((values["introducer"], fold(name)))
        if found is None and context.writing:
            note_missing(context)
        return found


def contacts_of(customers: Collection[int]) -> dict[tuple[int | None, str], int]:
    """Return contacts by customer and folded name; of two of a name the older."""
    rows = (
        Contact.objects.filter(customer__in=customers).order_by("-pk")
        if customers
        else Contact.objects.none()
    )
    return {
        (customer, fold(name)): pk for pk, customer, name in rows.values_list("pk", "customer_id", "name")
    }


def note_missing(context: Context) -> None:
    """Count a contact who is not on the introducer's card: the introducer alone is kept."""
    context.notes[_("Introducing contacts that are not on file, left out: %(count)s.")] += 1


@dataclass
class Brought:
    """Who would have been introduced by whom after a file, known when all of it is checked.

    A node is a card's primary key, or the number (else the row) of a card that the file brings.
    """

    links: dict[Node, Node | None] = field(default_factory=dict)
    rows: dict[Node, tuple[int, Outcome, str]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Note what a row that can be taken says of its introducer."""
        introducer: Node | None = record.values.get("introducer")
        text = record.texts.get("introducer", "")
        if introducer is None and text:
            introducer = ("number", text)
        if record.outcome is None or not (text or "introducer" in record.values):
            return
        number = record.values.get("number")
        own: Node = ("number", number) if number else ("row", record.row)
        if record.target is not None and record.target.pk:
            own = record.target.pk
        self.links[own] = introducer
        self.rows[own] = (record.row, record.outcome, text)

    def errors(self) -> Iterator[tuple[RowError, Outcome]]:
        """Yield an error for each row of the file that is part of a circle."""
        stored = introducers_of(node for node in self.links.values() if isinstance(node, int))
        for node in in_circles({**stored, **self.links}):
            if node in self.rows:
                row, outcome, text = self.rows[node]
                yield RowError(row, "introducer", text, circle_words()), outcome


def circles_among(customers: Iterable[int]) -> set[int]:
    """Return which of these stored cards have, by whatever way round, introduced themselves."""
    keys = set(customers)
    return in_circles(introducers_of(keys)) & keys


def circle_words() -> str:
    return _("This introducer was brought by the customer itself, directly or through others.")
