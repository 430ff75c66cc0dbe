"""Rows of a file that look like a card on file, or like an earlier row of the same file (domain.md, D1.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.customers.choices import CustomerKind
from crm.customers.duplicates.blocks import MOST_PER_KEY
from crm.customers.duplicates.many import LikelyRule, doubles_on_file, likely_rule
from crm.customers.duplicates.wording import in_words
from crm.customers.matching import CardFacts, Fingerprint, Match, PlaceFacts, compare, match_keys
from crm.customers.models import Customer
from crm.customers.services.private import tax_digest
from crm.exchange.customer_fields import ADDRESS_PARTS, ROLE_PARTS
from crm.exchange.records import Duplicates, Record

if TYPE_CHECKING:
    from crm.people.models import User

MOST_COMPARED = 6  # earlier rows that one row is compared with
ROWS_KEPT = 20_000  # new rows of one file that later ones are compared with, a few KB each


@dataclass(frozen=True, slots=True)
class Likely:
    """One such row: what it looks like, how surely (0 to 100) and why.

    ``card`` is a card on file by primary key, or None when it is the row ``earlier`` of the file;
    ``hidden`` that the person may not see the card, of which nothing else is told then.
    """

    row: int
    name: str
    card: int | None
    earlier: int | None
    other_name: str
    other_number: str
    match: Match
    hidden: bool = False

    def is_left_out(self, treated: Duplicates) -> bool:
        """Whether the row makes and changes nothing where doubles are *treated* so."""
        return treated is Duplicates.SKIP or (treated is Duplicates.UPDATE and self.hidden)

    def as_json(self, treated: Duplicates) -> dict[str, Any]:
        """What a preview shows; reasons in the language of the day."""
        return {
            "row": self.row,
            "name": self.name,
            "card": None if self.hidden else self.card,
            "earlier": self.earlier,
            "other_name": self.other_name,
            "other_number": self.other_number,
            "score": 0 if self.hidden else self.match.score,
            "reasons": [] if self.hidden else [in_words(reason) for reason in self.match.reasons],
            "hidden": self.hidden,
            "skipped": self.is_left_out(treated),
        }


class DoubleFinder:
    """Looks at the new rows of a file, batch by batch. A row that is a double is not compared with later."""

    def __init__(self, by: User | None) -> None:
        self.by, self.rule = by, likely_rule()
        self.rows = _Rows(self.rule)

    def look(self, records: Sequence[Record]) -> dict[int, Likely]:
        """Return what these rows, each a new card, look like; a few questions for all of them."""
        cards = {record.row: Fingerprint.of(facts_in(record.values)) for record in records}
        keys = {row: match_keys(card) for row, card in cards.items()}
        on_file = doubles_on_file(cards, keys, rule=self.rule, viewer=self.by)
        seen = self._seen({pk for pk, _match in on_file.values()})
        found: dict[int, Likely] = {}
        for record in records:
            row, name = record.row, str(record.values.get("name") or "")
            earlier = self.rows.like(cards[row], keys[row])
            if row in on_file and (earlier is None or on_file[row][1].score >= earlier[1].score):
                pk, match = on_file[row]
                card = seen.get(pk)
                shown = (card.name, card.number) if card else ("", "")
                found[row] = Likely(row, name, pk, None, *shown, match, hidden=card is None)
            elif earlier is not None:
                other, match = earlier
                found[row] = Likely(row, name, None, other.row, other.name, other.number, match)
            else:
                self.rows.add(record, cards[row], keys[row])
        return found

    def _seen(self, keys: set[int]) -> Mapping[int, Customer]:
        rows = Customer.objects.all() if self.by is None else Customer.objects.visible_to(self.by)
        return rows.only("name", "number").in_bulk(sorted(keys)) if keys else {}


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    name: str
    number: str
    card: Fingerprint


class _Rows:
    """The new rows of a file so far: at most ROWS_KEPT and half as many of those before them."""

    def __init__(self, rule: LikelyRule) -> None:
        self.rule = rule
        self.young: dict[int, list[_Row]] = defaultdict(list)
        self.old: Mapping[int, list[_Row]] = {}
        self.count = 0

    def add(self, record: Record, card: Fingerprint, keys: frozenset[int]) -> None:
        values = record.values
        row = _Row(record.row, str(values.get("name") or ""), str(values.get("number") or ""), card)
        for key in keys:
            self.young[key].append(row)
        self.count += 1
        if self.count >= ROWS_KEPT // 2:
            self.old, self.young, self.count = self.young, defaultdict(list), 0

    def like(self, card: Fingerprint, keys: frozenset[int]) -> tuple[_Row, Match] | None:
        """Return the row most like *card*, the first of equals, if it is likely the same customer."""
        rows: dict[int, _Row] = {}
        weights: dict[int, float] = defaultdict(float)
        for key in keys:
            block = [*self.old.get(key, ()), *self.young.get(key, ())]
            if len(block) <= MOST_PER_KEY:
                for row in block:
                    rows[row.row] = row
                    weights[row.row] += 1 / len(block)
        # The same customer shares several keys, or a rare one; comparing is what costs.
        best = sorted(weights, key=lambda row: (-weights[row], row))[:MOST_COMPARED]
        found = [(rows[row], compare(card, rows[row].card)) for row in best]
        likely = [(row, match) for row, match in found if self.rule.holds(card, match)]
        return max(likely, key=lambda pair: (pair[1].score, -pair[0].row), default=None)


def facts_in(values: Mapping[str, Any]) -> CardFacts:
    """Return what a row says that tells customers apart."""

    def texts(*names: str) -> tuple[str, ...]:
        return tuple(str(values[name]) for name in names if values.get(name))

    def place(*names: str) -> PlaceFacts:
        return PlaceFacts(*(str(values.get(name) or "") for name in names))

    further = (PlaceFacts(str(values[name])) for name in ADDRESS_PARTS if values.get(name))
    return CardFacts(
        kind=str(values.get("kind") or CustomerKind.ORGANISATION),
        name=str(values.get("name") or ""),
        other_names=texts("short_name", "brand"),
        phones=texts("phone", "mobile", "contact_phone"),
        emails=texts("email", "contact_email"),
        website=str(values.get("website") or ""),
        tax_ids=tuple(map(tax_digest, texts("tax_number"))),
        places=(place("address", "city", "region", "postcode", "country"), *further),
        birth_date=values.get("birth_date"),
        birth_year=values.get("birth_year"),
        contacts=texts("contact", *ROLE_PARTS),
    )
