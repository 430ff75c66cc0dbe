"""Touches as a kind of record in files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.models import Contact, Customer
from crm.exchange.fields import Field
from crm.exchange.locks import lock_imported, lock_keys
from crm.exchange.modelkind import ModelKind
from crm.exchange.records import Context, Record
from crm.exchange.touch_fields import TOUCH_FIELDS
from crm.shell.errors import Refused, RefusedMany
from crm.shell.textsearch import fold
from crm.timeline.models import Touch
from crm.timeline.services.touches import NUMBERS, check, prepare, refresh_last_touch

if TYPE_CHECKING:
    from collections.abc import Hashable

    from crm.people.models import User

NOON = dt.time(12)
_ERROR_FIELDS = {"at": "date"}


class TouchKind(ModelKind):
    """Touches, found by number; a row without one is a new touch that gets the next free number.

    A row without a person is the importer's own touch. Days without a time were at noon.
    """

    name = "touches"
    list_url_name = "timeline:touches"
    title = gettext_lazy("Touches")
    noun = gettext_lazy("touch")
    order = 35
    model = Touch
    optional_keys = True
    attrs = {
        "number": "number",
        "customer": "customer_id",
        "kind": "kind",
        "by": "by_id",
        "outcome": "outcome",
        "note": "note",
        "cost": "cost",
        "next_step": "next_step",
        "next_step_kind": "next_step_kind",
        "next_step_on": "next_step_on",
    }
    worked_out = frozenset({"next_step_done_at"})

    def fields(self) -> Sequence[Field]:
        return TOUCH_FIELDS

    def may_import(self, by: User | None) -> bool:
        return True

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        touches: set[int] = set()
        customers: set[int] = set()
        for batch in batches:
            touches.update(self._keys_of(batch))
            customers.update(record.values["customer"] for record in batch if record.values.get("customer"))
        stored = Touch.objects.filter(pk__in=touches).values_list("customer_id", flat=True)
        lock_keys(Customer, customers | set(stored))
        lock_keys(Touch, touches)

    def hold_for_undo(self, import_id: int) -> None:
        mine = Touch.history.model.objects.filter(job_id=import_id)
        lock_keys(Customer, set(mine.values_list("customer_id", flat=True)))
        lock_imported(Touch, import_id)

    # Deciding

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        customers = {record.values["customer"] for record in batch if record.values.get("customer")}
        customers |= {touch.customer_id for touch in existing.values()}
        contacts: dict[tuple[int, str], Contact] = {}
        for contact in Contact.objects.filter(customer__in=customers).order_by("-pk"):
            contacts[contact.customer_id, fold(contact.name)] = contact
        context.memory["contacts"] = contacts
        context.memory["people"] = {contact.pk: contact for contact in contacts.values()}

    def new(self, record: Record, context: Context) -> Touch:
        return Touch(by=context.by)

    def attributes(self, record: Record, target: Touch, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        if target.pk and wanted.get("customer_id") not in (None, target.customer_id):
            context.memory.setdefault("touched", set()).add(target.customer_id)
        if "date" in record.values or "time" in record.values:
            wanted["at"] = self._moment(record, target)
        if "contact" in record.values:
            wanted["contact_id"] = self._contact(record, target, context)
        if "next_step_done" in record.values:
            done = target.next_step_done_at or timezone.now()
            wanted["next_step_done_at"] = done if record.values["next_step_done"] else None
        return wanted

    def _moment(self, record: Record, target: Touch) -> dt.datetime:
        """The moment of the row's day and time in the time zone of the run; to the minute what is stored."""
        stored = timezone.localtime(target.at)
        day = record.values.get("date") or stored.date()
        clock = self._clock(record)
        if clock is None:
            if target.pk and day == stored.date():
                return target.at
            clock = NOON if day < timezone.localdate() else min(NOON, timezone.localtime().time())
        at = timezone.make_aware(dt.datetime.combine(day, clock))
        same_minute = target.pk and at.replace(second=0) == target.at.replace(second=0, microsecond=0)
        return target.at if same_minute else at

    def _clock(self, record: Record) -> dt.time | None:
        text = record.values.get("time")
        if not text:
            return None
        try:
            clock = parse_time(text)
        except ValueError:
            clock = None
        if clock is None:
            record.refuse("time", _("Write the time of day as 14:30."), text)
        return clock.replace(tzinfo=None) if clock else None

    def _contact(self, record: Record, target: Touch, context: Context) -> int | None:
        name = record.values["contact"]
        if not name:
            return None
        customer = record.values.get("customer") or target.customer_id
        contact = context.memory["contacts"].get((customer, fold(name)))
        if contact is None:
            record.refuse("contact", _("This customer has no contact of this name."), name)
            return None
        return int(contact.pk)

    def check(self, record: Record, target: Touch, context: Context) -> None:
        if record.errors:
            return
        if person := context.memory["people"].get(target.contact_id):
            target.contact = person  # so that the rules need not ask for it
        before = {attr: getattr(target, attr) for attr in ("outcome", "note", "next_step", "next_step_kind")}
        try:
            check(prepare(target))
        except RefusedMany as many:
            for refused in many.refusals:
                self._refuse(record, refused)
        for attr, value in before.items():
            if getattr(target, attr) != value:
                record.changes[attr] = getattr(target, attr)

    def _refuse(self, record: Record, refused: Refused) -> None:
        name = _ERROR_FIELDS.get(refused.field or "", refused.field or "")
        record.refuse(name, str(refused), record.values.get(name, ""))

    # Writing

    def before_write(self, created: Sequence[Record], updated: Sequence[Record], context: Context) -> None:
        unnumbered = [record.target for record in created if not record.target.number]  # type: ignore[union-attr]
        for touch, (pk, number) in zip(unnumbered, NUMBERS.reserve(len(unnumbered)), strict=True):
            touch.pk, touch.number = pk, number  # type: ignore[union-attr]

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        touched = context.memory.setdefault("touched", set())
        touched.update(record.target.customer_id for record in written)  # type: ignore[union-attr]

    def finish(self, context: Context) -> None:
        refresh_last_touch(context.memory.get("touched", set()))

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        history = Touch.history.model.objects.filter(id__in=touched.get(Touch, ()))
        refresh_last_touch(set(history.values_list("customer_id", flat=True)))

    # Exporting

    def export_rows(self, by: User | None) -> Any:
        return super().export_rows(by).select_related("customer", "contact", "by")

    def export_value(self, row: Touch, field: Field) -> Any:
        at = timezone.localtime(row.at)
        special = {
            "date": at.date(),
            "time": f"{at:%H:%M}",
            "contact": row.contact.name if row.contact else None,
            "next_step_done": row.next_step_done_at is not None if row.next_step_on else None,
        }
        return special[field.name] if field.name in special else super().export_value(row, field)
