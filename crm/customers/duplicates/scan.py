"""All pairs of cards in the file that may be one customer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from crm.customers.duplicates.blocks import batches_of_cards, frequent_keys, partners
from crm.customers.duplicates.facts import load_facts
from crm.customers.matching import Fingerprint, Reason, compare
from crm.customers.models import Customer, NotDuplicate
from crm.customers.policy import duplicate_score, private_fields_kept

if TYPE_CHECKING:
    from crm.customers.querysets import CustomerQuerySet
    from crm.people.models import User

BATCH = 1_000  # cards whose partners are looked for at once
KEPT = 20_000  # fingerprints in memory, a few KB each
LOADED = 2_000  # cards read at once

Progress = Callable[[int, int], None]


class Pair(NamedTuple):
    """Two cards by primary key, the smaller first, how surely they are one customer (0 to 100), and why."""

    a: int
    b: int
    score: int
    reasons: tuple[Reason, ...]


def scan(
    *,
    viewer: User | None,
    kind: str | None = None,
    min_score: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Pair]:
    """Yield the likely duplicates among the current cards that *viewer* (None: the operator) may see.

    From *min_score* on (default: the settings'), only cards of *kind* when one is named. Pairs that
    somebody told apart are left out. *progress* hears how many cards of how many are done. Memory does
    not grow with the file beyond its primary keys: at most KEPT cards are held.
    """
    at_least = duplicate_score() if min_score is None else min_score
    cards = Customer.objects.current()
    if viewer is not None:
        cards = cards.visible_to(viewer)
    if kind is not None:
        cards = cards.filter(kind=kind)
    known = _Known(cards, tax=private_fields_kept())
    told_apart = set(NotDuplicate.objects.values_list("a", "b"))
    frequent = frequent_keys()
    done, total = 0, cards.count()
    for batch in batches_of_cards(cards, BATCH):
        found = partners(batch, without=frequent)
        known.load(
            {*(card for card in batch if found[card]), *(b for others in found.values() for b in others)}
        )
        for a in batch:
            for b in sorted(found[a]):
                one, other = known.get(a), known.get(b)
                if one is None or other is None or (a, b) in told_apart:
                    continue
                match = compare(one, other)
                if match.score >= at_least:
                    yield Pair(a, b, match.score, match.reasons)
        done += len(batch)
        if progress is not None:
            progress(done, total)


class _Known:
    """The fingerprints of cards, read in blocks and kept while there is room; others are not seen."""

    def __init__(self, cards: CustomerQuerySet, *, tax: bool) -> None:
        self.cards, self.tax = cards, tax
        self.kept: OrderedDict[int, Fingerprint | None] = OrderedDict()

    def load(self, wanted: set[int]) -> None:
        """Read those of the *wanted* cards that are not in memory; what was not wanted longest makes room."""
        for card in wanted & self.kept.keys():
            self.kept.move_to_end(card)
        missing = sorted(wanted - self.kept.keys())
        for start in range(0, len(missing), LOADED):
            part = missing[start : start + LOADED]
            facts = load_facts(self.cards.filter(pk__in=part), tax=self.tax)
            self.kept.update((card, Fingerprint.of(facts[card]) if card in facts else None) for card in part)
        while len(self.kept) > max(KEPT, len(wanted)):
            self.kept.popitem(last=False)

    def get(self, card: int) -> Fingerprint | None:
        return self.kept[card]
