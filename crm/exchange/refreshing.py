"""Work out what hangs on the facts of many cards, after files have changed those or set them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model

from crm.customers import followers
from crm.customers.models import Address, Contact, Customer
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.preparing import prepare

CHUNK = 500
FOLLOWED = ("owner_id", "team_id", "incumbent_loyalty")


def refresh_cards(keys: Sequence[int]) -> None:
    """Work out what hangs on the facts of these cards again, after those changed elsewhere."""
    for start in range(0, len(keys), CHUNK):
        rows = Customer.objects.filter(pk__in=keys[start : start + CHUNK])
        cards = list(rows.prefetch_related("contacts", "addresses"))
        for card in cards:
            prepare(card, contacts=list(card.contacts.all()), addresses=list(card.addresses.all()))
        Customer.objects.bulk_update(cards, ["search_text", "completeness"], batch_size=CHUNK)
        renew_keys(card.pk for card in cards)


def owners_of_parts(touched: Mapping[type[Model], Sequence[Any]]) -> Iterator[int]:
    """The cards of contacts and addresses that an undo touched: some are off them by now."""
    for part in (Contact, Address):
        history = part.history.model.objects.filter(id__in=touched.get(part, ()))
        yield from history.values_list("customer_id", flat=True).distinct()


def tell_followers(changes: Mapping[int, set[str]]) -> None:
    """Tell who follows cards what has changed on them: columns by primary key of the card."""
    for column in FOLLOWED:
        cards = sorted(key for key, columns in changes.items() if column in columns)
        followers.tell(cards, {column.removesuffix("_id")})


def set_back(cards: Sequence[int]) -> dict[int, set[str]]:
    """Return which followed columns the last write of each card changed."""
    changes: dict[int, set[str]] = {}
    for start in range(0, len(cards), CHUNK):
        history = Customer.history.model.objects.filter(id__in=cards[start : start + CHUNK])
        latest: dict[int, list[Any]] = {}
        for key, *values in history.order_by("-history_id").values_list("id", *FOLLOWED):
            rows = latest.setdefault(key, [])
            if len(rows) < 2:
                rows.append(values)
        for key, rows in latest.items():
            if len(rows) == 2:
                now, before = rows
                changes[key] = {
                    name for name, one, other in zip(FOLLOWED, now, before, strict=True) if one != other
                }
    return changes
