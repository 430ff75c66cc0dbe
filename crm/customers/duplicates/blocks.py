"""Which stored cards share a match key: the candidates, cheaply, on both databases alike.

Keys that very many cards have ("a Berg… in Berlin") say little and cost much: nobody is compared for
them alone. Two cards of one customer share rarer keys as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count

from crm.customers.models import MatchKey

if TYPE_CHECKING:
    from crm.customers.querysets import CustomerQuerySet

MOST_PER_KEY = 60  # cards; a key that more of them have is passed over
MOST_CANDIDATES = 60  # of one card
_KEYS_AT_ONCE = 5_000


def candidates(keys: Collection[int]) -> list[int]:
    """Return the cards that share most with one whose keys these are, in one question.

    A rare key counts more than a frequent one, by the number of cards that have it.
    """
    if not keys:
        return []
    quote = connection.ops.quote_name
    table = quote(MatchKey._meta.db_table)
    one = f"SELECT * FROM (SELECT key, customer_id FROM {table} WHERE key = %s LIMIT %s) part"  # noqa: S608
    parameters = [part for key in sorted(keys) for part in (key, MOST_PER_KEY + 1)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(keys)), parameters)
        rows = cursor.fetchall()
    blocks: dict[int, list[int]] = defaultdict(list)
    for key, card in rows:
        blocks[key].append(card)
    weights: dict[int, float] = defaultdict(float)
    for block in blocks.values():
        if len(block) <= MOST_PER_KEY:
            for card in block:
                weights[card] += 1 / len(block)
    return sorted(weights, key=lambda card: (-weights[card], card))[:MOST_CANDIDATES]


def frequent_keys() -> frozenset[int]:
    """Return the keys that too many cards have."""
    counted = MatchKey.objects.order_by().values("key").annotate(cards=Count("customer_id"))
    return frozenset(counted.filter(cards__gt=MOST_PER_KEY).values_list("key", flat=True).iterator())


def partners(cards: Sequence[int], *, without: Collection[int]) -> dict[int, set[int]]:
    """Return, for each of these cards, the cards with a greater primary key that share a key with it.

    Keys in *without* are passed over. Each pair of cards of the file is found from one side only.
    """
    mine: dict[int, list[int]] = defaultdict(list)
    rows = MatchKey.objects.filter(customer__in=cards).values_list("key", "customer_id")
    for key, card in rows.iterator():
        if key not in without:
            mine[key].append(card)
    found: dict[int, set[int]] = {card: set() for card in cards}
    keys = sorted(mine)
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        shared = MatchKey.objects.filter(key__in=keys[start : start + _KEYS_AT_ONCE])
        for key, other in shared.values_list("key", "customer_id").iterator():
            for card in mine[key]:
                if other > card:
                    found[card].add(other)
    return found


def batches_of_cards(cards: CustomerQuerySet, size: int) -> Iterator[list[int]]:
    """Yield the primary keys of *cards* in their order, *size* at a time."""
    last = 0
    while keys := list(cards.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys
        last = keys[-1]
