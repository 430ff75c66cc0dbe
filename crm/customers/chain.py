"""The referral chain of a card: who brought it, up to the root, and all it brought (domain.md, D1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from crm.customers.introductions import introduced_by, introducers_of
from crm.customers.models import Customer
from crm.customers.standing import marks_of, sales_of

if TYPE_CHECKING:
    from crm.people.models import User

MOST = 500  # cards brought that one page shows


@dataclass(frozen=True, slots=True)
class Link:
    """One card of a chain. ``card`` is None for a colleague's customer, of whom nothing is told.

    ``level`` counts from the root, which is 0; ``via`` is the contact who introduced it; ``sales`` are
    in the base currency, None for who is no account.
    """

    level: int
    card: Customer | None
    is_subject: bool = False
    via: str = ""
    marks: str = ""
    sales: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A card's chain from its root down: ``above`` it, itself, and ``below`` it what it brought, depth first.

    ``cut`` says that it has brought more than is shown.
    """

    above: list[Link]
    subject: Link
    below: list[Link]
    cut: bool = False

    @property
    def links(self) -> list[Link]:
        return [*self.above, self.subject, *self.below]

    @property
    def accounts(self) -> int:
        """How many of those it brought are accounts that the person sees."""
        return sum(link.sales is not None for link in self.below)

    @property
    def sales(self) -> Decimal:
        """What the accounts it brought, as far as the person sees them, have bought; its own not counted."""
        return sum((link.sales for link in self.below if link.sales is not None), Decimal(0))


def chain_of(customer: Customer, *, viewer: User) -> Chain:
    """Return the chain of *customer* as *viewer* may see it, in a number of questions that does not grow."""
    up = _path_up(customer.pk)
    down = introduced_by(customer.pk, limit=MOST + 1)
    # Whoever stands above has not been brought, whatever a circle written past the services says.
    shown = {card: by for card, by in list(down.items())[:MOST] if card not in up}
    order = [*((card, level) for level, card in enumerate(up)), (customer.pk, len(up))]
    order += _depth_first(customer.pk, len(up), shown)
    writer = _Writer([card for card, _level in order], customer, viewer)
    links = [writer.link(card, level) for card, level in order]
    return Chain(
        above=links[: len(up)], subject=links[len(up)], below=links[len(up) + 1 :], cut=len(down) > MOST
    )


def _path_up(customer: int) -> list[int]:
    """Return the cards above, the root first."""
    introducers = introducers_of([customer])
    path: list[int] = []
    card = introducers.get(customer)
    while card is not None and card != customer and card not in path:
        path.append(card)
        card = introducers.get(card)
    return path[::-1]


def _depth_first(root: int, level: int, introducers: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Yield each card below *root* with its level, what it brought right after it."""
    brought: dict[int, list[int]] = {}
    for card, introducer in sorted(introducers.items(), reverse=True):
        brought.setdefault(introducer, []).append(card)
    left = [(card, level + 1) for card in brought.get(root, ())]
    while left:
        card, at = left.pop()
        yield card, at
        left += [(one, at + 1) for one in brought.get(card, ())]


@dataclass
class _Writer:
    """Puts facts to keys, for the cards the person may see."""

    keys: Sequence[int]
    subject: Customer
    viewer: User
    cards: dict[int, Customer] = field(init=False)

    def __post_init__(self) -> None:
        rows = Customer.objects.visible_to(self.viewer).filter(pk__in=self.keys)
        self.cards = {card.pk: card for card in rows.select_related("introducer_contact", "owner")}
        self.marks = marks_of(self.cards)
        self.sales = sales_of(self.cards)

    def link(self, key: int, level: int) -> Link:
        card = self.cards.get(key)
        is_subject = key == self.subject.pk
        if card is None:
            return Link(level, None, is_subject)
        # The contact is at the customer one line up: who may not see that one is not told the name.
        contact = card.introducer_contact if card.introducer_id in self.cards else None
        return Link(
            level,
            card,
            is_subject,
            via=contact.name if contact else "",
            marks=self.marks.get(key, ""),
            sales=self.sales.get(key),
        )
