"""Make one card of two, and two again (domain.md, D1.6; docs/adr/0017)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers import followers
from crm.customers.followers import Change
from crm.customers.introductions import introducers_of
from crm.customers.merging.differences import CUSTOM, choices_of_cards, sides
from crm.customers.merging.journal import Journal
from crm.customers.merging.moving import bring_rows
from crm.customers.merging.registry import GONE, Moving, Undoing, locks, refreshes, rules
from crm.customers.models import Customer, Merge
from crm.customers.rules import may_merge
from crm.customers.services.introducing import lock_chains, refuse_circle
from crm.customers.services.preparing import check
from crm.history.services import record_event
from crm.shell.errors import Refused
from crm.shell.formats import day

if TYPE_CHECKING:
    from crm.people.models import User

# What hangs on who holds a card is written by the rules of the merge, so that its undo can take it back.
HANDS = frozenset({"owner", "team"})


@transaction.atomic
def merge_customers(
    *, kept: Customer, gone: Customer, by: User, choices: Mapping[str, str] | None = None
) -> Merge:
    """Bring everything of *gone* to *kept* and archive *gone*, which from then on leads to *kept*.

    *choices* says by the keys of `differences` whose value stays ("kept", "gone"); what it leaves open goes
    by default. Refused for one card twice, an archived card, two kinds of card, and for who may not. Of two
    merges of one card at once the second is refused.
    """
    kept, gone = _locked(kept.pk, gone.pk)
    now = timezone.now()
    refuse_merge(kept, gone, by)
    decided = sides(kept, gone, choices or {})
    journal = Journal(by=by, reason=_("merged with %(number)s") % {"number": gone.number})
    former = {card.pk: card.owner_id for card in (kept, gone)}
    changed = _settle(kept, gone, decided, journal)
    bring_rows(Moving(kept, gone, journal, decided, former))
    _clear_circle(kept, gone, journal)
    journal.set(gone, archived_at=now, merged_into=kept)
    merge = Merge.objects.create(
        kept=kept, gone=gone, by=by, at=now, choices=decided, moved=journal.steps,
        private_before=json.dumps(journal.private) if journal.private else "",
    )  # fmt: skip
    _refresh(kept, gone, changed, by=by)
    check(Customer.objects.get(pk=kept.pk), contacts=kept.contacts.all())
    _tell("customer.merged", "customer.merged_away", kept, gone, by, merge)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Give both cards back with every row where it was; what was added since stays with the kept one.

    What somebody has changed since stays changed, what somebody has removed stays removed. Refused after so
    many days (setting), for who may not, while a later merge of the kept card stands, and, naming it, when
    something has happened since that leaves no way back.
    """
    kept, gone = _locked(merge.kept_id, merge.gone_id)
    merge = Merge.objects.select_for_update(of=("self",), no_key=True).get(pk=merge.pk)
    refuse_undo(merge, kept, gone, by)
    reason = _("merge with %(number)s undone") % {"number": gone.number}
    journal = Journal(by=by, reason=reason, steps=merge.moved)
    undoing = Undoing(merge, kept, gone, journal)
    for rule in rules:
        rule.before_undo(undoing)
    journal.undo()
    _refuse_circles(kept.pk, gone.pk)
    for rule in rules:
        rule.after_undo(undoing)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    _refresh(kept, gone, _fields(merge.choices), by=by)
    _tell("customer.merge_undone", "customer.merge_undone", kept, gone, by, merge)
    return merge


def _locked(kept: int, gone: int) -> tuple[Customer, Customer]:
    """Return both cards as they are now, locked in the order everybody takes them."""
    keys = sorted({kept, gone})
    for lock in locks:
        lock.take(keys)
    rows = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",), no_key=True)
    cards = {card.pk: card for card in rows.order_by("pk")}
    return cards[kept], cards[gone]


def refuse_merge(kept: Customer, gone: Customer, by: User) -> None:
    """Refuse what `merge_customers` does not do: for a page that says so before anybody has chosen."""
    if kept.pk == gone.pk:
        raise Refused(_("Choose two different cards."), code="same")
    if not may_merge(by, kept, gone):
        raise _not_allowed()
    for card in (kept, gone):
        if card.merged_into_id is not None:
            message = _("%(name)s (%(number)s) has been merged with another card already.")
            raise Refused(message % {"name": card.name, "number": card.number}, code="merged")
        if card.is_archived:
            message = _("%(name)s (%(number)s) is archived. Restore it first.")
            raise Refused(message % {"name": card.name, "number": card.number}, code="archived")
    if kept.kind != gone.kind:
        message = _("An organisation and an individual cannot become one card. Change the kind of one first.")
        raise Refused(message, code="kind")


def refuse_undo(merge: Merge, kept: Customer, gone: Customer, by: User) -> None:
    """Refuse what `undo_merge` does not do, as far as it shows without trying."""
    if merge.undone_at is not None:
        raise Refused(_("This merge has been undone already."), code="undone")
    if not may_merge(by, kept, gone):
        raise _not_allowed()
    if not merge.may_be_undone:
        message = _("This merge could be undone until %(day)s.") % {"day": day(merge.undo_until)}
        raise Refused(message, code="too_late")
    later = Merge.objects.standing().filter(gone=kept).select_related("kept").first()
    if later is not None:
        message = _("%(kept)s has itself been merged with %(name)s since. Undo that first.")
        raise Refused(message % {"kept": kept.name, "name": later.kept.name}, code="later")
    latest = Merge.objects.standing().filter(kept=kept, pk__gt=merge.pk).select_related("gone").last()
    if latest is not None:
        message = _("%(name)s has been merged into this card since. Undo that first.")
        raise Refused(message % {"name": latest.gone.name}, code="later")


def _not_allowed() -> Refused:
    message = _("Cards of two owners are merged by a manager who leads both.")
    return Refused(message, code="not_allowed")


def _settle(kept: Customer, gone: Customer, decided: Mapping[str, str], journal: Journal) -> list[str]:
    """Put what was chosen of *gone* on the kept card; return the names of the fields that changed."""
    names = _fields([key for key, side in decided.items() if side == GONE])
    values = {name: getattr(gone, _attname(name)) for name in names if name != "custom"}
    if "custom" in names:
        values["custom"] = _custom(kept, gone, decided)
    verified = [on for on in (kept.verified_on, gone.verified_on) if on is not None]
    return journal.set(kept, **values, verified_on=max(verified, default=None))


def _attname(name: str) -> str:
    field: Any = Customer._meta.get_field(name)
    return str(field.attname)


def _custom(kept: Customer, gone: Customer, decided: Mapping[str, str]) -> dict[str, Any]:
    values = dict(kept.custom)
    for key, side in decided.items():
        own = key.removeprefix(CUSTOM)
        if key == own or side != GONE:
            continue
        values.pop(own, None)
        if own in gone.custom:
            values[own] = gone.custom[own]
    return values


def _fields(keys: Collection[str]) -> list[str]:
    """Return the fields of the card on which these choices decide; ``custom`` once for all of those."""
    known = choices_of_cards()
    names = [name for key in keys for name in known.get(key, ())]
    return [*names, "custom"] if any(key.startswith(CUSTOM) for key in keys) else names


def _clear_circle(kept: Customer, gone: Customer, journal: Journal) -> None:
    """Take an introducer off the kept card whom, after the merge, it would have brought itself."""
    if kept.introducer_id is None:
        return
    lock_chains()
    if kept.introducer_id == gone.pk or kept.pk in introducers_of([kept.introducer_id]):
        journal.set(kept, introducer=None, introducer_contact=None)


def _refuse_circles(*cards: int) -> None:
    """Refuse an undo after which a card would have been brought by one that it has brought itself since."""
    for card in Customer.objects.filter(pk__in=cards).exclude(introducer=None).select_related("introducer"):
        refuse_circle(card)


def _refresh(kept: Customer, gone: Customer, changed: Collection[str], *, by: User) -> None:
    # Whoever has the card open in a form is told that it has changed.
    Customer.objects.filter(pk=kept.pk).update(updated_at=timezone.now())
    for one in refreshes:
        one.refresh(sorted((kept.pk, gone.pk)))
    followers.tell(Change(customers=[kept.pk], fields=frozenset(changed) - HANDS, by=by))


def _tell(verb_kept: str, verb_gone: str, kept: Customer, gone: Customer, by: User, merge: Merge) -> None:
    for card, other, verb in ((kept, gone, verb_kept), (gone, kept, verb_gone)):
        data = {"merge": merge.pk, "name": other.name, "number": other.number}
        record_event(customer=card, verb=verb, by=by, data=data)
