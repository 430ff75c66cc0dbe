"""Log touches (domain.md, D1.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.history.services import bulk_create_as, bulk_update_as, delete_as, save_as
from crm.shell.errors import Refused, RefusedMany
from crm.timeline.choices import SENT_KINDS, TouchOutcome
from crm.timeline.models import Touch

if TYPE_CHECKING:
    from crm.customers.querysets import CustomerQuerySet
    from crm.people.models import User

# What a person may say about a touch.
FACTS = ("kind", "at", "contact", "outcome", "note", "cost", "next_step", "next_step_on")


@transaction.atomic
def log_touch(*, customer: Customer, by: User, facts: Mapping[str, Any]) -> Touch:
    """Put a touch of *customer* on record; what *by* was to do after earlier ones is done with it.

    *facts* are `FACTS` by name; the moment is now unless given. RefusedMany names every wrong one.
    """
    _lock([customer.pk])
    touch = prepare(Touch(customer=customer, by=by, **_known(facts)))
    check(touch)
    finish_steps(customers=[customer.pk], by=by, before=touch.at)
    save_as(touch, by=by)
    refresh_last_touch([customer.pk])
    return touch


@transaction.atomic
def log_touches(*, customers: CustomerQuerySet, by: User, facts: Mapping[str, Any]) -> int:
    """Log the same touch for many customers, a mailing to a list; return how many.

    ``cost`` is that of one of them. A contact cannot be given.
    """
    known = _known(facts)
    if known.get("contact") is not None:
        raise Refused(_("A touch of many customers has no contact."), field="contact", code="contact")
    keys = list(customers.order_by("pk").values_list("pk", flat=True))
    _lock(keys)
    touches = [prepare(Touch(customer_id=key, by=by, **known)) for key in keys]
    if touches:
        check(touches[0])
    finish_steps(customers=keys, by=by, before=touches[0].at if touches else timezone.now())
    bulk_create_as(touches, by=by)
    refresh_last_touch(keys)
    return len(touches)


@transaction.atomic
def update_touch(*, touch: Touch, by: User, facts: Mapping[str, Any]) -> Touch:
    """Mend facts of a touch; RefusedMany names every wrong one."""
    _lock([touch.customer_id])
    touch = Touch.objects.select_for_update(of=("self",), no_key=True).get(pk=touch.pk)
    for name, value in _known(facts).items():
        setattr(touch, name, value)
    check(prepare(touch))
    save_as(touch, by=by)
    refresh_last_touch([touch.customer_id])
    return touch


@transaction.atomic
def remove_touch(*, touch: Touch, by: User) -> None:
    """Take a touch logged by mistake off the record; its history stays. Done twice, nothing changes."""
    _lock([touch.customer_id])
    stored = Touch.objects.filter(pk=touch.pk).first()
    if stored is not None:
        delete_as(stored, by=by)
        refresh_last_touch([touch.customer_id])


@transaction.atomic
def finish_step(*, touch: Touch, by: User) -> Touch:
    """Tick off what was to follow a touch. Done twice, nothing changes."""
    touch = Touch.objects.select_for_update(of=("self",), no_key=True).get(pk=touch.pk)
    if touch.next_step_done_at is None:
        touch.next_step_done_at = timezone.now()
        save_as(touch, by=by)
    return touch


def finish_steps(*, customers: Collection[int], by: User | None, before: datetime) -> int:
    """Tick off what *by* was to do with these customers after touches up to *before*; return how many."""
    open_steps = Touch.objects.with_open_step().filter(customer__in=customers, by=by, at__lte=before)
    touches = list(open_steps.order_by("pk").select_for_update(of=("self",), no_key=True))
    for touch in touches:
        touch.next_step_done_at = timezone.now()
    return bulk_update_as(touches, ["next_step_done_at"], by=by)


def prepare(touch: Touch) -> Touch:
    """Fill what goes without saying: what is sent is sent."""
    if not touch.outcome and touch.kind in SENT_KINDS:
        touch.outcome = TouchOutcome.SENT
    touch.next_step, touch.note = touch.next_step.strip(), touch.note.strip()
    return touch


def check(touch: Touch) -> None:
    """Refuse a touch that cannot be, naming every wrong field (RefusedMany)."""
    refusals: list[Refused] = []
    try:
        touch.clean_fields(exclude=["customer", "contact", "by", "number"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            refusals.append(Refused(" ".join(messages), field=field, code="invalid"))
    if touch.at > timezone.now() + timedelta(minutes=5):
        refusals.append(Refused(_("This moment is still to come."), field="at", code="future"))
    if touch.next_step and touch.next_step_on is None:
        message = _("Say by when: a next step has a day.")
        refusals.append(Refused(message, field="next_step_on", code="required"))
    if touch.contact is not None and touch.contact.customer_id != touch.customer_id:
        message = _("This contact belongs to another customer.")
        refusals.append(Refused(message, field="contact", code="contact"))
    if refusals:
        raise RefusedMany(refusals)


def refresh_last_touch(customers: Collection[int]) -> None:
    """Bring ``last_touch_on`` of these customers in step with their touches."""
    rows = Touch.objects.filter(customer__in=customers).order_by().values_list("customer")
    latest = dict(rows.annotate(Max("at")))
    stored = list(Customer.objects.filter(pk__in=customers).only("pk", "last_touch_on"))
    for customer in stored:
        at = latest.get(customer.pk)
        customer.last_touch_on = timezone.localdate(at) if at else None
    # A copy that no history follows: written past the card's own services.
    Customer.objects.bulk_update(stored, ["last_touch_on"], batch_size=1_000)


def _lock(customers: Collection[int]) -> None:
    """Hold the cards, in the order in which everybody takes them."""
    rows = Customer.objects.filter(pk__in=customers).select_for_update(of=("self",), no_key=True)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"No facts of a touch: {', '.join(sorted(unknown))}.")
    return dict(facts)
