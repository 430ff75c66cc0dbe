"""What an import of cards leaves on their feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from crm.customers.models import Customer
from crm.exchange.records import Context, Outcome, Record
from crm.history.models import Event
from crm.history.services import BATCH, record_events

if TYPE_CHECKING:
    from crm.people.models import User

OWNERSHIP = frozenset({"owner_id", "team_id"})


def tell_feeds(written: Sequence[Record], owners: dict[int, str], context: Context) -> None:
    """Write the lines of a batch of cards; *owners* are the names of those that cards were given to."""
    Event.objects.bulk_create(
        [
            Event(customer_id=card.pk, verb=verb, by=context.by, job_id=context.import_id, data=data)
            for record in written
            if isinstance(card := record.target, Customer)
            for verb, data in _lines(record, card, owners)
        ],
        batch_size=BATCH,
    )


def tell_undone(cards: Iterable[int], by: User | None) -> None:
    """Say on the feeds of the cards that an undone import leaves behind that *by* took it back."""
    remaining = iter(sorted(cards))
    while keys := list(islice(remaining, BATCH)):
        left = Customer.objects.filter(pk__in=keys).order_by("pk").only("pk")
        record_events(customers=left, verb="customer.import_undone", by=by)


def _lines(record: Record, card: Customer, owners: dict[int, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Verb and data of each line; a new owner is a line of its own, as where it is given away in the page."""
    if record.outcome is Outcome.CREATED:
        yield "customer.created", {}
        return
    moved = "owner_id" in record.changes and card.owner_id is not None
    if card.owner_id is not None and moved:
        names = {"to": card.owner_id, "to_name": owners.get(card.owner_id, "")}
        yield "customer.owner_changed", {"from": record.parts["owner_before"], "note": "", **names}
    changed = set(record.changes) - (OWNERSHIP if moved else set())
    if changed or record.parts["touched"] or record.parts.get("private"):
        yield "customer.changed", {"fields": sorted(attr.removesuffix("_id") for attr in changed)}
