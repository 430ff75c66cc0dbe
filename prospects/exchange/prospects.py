"""Prospects as a kind of record in files: one row is a card and the effort to win it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.services.locks import lock_ranking
from crm.customers.models import Address, Contact, Customer
from crm.exchange.customer_export import JOINED
from crm.exchange.customers import CustomerKind
from crm.exchange.fields import Field
from crm.exchange.locks import lock_imported, lock_rows
from crm.exchange.records import Context, Outcome, Record
from prospects.exchange.efforts import Efforts
from prospects.exchange.fields import ANSWERS, EFFORT_NAMES, effort_fields
from prospects.exchange.undoing import customers_of, restore_products, undo_ledger
from prospects.exchange.writing import write_efforts
from prospects.models import LedgerEntry, Prospect
from prospects.models.prospect import OPEN
from prospects.services.qualifying import qualify_again
from prospects.services.visits import count_visits

if TYPE_CHECKING:
    from crm.people.models import User


class ProspectKind(CustomerKind):
    """Cards with their efforts, found by the customer's number and, where one is named, the product line.

    A row without a known number is a new card. A further row of a number, for another line, brings an
    effort alone: the card is taken from the first.
    """

    name = "prospects"
    list_url_name = "prospects:list"
    title = _("Prospects")
    noun = _("prospect")
    order = 25
    numbered_as = "customers"
    undo_models = (Prospect, Account, Contact, Address, Customer)
    goes_along = (*CustomerKind.goes_along, LedgerEntry, Prospect.products.through)
    card_path = "customer__"

    def fields(self) -> Sequence[Field]:
        return [*super().fields(), *effort_fields()]

    def key_of(self, record: Record) -> Hashable | None:
        number = record.values.get("number")
        return (number, (record.values.get("line") or "").casefold()) if number else None

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        cards = super().existing(batch, context)
        found = {self.key_of(record): cards.get((record.values.get("number"),)) for record in batch}
        return {key: card for key, card in found.items() if key is not None and card is not None}

    def hold_with(self, cards: Collection[int]) -> None:
        lock_rows(Account.objects.filter(customer__in=cards).exclude(closed_on=None))
        lock_rows(Prospect.objects.filter(customer__in=cards))

    # Deciding

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        super().prepare(batch, existing, context)
        cards = [*existing.values(), *context.memory["doubles"].cards_of(batch)]
        cards += self._brought(context).values()
        context.memory["efforts"] = Efforts([card for card in cards if card.pk], batch)

    def _brought(self, context: Context) -> dict[str, Customer]:
        """The new cards of this pass by number, kept where several rows may be about one."""
        found: dict[str, Customer] = context.memory.setdefault(f"brought {context.writing}", {})
        return found

    def new_rows(
        self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context
    ) -> list[Record]:
        first: dict[str, int] = context.memory.setdefault("first_of_number", {})
        rows = []
        for record in super().new_rows(batch, existing, context):
            number = record.values.get("number")
            if not number or first.setdefault(number, record.row) == record.row:
                rows.append(record)
        return rows

    def set_aside(self, record: Record, context: Context) -> bool:
        """A further row of a number goes the way of the first."""
        first = context.memory.get("first_of_number", {}).get(record.values.get("number"), record.row)
        likely = context.likely.get(first)
        if first != record.row and likely is not None:
            context.likely[record.row] = replace(likely, row=record.row)
        return super().set_aside(record, context)

    def _plan_record(self, record: Record, target: Any, context: Context) -> None:
        number = record.values.get("number")
        brought = self._brought(context).get(number) if target is None and number else None
        if brought is not None:
            people, places = context.memory["parts"].of(brought)
            record.target, record.outcome = brought, Outcome.UPDATED
            record.parts |= {"people": people, "places": places, "touched": []}
        else:
            super()._plan_record(record, target, context)
        if record.errors or not isinstance(record.target, Customer):
            return
        effort = context.memory["efforts"].plan(record, record.target)
        if effort is None:
            return
        record.parts["effort"] = effort
        if record.outcome is Outcome.UNCHANGED and effort.changes_something:
            record.outcome = Outcome.UPDATED
        if record.outcome is Outcome.CREATED and number and "line" in context.fields:
            self._brought(context)[number] = record.target
        if effort.lies_in_pool:
            context.notes[gettext("Without an owner, hence in the team's pool: %(count)s.")] += 1

    # Writing

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        super().after_write(written, context)
        efforts = [record.parts["effort"] for record in written if "effort" in record.parts]
        write_efforts([effort for effort in efforts if effort.changes_something], context)

    # Undoing

    def hold_for_undo(self, import_id: int) -> None:
        lock_ranking()
        lock_imported(Customer, import_id)
        for model in (Address, Contact, Account, Prospect):
            lock_imported(model, import_id)

    def undo(self, import_id: int, by: User | None) -> None:
        with transaction.atomic():
            super().undo(import_id, by)
            restore_products(import_id)

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        super().after_undo(touched, by)
        prospects = Prospect.objects.filter(pk__in=touched.get(Prospect, ()))
        qualify_again(sorted(set(prospects.values_list("customer_id", flat=True))))
        undo_ledger(prospects, touched.get(Customer, ()), by=by)
        count_visits(customers_of(touched.get(Prospect, ())))

    def cards_of(self, touched: Mapping[type[Model], Sequence[Any]]) -> set[int]:
        return super().cards_of(touched) | customers_of(touched.get(Prospect, ()))

    # Exporting

    def card_of(self, row: Prospect) -> Customer:
        return row.customer

    def export_rows(self, by: User | None) -> QuerySet[Prospect]:
        """The present effort for each customer and line: the open one, else the latest."""
        rows = Prospect.objects.all() if by is None else Prospect.objects.visible_to(by)
        place = Window(
            RowNumber(),
            partition_by=["customer_id", "line_id"],
            order_by=[Case(When(OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()), "-pk"],
        )
        present = Prospect.objects.in_file().annotate(place=place).filter(place=1)
        joined = [f"customer__{name}" for name in JOINED]
        rows = rows.filter(Q(pk__in=present.values("pk"))).select_related("line", "step", "method", *joined)
        return rows.prefetch_related("customer__contacts", "customer__addresses", "products").order_by("pk")

    def export_value(self, row: Prospect, field: Field) -> Any:
        name = field.name
        if name not in EFFORT_NAMES:
            return super().export_value(row, field)
        if name == "line":
            return row.line.name if row.line else None
        if name == "method":
            return row.method.code
        if name == "step":
            return row.step.name if row.step else None
        if name == "products":
            return "; ".join(product.number for product in row.products.all())
        if name in ANSWERS:
            return str(getattr(row, name))
        return getattr(row, name)
