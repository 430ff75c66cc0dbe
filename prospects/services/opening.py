"""Open an effort to win a customer and keep its facts (domain.md, D1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.customers.services import create_customer, update_customer
from crm.history.services import record_event, save_as
from crm.shell.errors import Refused, RefusedMany
from prospects.choices import LedgerKind, Newcomer
from prospects.methods import OTHER
from prospects.models import AcquisitionMethod, Prospect
from prospects.models.prospect import OPEN
from prospects.services.ledger import back_on_the_list, enter
from prospects.services.locking import lock_card, locked, refuse_archived
from prospects.services.qualifying import qualify
from prospects.services.visits import count_visits

if TYPE_CHECKING:
    from accounts.models import Product
    from crm.people.models import User

# What a person may say about a prospect; stage and disposition have services of their own.
FACTS = (
    "line",
    "interest",
    "newcomer",
    "hesitation",
    "method",
    "expected_value",
    "expected_on",
    "need",
    "budget",
    "authority",
    "timing",
    "opened_on",
)


@transaction.atomic
def add_prospect(
    *,
    by: User,
    card: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    owner: User | None = None,
    contacts: Sequence[Mapping[str, Any]] = (),
    addresses: Sequence[Mapping[str, Any]] = (),
    products: Sequence[Product] = (),
) -> Prospect:
    """Put a new card into the file and open an effort to win it: the quick add of D1.

    *card* holds card fields, *facts* `FACTS`; required custom fields may follow. Refused or RefusedMany as
    the card's service does.
    """
    customer = create_customer(
        by=by, values=card, owner=owner, contacts=contacts, addresses=addresses, complete=False
    )
    return open_prospect(customer=customer, by=by, facts=facts or {}, products=products)


@transaction.atomic
def open_prospect(
    *,
    customer: Customer,
    by: User,
    facts: Mapping[str, Any],
    products: Sequence[Product] = (),
    card: Mapping[str, Any] | None = None,
) -> Prospect:
    """Open an effort to win *customer*, today unless *facts* say another day.

    *card* holds fields of the card that become known with it, such as who introduced them. Without a method
    it counts as found in another way. RefusedMany names every wrong fact; Refused while
    there is an open one for the same line, or when the card is archived.
    """
    customer = lock_card(customer.pk)
    refuse_archived(customer)
    values = {**_known(facts), "method": facts.get("method") or default_method()}
    prospect = Prospect(customer=customer, added_by=by, **values)
    check(prospect, days_given="opened_on" in facts)
    refuse_second(prospect)
    if card:
        update_customer(customer=customer, by=by, values=card)
    is_new_name = not Prospect.objects.filter(customer=customer).exists()
    save_as(qualify(prospect), by=by)
    prospect.products.set(products)
    count_visits([customer.pk])
    line = prospect.line.name if prospect.line else ""
    record_event(
        customer=customer, verb="prospect.opened", by=by, data={"prospect": prospect.pk, "line": line}
    )
    if is_new_name and prospect.newcomer != Newcomer.OTHER_PRODUCT:
        enter(prospect=prospect, kind=LedgerKind.NEW_NAME)
    elif back_on_the_list([prospect]):
        enter(prospect=prospect, kind=LedgerKind.REVIVED)
    return prospect


@transaction.atomic
def update_prospect(
    *,
    prospect: Prospect,
    by: User,
    facts: Mapping[str, Any],
    products: Sequence[Product] | None = None,
    card: Mapping[str, Any] | None = None,
    unchanged_since: datetime | None = None,
) -> Prospect:
    """Set the given facts of a prospect, and of its *card*; nothing is written when nothing differs.

    RefusedMany names every wrong fact; Refused when another has changed it since *unchanged_since*.
    """
    prospect = locked(prospect)
    if unchanged_since is not None and prospect.updated_at != unchanged_since:
        message = _("Somebody has changed this prospect meanwhile. Look again and repeat your change.")
        raise Refused(message, code="changed_meanwhile")
    changed = [name for name, value in _known(facts).items() if getattr(prospect, name) != value]
    for name in changed:
        setattr(prospect, name, facts[name])
    check(prospect, days_given="opened_on" in changed)
    if "line" in changed and prospect.is_open:
        refuse_second(prospect)
    if products is not None and set(products) != set(prospect.products.all()):
        prospect.products.set(products)
        changed.append("products")
    if changed:
        save_as(qualify(prospect), by=by)
        data = {"prospect": prospect.pk, "fields": sorted(changed)}
        record_event(customer=prospect.customer, verb="prospect.changed", by=by, data=data)
    if "opened_on" in changed:
        count_visits([prospect.customer_id])
    if card:
        update_customer(customer=prospect.customer, by=by, values=card)
    return prospect


def default_method() -> AcquisitionMethod:
    """Return the method of a prospect of which nobody says how it was found; Refused where there is none."""
    method = other_method()
    if method is None:
        in_use = AcquisitionMethod.objects.filter(active=True).exists()
        raise Refused(no_method(in_use=in_use), field="method", code="method")
    return method


def other_method() -> AcquisitionMethod | None:
    """Return “other” of the catalogue, which an admin may have deleted: no other stands for it."""
    return AcquisitionMethod.objects.filter(code=OTHER).first()


def no_method(*, in_use: bool) -> str:
    """Say what to do about a prospect without a method, where others are *in_use* and where none is."""
    if in_use:
        return _("Say how this prospect was found.")
    return _("There is no acquisition method. Ask an admin to add one.")


def check(prospect: Prospect, *, days_given: bool = False) -> None:
    """Refuse a prospect that cannot be kept, naming every wrong field (RefusedMany).

    With *days_given* the day of opening is looked at as well. What stands there already is not: where the day
    begins later, today may still be to come.
    """
    refusals = list(_wrong_days(prospect)) if days_given else []
    try:
        prospect.clean_fields(exclude=["customer", "line", "method", "step", "account", "added_by"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            refusals.append(Refused(" ".join(messages), field=field, code="invalid"))
    if prospect.newcomer == Newcomer.HESITATING and not prospect.hesitation:
        refusals.append(Refused(_("Say why they hesitate."), field="hesitation", code="required"))
    if refusals:
        raise RefusedMany(refusals)


def _wrong_days(prospect: Prospect) -> Iterator[Refused]:
    if prospect.opened_on > timezone.localdate():
        yield Refused(_("This day is still to come."), field="opened_on", code="future")
    if prospect.ended_on is not None and prospect.ended_on < prospect.opened_on:
        yield Refused(_("It was won or given up before this day."), field="opened_on", code="ended")


def refuse_second(prospect: Prospect) -> None:
    """Refuse an open effort beside another open one for the same customer and line."""
    others = Prospect.objects.filter(OPEN, customer=prospect.customer_id, line=prospect.line)
    if others.exclude(pk=prospect.pk).exists():
        message = _("%(name)s is an open prospect for this line already.")
        raise Refused(message % {"name": prospect.customer.name}, field="line", code="open")


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"No facts of a prospect: {', '.join(sorted(unknown))}.")
    return dict(facts)
