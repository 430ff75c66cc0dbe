"""Cards on their way out: the whole card in one row, as an import takes it back.

A card that was merged into another stays: all it had is on that one, and loaded it would be a double again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from crm.customers.choices import ContactRole
from crm.customers.models import Contact, Customer
from crm.customers.rules import in_private_circle
from crm.customers.services.private import mark_exported
from crm.exchange.archived import archived_on
from crm.exchange.customer_fields import ADDRESS_PARTS, CONTACT_PARTS, CUSTOM_PREFIX, ROLE_PARTS
from crm.exchange.fields import Field
from crm.exchange.introducing import COLLEAGUE, CONTACT
from crm.exchange.modelkind import ModelKind
from crm.exchange.territories import TERRITORY
from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from crm.people.models import User

CHUNK = 500
JOINED = ("industry", "owner", "introducer", "introducer_contact", "introducer_colleague", "territory")


class CardExport(ModelKind):
    """A kind whose rows go out with the whole card, which lies at ``card_path`` of what is exported."""

    card_path: ClassVar[str] = ""

    def card_of(self, row: Any) -> Customer:
        """The card of an exported row."""
        card: Customer = row
        return card

    def export_rows(self, by: User | None) -> Any:
        path = self.card_path
        rows = super().export_rows(by).filter(merged_into=None)
        rows = rows.select_related(*(f"{path}{name}" for name in JOINED))
        return rows.prefetch_related(f"{path}contacts", f"{path}addresses")

    def export(self, by: User | None, fields: Sequence[Field], only: Any = None) -> Iterator[list[Any]]:
        private = sorted(field.name for field in fields if field.private)
        rows = self.export_rows(by)
        if private:
            rows = rows.select_related(f"{self.card_path}private")
        if only is not None:
            rows = rows.filter(pk__in=only.values("pk"))
        found = rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(found, CHUNK)):
            cards = {card.pk: card for card in map(self.card_of, chunk)}
            opened = {
                pk for pk, card in cards.items() if private and (by is None or in_private_circle(by, card))
            }
            if by is not None and opened:
                mark_exported(customers=[cards[pk] for pk in opened], by=by, fields=private)
            for row in chunk:
                shut = self._shut(by, self.card_of(row), private, opened)
                yield [None if field.name in shut else self.export_value(row, field) for field in fields]

    def _shut(self, by: User | None, card: Customer, private: Sequence[str], opened: set[int]) -> set[str]:
        """The fields of a card that this person does not get."""
        shut = set() if card.pk in opened else set(private)
        if by is not None and _introducer_is_hidden(by, card):
            shut |= {"introducer", CONTACT}
        return shut

    def export_value(self, row: Any, field: Field) -> Any:
        name, card = field.name, self.card_of(row)
        if name.startswith(CUSTOM_PREFIX):
            return card.custom.get(name.removeprefix(CUSTOM_PREFIX))
        if field.private:
            return getattr(card.private, name) if hasattr(card, "private") else None
        if name in _WORDS:
            return _WORDS[name](card)
        if name in CONTACT_PARTS:
            person = _person(card, ContactRole.HANDLING)
            return getattr(person, CONTACT_PARTS[name][0]) if person else None
        if name in ROLE_PARTS:
            person = _person(card, ROLE_PARTS[name][0])
            return person.name if person else None
        if name in ADDRESS_PARTS:
            return next(
                (a.address_line for a in card.addresses.all() if a.kind == ADDRESS_PARTS[name][0]), None
            )
        return super().export_value(card, field)


_WORDS: Mapping[str, Callable[[Customer], Any]] = {
    "archived_on": archived_on,
    "coordinates": lambda card: card.point and "{}, {}".format(*card.point),
    "industry": lambda card: card.industry and card.industry.name,
    CONTACT: lambda card: card.introducer_contact and card.introducer_contact.name,
    COLLEAGUE: lambda card: card.introducer_colleague and card.introducer_colleague.number,
    TERRITORY: lambda card: card.territory and card.territory.number,
}


def _introducer_is_hidden(by: User, card: Customer) -> bool:
    one = card.introducer
    return one is not None and not scope_of(by).allows(owner_id=one.owner_id, team_id=one.team_id)


def _person(card: Customer, role: ContactRole) -> Contact | None:
    return next((contact for contact in card.contacts.all() if role in contact.roles), None)
