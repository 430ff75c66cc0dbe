"""Work out what hangs on the facts of many cards, after files have changed those or set them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from simple_history.utils import get_history_manager_for_model

from crm.customers import followers
from crm.customers.models import Address, Contact, Customer
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.preparing import prepare

if TYPE_CHECKING:
    from crm.people.models import User

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


def tell_followers(before: Mapping[int, Mapping[str, Any]], *, by: User | None) -> None:
    """Tell who follows cards what has changed on them: former values of columns, by card."""
    for column in FOLLOWED:
        former = {key: columns[column] for key, columns in sorted(before.items()) if column in columns}
        change = followers.Change(
            customers=list(former),
            fields=frozenset({column.removesuffix("_id")}),
            by=by,
            former_owners=former if column == "owner_id" else {},
        )
        followers.tell(change)


def set_back(cards: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the followed columns that the last write of each card changed, as they were before it."""
    pairs = last_two(Customer, cards, FOLLOWED)
    return {
        key: {name: other for name, one, other in zip(FOLLOWED, now, before, strict=True) if one != other}
        for key, (now, before) in pairs.items()
    }


def last_two(
    model: type[Model], keys: Sequence[int], columns: Sequence[str]
) -> dict[int, tuple[list[Any], list[Any]]]:
    """Return the last two historical values of *columns* of each record, the latest first."""
    history: Any = get_history_manager_for_model(model).model
    found: dict[int, list[list[Any]]] = {}
    for start in range(0, len(keys), CHUNK):
        rows = history.objects.filter(id__in=keys[start : start + CHUNK]).order_by("-history_id")
        for key, *values in rows.values_list("id", *columns).iterator():
            if len(known := found.setdefault(key, [])) < 2:
                known.append(values)
    return {key: (pair[0], pair[1]) for key, pair in found.items() if len(pair) == 2}
