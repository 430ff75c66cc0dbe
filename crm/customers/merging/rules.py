"""What is special about the customer file's own rows when two cards are merged."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crm.customers.choices import PrivateField
from crm.customers.merging.differences import PRIVATE
from crm.customers.merging.registry import GONE, Moving, Refresh, Rule, Undoing, quiet, refreshes, rules, stay
from crm.customers.merging.relations import Relation
from crm.customers.models import Customer, NotDuplicate, PrivateDetails, PrivateLook
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.preparing import prepare
from crm.customers.services.private import tax_digest


def bring_introduced(moving: Moving, relation: Relation) -> None:
    """Whoever the one introduced was introduced by the other; but nobody introduces themselves."""
    moving.journal.move(relation, relation.rows(moving.gone).exclude(pk=moving.kept.pk), to=moving.kept)


def bring_told_apart(moving: Moving, relation: Relation) -> None:
    """Whoever is not the one is not the other. A pair that would be there twice, or of one card, stays."""
    for pair in relation.rows(moving.gone):
        other = pair.b_id if pair.a_id == moving.gone.pk else pair.a_id
        a, b = sorted((moving.kept.pk, other))
        if a != b and not NotDuplicate.objects.filter(a=a, b=b).exists():
            moving.journal.set(pair, a=a, b=b)


def bring_private(moving: Moving, relation: Relation) -> None:
    """Put the private details that were chosen on the kept card; the other card's stay where they are.

    Their values are not for the journal: what the kept card had before is kept encrypted.
    """
    other = PrivateDetails.objects.filter(customer=moving.gone).first()
    chosen = [name for name in PrivateField.values if moving.sides.get(PRIVATE + name) == GONE]
    if other is None and not chosen:
        return
    stored = PrivateDetails.objects.filter(customer=moving.kept).first()
    details = stored or PrivateDetails(customer=moving.kept)
    before = {name: getattr(details, name) for name in chosen}
    values = {name: getattr(other, name, "") for name in chosen}
    if _write_private(details, values, moving):
        moving.journal.private = {"was_there": stored is not None, "before": before, "after": values}


def give_private_back(undoing: Undoing) -> None:
    """Give the kept card its own private details back, but for those that were changed since."""
    details = PrivateDetails.objects.filter(customer=undoing.kept).first()
    if not undoing.merge.private_before or details is None:
        return
    book = json.loads(undoing.merge.private_before)
    mine = {
        name: value for name, value in book["before"].items() if getattr(details, name) == book["after"][name]
    }
    _write_private(details, mine, undoing)
    if not book["was_there"] and not any(getattr(details, name) for name in PrivateField.values):
        details.delete()


def _write_private(details: PrivateDetails, values: dict[str, str], work: Moving | Undoing) -> bool:
    """Write the values that differ and, as every change of them, who did; return whether there were any."""
    changed = [name for name, value in values.items() if getattr(details, name) != value]
    if not changed or work.by is None:
        return False
    for name in changed:
        setattr(details, name, values[name])
    details.tax_digest = tax_digest(details.tax_number)
    details.save()
    PrivateLook.objects.create(
        customer=work.kept, by=work.by, action=PrivateLook.Action.CHANGED, fields=changed
    )
    return True


def refresh_cards(customers: Sequence[int]) -> None:
    """Work search text, completeness and match keys out again."""
    for card in Customer.objects.filter(pk__in=customers).prefetch_related("contacts", "addresses"):
        prepare(card, contacts=list(card.contacts.all()), addresses=list(card.addresses.all()))
        # Worked out, hence not part of the history: a plain update is right.
        Customer.objects.filter(pk=card.pk).update(
            search_text=card.search_text, completeness=card.completeness
        )
    renew_keys(customers)


rules.register(
    Rule(key="customers.customer.introducer", bring=bring_introduced),
    Rule(key="customers.notduplicate.a", bring=bring_told_apart),
    Rule(key="customers.notduplicate.b", bring=bring_told_apart),
    Rule(key="customers.privatedetails.customer", bring=bring_private, after_undo=give_private_back),
    # Worked out from the cards as they are.
    Rule(key="customers.duplicatepair.a", bring=stay),
    Rule(key="customers.duplicatepair.b", bring=stay),
    Rule(key="customers.matchkey.customer", bring=stay),
    # Each merge is about the two cards it was about; undoing goes from the last to the first.
    Rule(key="customers.merge.kept", bring=stay),
    Rule(key="customers.merge.gone", bring=stay),
)
quiet.update(
    {
        "customers.customer.introducer",
        "customers.customer.merged_into",
        "customers.notduplicate.a",
        "customers.notduplicate.b",
        "customers.privatedetails.customer",
        "customers.privatelook.customer",
        "history.event.customer",
    }
)
refreshes.register(Refresh(key="customers", refresh=refresh_cards))
