"""Look for duplicates through the whole file, and decide on what was found (domain.md, D1.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.duplicates.facts import load_facts
from crm.customers.duplicates.scan import Pair
from crm.customers.duplicates.wording import as_json
from crm.customers.matching import Fingerprint, compare
from crm.customers.models import Customer, DuplicatePair, NotDuplicate
from crm.customers.policy import duplicate_score, private_fields_kept
from crm.history.services import record_event
from crm.jobs.services import enqueue
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.jobs.models import Job
    from crm.people.models import User

SCAN = "customers.find_duplicates"
BATCH = 500


def start_scan(*, by: User) -> Job:
    """Queue a scan of all cards that *by* may see; one that is queued already is returned."""
    return enqueue(kind=SCAN, by=by, key=f"by:{by.pk}")


@transaction.atomic
def store_pairs(pairs: Iterable[Pair], *, by: User | None) -> int:
    """Put what a scan found in the place of what was known of the cards *by* (None: all) may see.

    Returns how many pairs there are now. Doing it twice leaves the same.
    """
    known = DuplicatePair.objects.all()
    if by is not None:
        known = known.visible_to(by)
    stale = {(a, b): pk for pk, a, b in known.values_list("pk", "a", "b")}
    now = timezone.now()
    rows = []
    for pair in pairs:
        stale.pop((pair.a, pair.b), None)
        rows.append(
            DuplicatePair(
                a_id=pair.a, b_id=pair.b, score=pair.score, reasons=as_json(pair.reasons), found_at=now
            )
        )
    DuplicatePair.objects.filter(pk__in=stale.values()).delete()
    DuplicatePair.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["a", "b"],
        update_fields=["score", "reasons"],
    )
    return len(rows)


@transaction.atomic
def dismiss_pair(*, pair: DuplicatePair, by: User, note: str = "") -> NotDuplicate:
    """Say that two cards are different customers: no scan offers them until that is taken back.

    Each feed tells of it. Refused when one of them is gone meanwhile (``gone``), or somebody said so before
    (``told_apart``).
    """
    cards = _locked(pair)
    if len(cards) < 2:
        raise Refused(_("One of the two cards is no longer in the file."), code="gone")
    told, created = NotDuplicate.objects.get_or_create(
        a_id=pair.a_id, b_id=pair.b_id, defaults={"by": by, "note": note[:200]}
    )
    if not created:
        raise Refused(_("Somebody has told these two apart already."), code="told_apart")
    DuplicatePair.objects.filter(a=pair.a_id, b=pair.b_id).delete()
    for card in cards:
        record_event(customer=card, verb="customer.told_apart", by=by, data={"note": note})
    return told


@transaction.atomic
def reconsider_pair(*, told: NotDuplicate, by: User) -> None:
    """Take back that two cards are different customers; those still alike are on the list again at once.

    Each feed tells of it. Refused when somebody has taken it back before (``gone``).
    """
    cards = _locked(told)
    deleted, _rows = NotDuplicate.objects.filter(pk=told.pk).delete()
    if not deleted:
        raise Refused(_("Somebody has taken this back already."), code="gone")
    _offer_again(told)
    for card in cards:
        record_event(customer=card, verb="customer.reconsidered", by=by)


def _locked(pair: DuplicatePair | NotDuplicate) -> list[Customer]:
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=(pair.a_id, pair.b_id))
    return list(rows.order_by("pk"))


def _offer_again(pair: NotDuplicate) -> None:
    """Put the pair on the list of likely duplicates, as a scan would."""
    rows = Customer.objects.current().filter(pk__in=(pair.a_id, pair.b_id))
    facts = load_facts(rows, tax=private_fields_kept())
    if len(facts) < 2:
        return
    match = compare(Fingerprint.of(facts[pair.a_id]), Fingerprint.of(facts[pair.b_id]))
    if match.score >= duplicate_score():
        found = {"score": match.score, "reasons": as_json(match.reasons)}
        DuplicatePair.objects.update_or_create(a_id=pair.a_id, b_id=pair.b_id, defaults=found)
