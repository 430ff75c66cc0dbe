"""Cards of the file that many new ones may be doubles of: a batch of an import, in a few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Count

from crm.customers.choices import CustomerKind
from crm.customers.duplicates.blocks import MOST_PER_KEY
from crm.customers.duplicates.facts import load_facts
from crm.customers.matching import Fingerprint, Match, compare
from crm.customers.models import Customer, MatchKey
from crm.customers.policy import duplicate_score, private_fields_kept

if TYPE_CHECKING:
    from collections.abc import Hashable

    from crm.people.models import User

Name = TypeVar("Name", bound="Hashable")
AT_ONCE = 5_000  # keys or cards in one question
MOST_COMPARED = 10  # cards that one new card is compared with: those that share most rare keys with it


def likely_rule() -> LikelyRule:
    """Return the rule that tells likely doubles, with the setting of the day."""
    return LikelyRule(duplicate_score())


class LikelyRule:
    """When one of two cards is taken for the double of the other: by score, or two firms of one name.

    The name of a firm is hardly ever another's: a file that brings it twice is asked about it. People
    bear each other's names.
    """

    def __init__(self, at_least: int) -> None:
        self.at_least = at_least

    def holds(self, card: Fingerprint, match: Match) -> bool:
        """Whether *match*, of *card* with another, makes the two likely doubles."""
        same_name = any(reason.code == "name.same" for reason in match.reasons)
        return self.is_sure(match) or (same_name and card.kind == CustomerKind.ORGANISATION)

    def is_sure(self, match: Match) -> bool:
        """Whether the score alone says so: only then a card one may not see is told of (D7.1).

        Else a file of names would tell which firms colleagues have.
        """
        return match.score >= self.at_least


def doubles_on_file(
    cards: Mapping[Name, Fingerprint],
    keys: Mapping[Name, frozenset[int]],
    *,
    rule: LikelyRule,
    viewer: User | None,
) -> dict[Name, tuple[int, Match]]:
    """Return for each of *cards* the current card of the file most like it, by primary key, if likely one.

    *keys* are the cards' match keys. A card that *viewer* (None: the operator) does not see is found by its
    score alone; what may be told of it is the caller's to ask. Some seven questions for each few thousand
    cards compared.
    """
    candidates = _candidates(keys)
    stored = dict(_fingerprints({pk for found in candidates.values() for pk in found}))
    likely: dict[Name, list[tuple[Match, int]]] = {}
    for name, found in candidates.items():
        matches = [(compare(cards[name], stored[pk]), pk) for pk in found if pk in stored]
        likely[name] = [(match, pk) for match, pk in matches if rule.holds(cards[name], match)]
    by_name_alone = {pk for pairs in likely.values() for match, pk in pairs if not rule.is_sure(match)}
    told = _seen(by_name_alone, viewer)
    doubles = {}
    for name, pairs in likely.items():
        shown = [(match, pk) for match, pk in pairs if rule.is_sure(match) or pk in told]
        if shown:
            match, pk = max(shown, key=lambda pair: (pair[0].score, -pair[1]))
            doubles[name] = (pk, match)
    return doubles


def _seen(cards: set[int], viewer: User | None) -> set[int]:
    if viewer is None or not cards:
        return cards
    return set(Customer.objects.visible_to(viewer).filter(pk__in=cards).values_list("pk", flat=True))


def _candidates(keys: Mapping[Name, frozenset[int]]) -> dict[Name, list[int]]:
    """Return the cards that share most rare keys with each, as `blocks.candidates` does for one."""
    holders = dict(_holders(sorted({key for each in keys.values() for key in each})))
    found = {}
    for name, own in keys.items():
        weights: dict[int, float] = defaultdict(float)
        for key in own & holders.keys():
            for pk in holders[key]:
                weights[pk] += 1 / len(holders[key])
        if weights:
            found[name] = sorted(weights, key=lambda pk: (-weights[pk], pk))[:MOST_COMPARED]
    return found


def _holders(keys: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the cards of each key that not too many have."""
    for start in range(0, len(keys), AT_ONCE):
        some = MatchKey.objects.filter(key__in=keys[start : start + AT_ONCE]).order_by()
        counted = some.values("key").annotate(cards=Count("customer_id")).filter(cards__lte=MOST_PER_KEY)
        rare = list(counted.values_list("key", flat=True))
        blocks: dict[int, list[int]] = defaultdict(list)
        for key, card in MatchKey.objects.filter(key__in=rare).values_list("key", "customer_id"):
            blocks[key].append(card)
        yield from blocks.items()


def _fingerprints(cards: set[int]) -> Iterator[tuple[int, Fingerprint]]:
    keys, tax = sorted(cards), private_fields_kept()
    for start in range(0, len(keys), AT_ONCE):
        rows = Customer.objects.current().filter(pk__in=keys[start : start + AT_ONCE])
        for pk, facts in load_facts(rows, tax=tax).items():
            yield pk, Fingerprint.of(facts)
