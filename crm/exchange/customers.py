"""Customers as a kind of record in files."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers import custom
from crm.customers.choices import PrivateField
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
from crm.customers.rules import may_change_owner
from crm.customers.services.introducing import lock_chains
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.preparing import check, give_new, prepare, refuse_merged
from crm.exchange.archived import archived_at
from crm.exchange.customer_custom import custom_values
from crm.exchange.customer_events import tell_feeds, tell_undone
from crm.exchange.customer_export import CardExport
from crm.exchange.customer_fields import (
    CUSTOM_PREFIX,
    PLAIN,
    RENAMED,
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
from crm.exchange.doubles import Doubles
from crm.exchange.fields import Field
from crm.exchange.introducing import Brought, Introducers, circle_words, circles_among
from crm.exchange.linking import link_introducers
from crm.exchange.locks import lock_keys
from crm.exchange.modelkind import stamp
from crm.exchange.records import Context, Link, Outcome, Record, RowError
from crm.exchange.refreshing import owners_of_parts, refresh_cards, set_back, tell_followers
from crm.exchange.running import ChangedMeanwhileError
from crm.exchange.suspicious import note_same_degrees
from crm.exchange.territories import Territories
from crm.history.models import Event
from crm.history.services import save_as
from crm.people.models import User
from crm.shell.errors import Refused, RefusedMany

CHUNK = 500
ERROR_FIELDS = {"street": "address", "latitude": "coordinates", "longitude": "coordinates"}


class CustomerKind(CardExport):
    """Customers, found by number; a row without one is a new card that gets the next free number."""

    name = "customers"
    list_url_name = "customers:list"
    title = gettext_lazy("Customers")
    noun = gettext_lazy("customer")
    order = 20
    model = Customer
    optional_keys = True
    finds_duplicates = True
    attrs = {name: RENAMED.get(name, name) for name in (*PLAIN, "number", "owner", "introducer")}
    derived = ("search_text", "completeness", "updated_at")
    undo_models: ClassVar[tuple[type[Model], ...]] = (Contact, Address, Customer)
    goes_along: ClassVar[tuple[type[Model], ...]] = (
        *(Event, PrivateDetails, PrivateLook, MatchKey, DuplicatePair, NotDuplicate),
    )

    def fields(self) -> Sequence[Field]:
        return customer_fields(custom.definitions(), private=private_fields_kept())

    def may_import(self, by: User | None) -> bool:
        return True

    def find(self, numbers: Sequence[str], by: User | None) -> dict[str, int]:
        """The number of a card that was merged leads to the kept one."""
        kept = self.visible(by).filter(merged_cards__number__in=numbers)
        return super().find(numbers, by) | dict(kept.values_list("merged_cards__number", "pk"))

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        doubles: Doubles = context.memory["doubles"]
        keys = {pk for batch in batches for pk in self._keys_of(batch)}
        keys |= doubles.held()
        lock_keys(Customer, keys)
        self.hold_with(keys)
        if "introducer" in context.fields:
            lock_chains()

    def hold_with(self, cards: Collection[int]) -> None:
        """Lock what hangs on these cards and is written with them."""

    # Deciding

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        memory = context.memory
        if "fields" not in memory:
            memory["definitions"] = custom.definitions()
            memory["private"] = bool(context.fields & set(PrivateField.values))
            memory["fields"] = True
        doubles = self._doubles(batch, existing, context)
        cards = [*existing.values(), *doubles.cards_of(batch)]
        memory["parts"] = Parts(cards, private=memory["private"])
        memory["introducers"] = Introducers(batch, context)
        memory["territories"] = Territories(batch, context)
        memory["industries"] = {row.name.casefold(): row for row in Industry.objects.all()}
        owners = {record.values["owner"] for record in batch if record.values.get("owner")}
        people = User.objects.filter(pk__in=owners)
        memory["teams"] = {person.pk: person.team_id for person in people}
        memory["owners"] = {person.pk: person.name for person in people}

    def _doubles(
        self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context
    ) -> Doubles:
        """Look for likely duplicates among the new rows, in the check pass; get ready what they are of."""
        doubles: Doubles = context.memory.setdefault("doubles", Doubles(context))
        if not context.writing:
            doubles.look(self.new_rows(batch, existing, context))
        known = {card.pk: card for card in existing.values()}
        doubles.load(batch, lambda rows: self.lockable(rows, context), known)
        return doubles

    def new_rows(
        self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context
    ) -> list[Record]:
        """The rows that would make new cards."""
        return [record for record in batch if not record.errors and not existing.get(self.key_of(record))]

    def set_aside(self, record: Record, context: Context) -> bool:
        doubles: Doubles = context.memory["doubles"]
        return doubles.set_aside(record)

    def target_of(self, record: Record, existing: Mapping[Hashable, Any], context: Context) -> Any:
        doubles: Doubles = context.memory["doubles"]
        return super().target_of(record, existing, context) or doubles.target_of(record)

    def _plan_record(self, record: Record, target: Any, context: Context) -> None:
        super()._plan_record(record, target, context)
        doubles: Doubles = context.memory["doubles"]
        doubles.planned(record)
        if not record.errors:
            note_same_degrees(record, context)
            if not context.writing:
                context.memory.setdefault("brought", Brought()).add(record)

    def new(self, record: Record, context: Context) -> Customer:
        return Customer() if context.by is None else give_new(Customer(), None, by=context.by)

    def attributes(self, record: Record, target: Customer, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        values = record.values
        record.parts["owner_before"] = target.owner_id
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
        if record.parts.get("double"):
            wanted.pop("number", None)  # the card on file keeps its own
        if target._state.adding:
            wanted["archived_at"] = archived_at(record)
        introducers: Introducers = context.memory["introducers"]
        wanted |= introducers.columns(record, target, context)
        territories: Territories = context.memory["territories"]
        wanted |= territories.columns(record, target)
        if "industry" in values:
            wanted["industry_id"] = self._industry(values["industry"], context)
        if given := {
            k.removeprefix(CUSTOM_PREFIX): v for k, v in values.items() if k.startswith(CUSTOM_PREFIX)
        }:
            kind = wanted.get("kind") or target.kind
            wanted["custom"] = custom_values(record, target, kind, given, context.memory["definitions"])
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

    def check(self, record: Record, target: Customer, context: Context) -> None:
        try:
            refuse_merged(target)
        except Refused as refused:
            record.refuse("number", str(refused), target.number)
            return
        stored: Parts = context.memory["parts"]
        plan_parts(record, target, stored)
        if "owner_id" in record.changes and not _may_give(context.by, target):
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
            for one in many.refusals:
                name = one.field or ""
                record.refuse(ERROR_FIELDS.get(name, name), str(one), str(record.values.get(name, "")))

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
        tell_feeds(written, context.memory["owners"], context)
        tell_followers(
            {r.target.pk: r.before for r in written if r.outcome is Outcome.UPDATED and r.target},
            by=context.by,
        )
        linked = context.memory.setdefault("linked", set())
        linked.update(r.target.pk for r in written if "introducer_id" in r.changes and r.target)

    def _refresh_worked_out(self, records: Sequence[Record]) -> None:
        """Where only parts changed, the completeness may; worked out, hence without history."""
        customers = [record.target for record in records if isinstance(record.target, Customer)]
        Customer.objects.bulk_update(customers, ["completeness"], batch_size=500)

    def judge(self, context: Context) -> Iterable[tuple[RowError, Outcome]]:
        brought: Brought = context.memory.get("brought", Brought())
        return brought.errors()

    def link(self, links: Iterable[Link], context: Context) -> None:
        context.memory["linked"] |= link_introducers(links, context.memory["doubles"], context)

    def finish(self, context: Context) -> None:
        """Whoever linked other cards since the check may have closed a circle."""
        if circles_among(context.memory.get("linked", ())):
            raise ChangedMeanwhileError([RowError(0, "introducer", "", circle_words())])

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        cards = self.cards_of(touched)
        refresh_cards(sorted(cards))
        tell_followers(set_back(touched.get(Customer, ())), by=by)
        tell_undone(cards, by)

    def cards_of(self, touched: Mapping[type[Model], Sequence[Any]]) -> set[int]:
        """Return the cards that an undo touched, by themselves or by what hangs on them."""
        return {*touched.get(Customer, ()), *owners_of_parts(touched)}


def _may_give(by: User | None, target: Customer) -> bool:
    """Whoever hands cards over gives any away; others name themselves on a new one, and take none."""
    if by is None or may_change_owner(by):
        return True
    return target._state.adding and target.owner_id == by.pk
