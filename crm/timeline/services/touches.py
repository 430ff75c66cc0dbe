"""Log touches (domain.md, D1.4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.customers.services.preparing import refuse_merged
from crm.history.services import bulk_create_as, delete_as, record_event, save_as
from crm.shell.errors import Refused, RefusedMany
from crm.shell.numbering import Numbering
from crm.timeline.choices import SENT_KINDS, StepKind, TouchOutcome
from crm.timeline.models import Touch
from crm.timeline.services.locking import lock_cards, locked_touch
from crm.timeline.services.steps import finish_steps

if TYPE_CHECKING:
    from crm.customers.querysets import CustomerQuerySet
    from crm.people.models import User

# What a person may say about a touch.
FACTS = (
    "kind",
    "at",
    "contact",
    "outcome",
    "note",
    "cost",
    "next_step",
    "next_step_kind",
    "next_step_on",
)
CHUNK = 500
"""Touches written at a time."""

NUMBERS = Numbering(Touch, "T")
Report = Callable[[int, int], None]


@transaction.atomic
def log_touch(*, customer: Customer, by: User, facts: Mapping[str, Any]) -> Touch:
    """Put a touch of *customer* on record; what *by* was to do by its day is done with it, but no visit.

    *facts* are `FACTS` by name; the moment is now unless given. RefusedMany names every wrong one.
    """
    lock_cards([customer.pk])
    refuse_merged(customer)
    touch = prepare(Touch(customer=customer, by=by, **_known(facts)))
    check(touch)
    day = timezone.localdate(touch.at)
    finish_steps(customers=[customer.pk], of=by, by=by, before=touch.at, due_by=day, visited=False)
    touch.pk, touch.number = NUMBERS.reserve()[0]
    save_as(touch, by=by, force_insert=True)
    refresh_last_touch([customer.pk])
    return touch


@transaction.atomic
def log_touches(
    *, customers: CustomerQuerySet, by: User, facts: Mapping[str, Any], report: Report | None = None
) -> int:
    """Log the same touch for many customers, a mailing to a list; return how many. It settles no next step.

    ``cost`` is that of one of them. A contact cannot be given. *report* hears how many of how many are
    written; cards merged with another are left out. A fixed number of queries for each `CHUNK` customers.
    """
    known = _known(facts)
    if known.get("contact") is not None:
        raise Refused(_("A touch of many customers has no contact."), field="contact", code="contact")
    known.setdefault("at", timezone.now())
    keys = list(customers.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    if not keys:
        return 0
    check(prepare(Touch(customer_id=keys[0], by=by, **known)))
    lock_cards(keys)
    for start in range(0, len(keys), CHUNK):
        _log_some(keys[start : start + CHUNK], by=by, facts=known)
        if report is not None:
            report(min(start + CHUNK, len(keys)), len(keys))
    return len(keys)


def _log_some(keys: list[int], *, by: User, facts: dict[str, Any]) -> None:
    touches = [prepare(Touch(customer_id=key, by=by, **facts)) for key in keys]
    for touch, (pk, number) in zip(touches, NUMBERS.reserve(len(touches)), strict=True):
        touch.pk, touch.number = pk, number
    bulk_create_as(touches, by=by)
    refresh_last_touch(keys)


@transaction.atomic
def update_touch(*, touch: Touch, by: User, facts: Mapping[str, Any]) -> Touch:
    """Mend facts of a touch; RefusedMany names every wrong one. A new day opens its next step again.

    Refused when it was removed meanwhile; nothing is written when nothing differs.
    """
    lock_cards([touch.customer_id])
    touch = locked_touch(touch)
    before = {name: getattr(touch, name) for name in FACTS}
    for name, value in _known(facts).items():
        setattr(touch, name, value)
    check(prepare(touch))
    changed = {name for name in FACTS if getattr(touch, name) != before[name]}
    if not changed:
        return touch
    if "next_step_on" in changed:
        touch.next_step_done_at = None
    save_as(touch, by=by)
    refresh_last_touch([touch.customer_id])
    return touch


@transaction.atomic
def remove_touch(*, touch: Touch, by: User) -> None:
    """Take a touch logged by mistake off the record; its history stays. Done twice, nothing changes.

    The feed says that it was there.
    """
    lock_cards([touch.customer_id])
    stored = Touch.objects.select_related("customer").filter(pk=touch.pk).first()
    if stored is not None:
        data = {"kind": stored.kind, "day": timezone.localdate(stored.at).isoformat()}
        delete_as(stored, by=by)
        refresh_last_touch([touch.customer_id])
        record_event(customer=stored.customer, verb="touch.removed", by=by, data=data)


def prepare(touch: Touch) -> Touch:
    """Fill what goes without saying: what is sent is sent, a next step is of some kind."""
    if not touch.outcome and touch.kind in SENT_KINDS:
        touch.outcome = TouchOutcome.SENT
    touch.next_step, touch.note = touch.next_step.strip(), touch.note.strip()
    if touch.next_step and not touch.next_step_kind:
        touch.next_step_kind = StepKind.OTHER
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
    if touch.next_step_kind and touch.next_step_on is None:
        message = _("Say by when: a next step has a day.")
        refusals.append(Refused(message, field="next_step_on", code="required"))
    if touch.next_step_on is not None and not touch.next_step_kind:
        message = _("Say what is to be done on that day.")
        refusals.append(Refused(message, field="next_step", code="required"))
    if touch.contact is not None and touch.contact.customer_id != touch.customer_id:
        message = _("This contact belongs to another customer.")
        refusals.append(Refused(message, field="contact", code="contact"))
    if refusals:
        raise RefusedMany(refusals)


def refresh_last_touch(customers: Collection[int]) -> None:
    """Bring ``last_touch_on`` of these customers in step with their touches."""
    rows = Touch.objects.filter(customer__in=customers).order_by().values_list("customer")
    latest = dict(rows.annotate(Max("at")))
    stored = Customer.objects.filter(pk__in=customers).only("pk", "last_touch_on")
    changed = []
    for customer in stored:
        at = latest.get(customer.pk)
        day = timezone.localdate(at) if at else None
        if day != customer.last_touch_on:
            customer.last_touch_on = day
            changed.append(customer)
    # A copy that no history follows: written past the card's own services.
    Customer.objects.bulk_update(changed, ["last_touch_on"], batch_size=CHUNK)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"No facts of a touch: {', '.join(sorted(unknown))}.")
    return dict(facts)
