"""Keep the match keys of cards in step with them.

Whoever writes a card, its contacts or its addresses calls `renew_keys` (or, with everything at hand,
`put_keys`) in the same transaction, under the lock of the card.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from crm.customers.duplicates.facts import load_facts
from crm.customers.matching import CardFacts, match_keys
from crm.customers.models import Customer, MatchKey

BATCH = 500  # cards
ROWS = 5_000


def renew_keys(customers: Iterable[int]) -> None:
    """Work out the keys of these cards anew from what is stored of them."""
    keys = list(dict.fromkeys(customers))
    for start in range(0, len(keys), BATCH):
        put_keys(load_facts(Customer.objects.filter(pk__in=keys[start : start + BATCH]), tax=True))


@transaction.atomic(savepoint=False)
def put_keys(facts: Mapping[int, CardFacts], *, fresh: bool = False) -> None:
    """Store the keys of cards by primary key; what is right already is not written again.

    *fresh* cards have no keys yet.
    """
    wanted = {(key, card) for card, known in facts.items() for key in match_keys(known)}
    if not fresh:
        stored = set(MatchKey.objects.filter(customer__in=facts).values_list("key", "customer_id"))
        _remove(stored - wanted)
        wanted -= stored
    # Two writers of one card wait for each other; whoever writes none of it may still be first.
    MatchKey.objects.bulk_create(
        (MatchKey(key=key, customer_id=card) for key, card in sorted(wanted)),
        batch_size=ROWS,
        ignore_conflicts=True,
    )


def _remove(rows: set[tuple[int, int]]) -> None:
    by_card: dict[int, list[int]] = {}
    for key, card in rows:
        by_card.setdefault(card, []).append(key)
    for card, keys in by_card.items():
        MatchKey.objects.filter(customer=card, key__in=keys).delete()


@transaction.atomic
def rebuild_keys(*, after: int = 0, count: int = BATCH) -> int | None:
    """Renew the keys of *count* cards behind primary key *after*; return the last one, None at the end."""
    cards = Customer.objects.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",), no_key=True)
    keys = list(cards.values_list("pk", flat=True)[:count])
    renew_keys(keys)
    return keys[-1] if keys else None
