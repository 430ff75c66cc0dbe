"""Look at, change and hand out private details: each of them is recorded (domain.md, D7.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.customers.choices import PrivateField
from crm.customers.encryption import digest, digests
from crm.customers.models import Customer, Merge, PrivateDetails, PrivateLook
from crm.customers.policy import private_fields_kept
from crm.customers.rules import in_private_circle, may_see_private
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.parts import lock
from crm.history.services import BATCH, record_event
from crm.shell.errors import Refused
from crm.shell.textsearch import fold

if TYPE_CHECKING:
    from crm.people.models import User

MAX_LENGTH = 500


def tax_digest(number: str) -> str:
    """Return the digest by which cards with the same tax number are found, however it is written."""
    return digest(_plain(number))


def _plain(number: str) -> str:
    return fold(number).replace(" ", "")


def with_tax_number(number: str) -> QuerySet[PrivateDetails]:
    """Return the private details with this tax number, whichever of the keys they were written with."""
    return PrivateDetails.objects.filter(tax_digest__in=digests(_plain(number)))


@transaction.atomic
def look_at_private(*, customer: Customer, by: User) -> PrivateDetails:
    """Return the private details and write down that *by* looked; refused for whoever may not."""
    _allow(by, customer)
    details = PrivateDetails.objects.filter(customer=customer).first() or PrivateDetails(customer=customer)
    shown = [name for name in PrivateField.values if getattr(details, name)]
    PrivateLook.objects.create(customer=customer, by=by, action=PrivateLook.Action.LOOKED, fields=shown)
    return details


@transaction.atomic
def change_private(*, customer: Customer, by: User, values: Mapping[str, str]) -> PrivateDetails:
    """Change private details by the names of ``PrivateField``; the record says which, never what."""
    _allow(by, customer)
    card = lock(customer.pk)
    details = PrivateDetails.objects.filter(customer=card).first() or PrivateDetails(customer=card)
    changed = [
        name for name in PrivateField.values if name in values and getattr(details, name) != values[name]
    ]
    if not changed:
        return details
    for name in changed:
        if len(values[name]) > MAX_LENGTH:
            message = _("At most %(most)s characters.") % {"most": MAX_LENGTH}
            raise Refused(message, field=name, code="too_long")
        setattr(details, name, values[name])
    details.tax_digest = tax_digest(details.tax_number)
    details.save()
    renew_keys([card.pk])
    PrivateLook.objects.create(customer=card, by=by, action=PrivateLook.Action.CHANGED, fields=changed)
    record_event(customer=card, verb="customer.private_changed", by=by)
    return details


@transaction.atomic
def reencrypt_private(*, after: int = 0, count: int = 200) -> int | None:
    """Write *count* rows behind key *after* with the newest key; return the last key, None at the end."""
    rows = PrivateDetails.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:count]
    last = None
    for details in rows:
        last = details.pk
        details.tax_digest = tax_digest(details.tax_number)
        details.save()
    renew_keys(details.customer_id for details in rows)
    return last


@transaction.atomic
def reencrypt_merges() -> int:
    """Write what merges remember of private details with the newest key; return how many do."""
    merges = list(Merge.objects.exclude(private_before="").select_for_update().order_by("pk"))
    for merge in merges:
        merge.save(update_fields=["private_before"])
    return len(merges)


@transaction.atomic
def mark_exported(*, customers: Sequence[Customer], by: User, fields: Sequence[str]) -> None:
    """Write down that *by* took the private details of these customers out of the house."""
    if not (private_fields_kept() and all(in_private_circle(by, customer) for customer in customers)):
        raise _not_allowed()
    looks = [
        PrivateLook(customer=customer, by=by, action=PrivateLook.Action.EXPORTED, fields=list(fields))
        for customer in customers
    ]
    PrivateLook.objects.bulk_create(looks, batch_size=BATCH)


def _allow(by: User, customer: Customer) -> None:
    if not may_see_private(by, customer):
        raise _not_allowed()


def _not_allowed() -> Refused:
    return Refused(_("Private details are for the owner and their managers."), code="private")
