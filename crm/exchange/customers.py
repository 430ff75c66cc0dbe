"""Customers as a kind of record in files."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers import custom
from crm.customers.choices import ContactRole, PrivateField
from crm.customers.models import (
    Address,
    Contact,
    Customer,
    DuplicatePair,
    Industry,
    MatchKey,
    NotDuplicate,
    PrivateDetails,
    PrivateLook,
)
from crm.customers.numbering import reserve
from crm.customers.policy import private_fields_kept
from crm.customers.rules import in_private_circle, may_change_owner
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.preparing import check, prepare
from crm.customers.services.private import mark_exported
from crm.exchange.customer_fields import (
    ADDRESS_PARTS,
    CONTACT_PARTS,
    CUSTOM_PREFIX,
    PLAIN,
    RENAMED,
    ROLE_PARTS,
    customer_fields,
)
from crm.exchange.customer_parts import (
    Parts,
    may_write_private,
    plan_parts,
    private_changes,
    write_parts,
    write_private,
)
from crm.exchange.fields import Field
from crm.exchange.modelkind import ModelKind, stamp
from crm.exchange.records import Context, Outcome, Record
from crm.history.models import Event
from crm.history.services import record_events, save_as
from crm.people.choices import Role
from crm.people.models import User
from crm.people.visibility import scope_of
from crm.shell.errors import Refused, RefusedMany

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 500
ERROR_FIELDS = {"street": "address", "latitude": "coordinates", "longitude": "coordinates"}


class CustomerKind(ModelKind):
    """Customers, found by number; a row without one is a new card that gets the next free number."""

    name = "customers"
    title = gettext_lazy("Customers")
    noun = gettext_lazy("customer")
    order = 20
    model = Customer
    optional_keys = True
    attrs = {name: RENAMED.get(name, name) for name in (*PLAIN, "number", "owner", "introducer")}
    derived = ("search_text", "completeness", "updated_at")
    undo_models = (Contact, Address, Customer)
    goes_along = (Event, PrivateDetails, PrivateLook, MatchKey, DuplicatePair, NotDuplicate)

    def fields(self) -> Sequence[Field]:
        return customer_fields(custom.definitions(), private=private_fields_kept())

    def may_import(self, by: User | None) -> bool:
        return True

    # Deciding

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        memory = context.memory
        if "fields" not in memory:
            memory["definitions"] = custom.definitions()
            memory["required"] = [field for field in self.fields() if field.required]
            memory["private"] = bool(context.fields & set(PrivateField.values))
            memory["fields"] = True
        memory["parts"] = Parts(existing.values(), private=memory["private"])
        memory["industries"] = {row.name.casefold(): row for row in Industry.objects.all()}
        owners = {record.values["owner"] for record in batch if record.values.get("owner")}
        memory["teams"] = dict(User.objects.filter(pk__in=owners).values_list("pk", "team_id"))

    def new(self, record: Record, context: Context) -> Customer:
        customer = Customer()
        if context.by is not None and context.by.role == Role.REP:
            customer.owner, customer.team_id = context.by, context.by.team_id
        return customer

    def attributes(self, record: Record, target: Customer, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        values = record.values
        if "owner" in values:
            wanted["team_id"] = context.memory["teams"].get(values["owner"], target.team_id)
        if "coordinates" in values:
            point = values["coordinates"] or (None, None)
            wanted["latitude"], wanted["longitude"] = (
                None if part is None else float(part) for part in point
            )
        for name in ("latitude", "longitude"):
            if name in values:
                wanted[name] = None if values[name] is None else float(values[name])
        if "industry" in values:
            wanted["industry_id"] = self._industry(values["industry"], context)
        if given := {
            k.removeprefix(CUSTOM_PREFIX): v for k, v in values.items() if k.startswith(CUSTOM_PREFIX)
        }:
            wanted["custom"] = self._custom(record, target, wanted, given, context)
        return wanted

    def _industry(self, name: str | None, context: Context) -> int | None:
        if not name:
            return None
        known = context.memory["industries"]
        if name.casefold() not in known and context.writing:
            known[name.casefold()] = save_as(
                Industry(name=name), by=context.by, reason=stamp(context)["reason"]
            )
            context.notes[_("Industries added: %(count)s.")] += 1
        return known[name.casefold()].pk if name.casefold() in known else -1

    def _custom(
        self,
        record: Record,
        target: Customer,
        wanted: dict[str, Any],
        given: dict[str, Any],
        context: Context,
    ) -> dict[str, Any]:
        kind = wanted.get("kind") or target.kind
        mine = [field for field in context.memory["definitions"] if custom.belongs(field, kind)]
        own = {field.key for field in mine}
        given = {key: value for key, value in given.items() if key in own or value is not None}
        try:
            return custom.clean_values(given, fields=mine, stored=target.custom, complete=target.pk is None)
        except Refused as refused:
            name = CUSTOM_PREFIX + (refused.field or "").removeprefix("custom_")
            record.refuse(name, str(refused), str(given.get(name.removeprefix(CUSTOM_PREFIX), "")))
            return dict(target.custom)

    def check(self, record: Record, target: Customer, context: Context) -> None:
        stored: Parts = context.memory["parts"]
        plan_parts(record, target, stored)
        by = context.by
        moved = "owner_id" in record.changes
        if moved and by is not None and target.owner_id != by.pk and not may_change_owner(by):
            words = _("Only a manager may give a card to somebody else.")
            record.refuse("owner", words, record.texts.get("owner", ""))
        if context.memory["private"]:
            record.parts["private"] = private_changes(record, target, stored)
            if record.parts["private"] and not may_write_private(context, target):
                record.refuse(
                    next(iter(record.parts["private"])), _("Private details are for the owner and managers.")
                )
        if not target._state.adding and not record.changes:
            return
        try:
            check(target, contacts=record.parts["people"])
        except RefusedMany as many:
            for refused in many.refusals:
                name = refused.field or ""
                record.refuse(ERROR_FIELDS.get(name, name), str(refused), str(record.values.get(name, "")))

    def required_fields(self) -> list[Field]:
        return [Field("name", gettext_lazy("name"), required=True)]

    def parts_changed(self, record: Record, target: Any, context: Context) -> bool:
        return bool(record.parts["touched"] or record.parts.get("private"))

    # Writing

    def before_write(self, created: Sequence[Record], updated: Sequence[Record], context: Context) -> None:
        without = [
            record.target
            for record in created
            if isinstance(record.target, Customer) and not record.target.number
        ]
        for customer, (pk, number) in zip(without, reserve(len(without)), strict=True):
            customer.pk, customer.number = pk, number
        for record in (*created, *updated):
            assert isinstance(record.target, Customer)
            prepare(record.target, contacts=record.parts["people"], addresses=record.parts["places"])

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        write_parts(written, stamp(context))
        if context.memory["private"]:
            write_private(written, context.memory["parts"], context)
        self._refresh_worked_out([record for record in written if not record.changes])
        renew_keys(record.target.pk for record in written if record.target is not None)
        created = [
            r.target for r in written if r.outcome is Outcome.CREATED and isinstance(r.target, Customer)
        ]
        record_events(customers=created, verb="customer.created", by=context.by, job_id=context.import_id)
        Event.objects.bulk_create(
            [
                Event(
                    customer_id=record.target.pk,
                    verb="customer.changed",
                    by=context.by,
                    job_id=context.import_id,
                    data={"fields": sorted(attr.removesuffix("_id") for attr in record.changes)},
                )
                for record in written
                if record.outcome is Outcome.UPDATED and record.target is not None
            ],
            batch_size=500,
        )

    def _refresh_worked_out(self, records: Sequence[Record]) -> None:
        """Where only parts changed, the completeness may; worked out, hence without history."""
        customers = [record.target for record in records if isinstance(record.target, Customer)]
        Customer.objects.bulk_update(customers, ["completeness"], batch_size=500)

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]]) -> None:
        refresh_cards(sorted({*touched.get(Customer, ()), *_owners_of_parts(touched)}))

    # Exporting

    def export_rows(self, by: User | None) -> Any:
        rows = super().export_rows(by).select_related("industry", "owner", "introducer")
        return rows.prefetch_related("contacts", "addresses")

    def export(self, by: User | None, fields: Sequence[Field], only: Any = None) -> Iterator[list[Any]]:
        private = sorted(field.name for field in fields if field.private)
        rows = self.export_rows(by)
        if private:
            rows = rows.select_related("private")
        if only is not None:
            rows = rows.filter(pk__in=only.values("pk"))
        cards = rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(cards, CHUNK)):
            opened = {card.pk for card in chunk if private and (by is None or in_private_circle(by, card))}
            if by is not None and opened:
                mark_exported(customers=[card for card in chunk if card.pk in opened], by=by, fields=private)
            for card in chunk:
                shut = set() if card.pk in opened else set(private)
                if by is not None and _introducer_is_hidden(by, card):
                    shut.add("introducer")
                yield [None if field.name in shut else self.export_value(card, field) for field in fields]

    def export_value(self, row: Customer, field: Field) -> Any:
        name = field.name
        if name.startswith(CUSTOM_PREFIX):
            return row.custom.get(name.removeprefix(CUSTOM_PREFIX))
        if field.private:
            return getattr(row.private, name) if hasattr(row, "private") else None
        if name == "coordinates":
            return None if row.point is None else f"{row.point[0]}, {row.point[1]}"
        if name == "industry":
            return row.industry.name if row.industry else None
        if name in CONTACT_PARTS:
            person = _person(row, ContactRole.HANDLING)
            return getattr(person, CONTACT_PARTS[name][0]) if person else None
        if name in ROLE_PARTS:
            person = _person(row, ROLE_PARTS[name][0])
            return person.name if person else None
        if name in ADDRESS_PARTS:
            return next(
                (a.address_line for a in row.addresses.all() if a.kind == ADDRESS_PARTS[name][0]), None
            )
        return super().export_value(row, field)


def _introducer_is_hidden(by: User, card: Customer) -> bool:
    one = card.introducer
    return one is not None and not scope_of(by).allows(owner_id=one.owner_id, team_id=one.team_id)


def _person(row: Customer, role: str) -> Contact | None:
    return next((contact for contact in row.contacts.all() if contact.role == role), None)


def _owners_of_parts(touched: Mapping[type[Model], Sequence[Any]]) -> Iterator[int]:
    """The cards of contacts and addresses that an undo touched: some are off them by now."""
    for part in (Contact, Address):
        history = part.history.model.objects.filter(id__in=touched.get(part, ()))
        yield from history.values_list("customer_id", flat=True).distinct()


def refresh_cards(keys: Sequence[int]) -> None:
    """Work out what hangs on the facts of these cards again, after those changed elsewhere."""
    for start in range(0, len(keys), 500):
        cards = list(
            Customer.objects.filter(pk__in=keys[start : start + 500]).prefetch_related(
                "contacts", "addresses"
            )
        )
        for card in cards:
            prepare(card, contacts=list(card.contacts.all()), addresses=list(card.addresses.all()))
        Customer.objects.bulk_update(cards, ["search_text", "completeness"], batch_size=500)
        renew_keys(card.pk for card in cards)
