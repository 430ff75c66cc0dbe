"""What an import does with the rows that look like a card on file or like an earlier row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from crm.customers.models import Customer
from crm.exchange.likely import DoubleFinder
from crm.exchange.records import Context, Duplicates, Outcome, Record

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Doubles:
    """Finds likely duplicates in the check pass, and treats them as `Context.duplicates` says in both.

    A row that updates an earlier row of the file is checked as if it were a new card, as that one's card
    is not there yet.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.cards: dict[int, Customer] = {}  # on file, that rows of the batch look like
        self.by_row: dict[int, Customer] = {}  # written for rows that are referred to again
        self.by_number: dict[str, int] = {}  # rows set aside or merged, by the number they bring
        self._finder: DoubleFinder | None = None

    def look(self, records: Sequence[Record]) -> None:
        """Compare new rows with the file and with those before them."""
        if self._finder is None:
            self._finder = DoubleFinder(self.context.by)
        if records:
            self.context.likely |= self._finder.look(records)

    def load(
        self,
        batch: Sequence[Record],
        lockable: Callable[[QuerySet[Customer]], QuerySet[Customer]],
        known: Mapping[int, Customer],
    ) -> None:
        """Get the cards that rows of the batch are to change; those *known* already are the same objects."""
        self.cards = {}
        if self.context.duplicates is Duplicates.UPDATE:
            likely = [self.context.likely.get(record.row) for record in batch]
            keys = {one.card for one in likely if one is not None and one.card is not None and not one.hidden}
            self.cards = {pk: known[pk] for pk in keys & known.keys()}
            if others := keys - known.keys():
                self.cards |= {card.pk: card for card in lockable(Customer.objects.filter(pk__in=others))}

    def cards_of(self, batch: Sequence[Record]) -> list[Customer]:
        """Return the stored cards that doubles of the batch change, those of earlier batches too."""
        likely = [one for record in batch if (one := self.context.likely.get(record.row)) is not None]
        written = {
            id(card): card for one in likely if (card := self.by_row.get(one.earlier or 0)) is not None
        }
        return [*self.cards.values(), *(card for card in written.values() if card.pk)]

    def held(self) -> set[int]:
        """Return the cards on file that the write pass is to change."""
        if self.context.duplicates is not Duplicates.UPDATE:
            return set()
        return {one.card for one in self.context.likely.values() if one.card is not None and not one.hidden}

    def set_aside(self, record: Record) -> bool:
        """Leave a double out where that was chosen, or where the card is not the person's to change."""
        one = self.context.likely.get(record.row)
        if one is None or not one.is_left_out(self.context.duplicates):
            return False
        record.outcome = Outcome.SKIPPED
        self._stands_for(record)
        return True

    def target_of(self, record: Record) -> Customer | None:
        """Return the card that a double changes, None where it is a new one."""
        one = self.context.likely.get(record.row)
        if one is None or self.context.duplicates is not Duplicates.UPDATE:
            return None
        found = self.by_row.get(one.earlier) if one.earlier is not None else self.cards.get(one.card or 0)
        if found is not None:
            record.parts["double"] = True
            self._stands_for(record)
        return found

    def planned(self, record: Record) -> None:
        """Keep what is needed of a row that has been decided on."""
        context = self.context
        one = context.likely.get(record.row)
        if context.writing:
            if record.row in context.awaited and isinstance(record.target, Customer):
                self.by_row[record.row] = record.target
        elif one is not None and one.earlier is not None and context.duplicates is Duplicates.UPDATE:
            record.outcome = Outcome.UPDATED

    def card_of(self, number: str) -> int | None:
        """Return the card that stands for the row with this *number*, which made none of its own."""
        one = self.context.likely.get(self.by_number.get(number, -1))
        if one is None or one.hidden:
            return None
        if one.earlier is None:
            return one.card
        return self.by_row[one.earlier].pk if one.earlier in self.by_row else None

    def _stands_for(self, record: Record) -> None:
        if self.context.writing and (number := record.values.get("number")):
            self.by_number[number] = record.row
