"""Orders as a kind of record in files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrderKind as Kind
from accounts.exchange.opening import open_accounts
from accounts.models import Account, Currency, Order
from accounts.money import in_base
from accounts.services.locks import lock_orders, lock_ranking
from accounts.services.orders import refresh_last_orders, refresh_sums
from accounts.services.rates import all_rates, base_currency, rate_among
from crm.customers.models import Customer
from crm.customers.services.preparing import give_to
from crm.exchange.bulk import update_many
from crm.exchange.fields import Field, FieldType
from crm.exchange.locks import lock_imported, lock_rows
from crm.exchange.modelkind import ModelKind, stamp
from crm.exchange.records import Context, Record
from crm.history.models import Event
from crm.people.models import User


class OrderKind(ModelKind):
    """Orders, found by number.

    A customer's first order opens their account, on the day of the earliest order of the file. A
    customer without an owner goes to the rep of the latest order of the file.
    """

    name = "orders"
    list_url_name = "accounts:orders"
    title = gettext_lazy("Orders")
    noun = gettext_lazy("order")
    order = 50
    model = Order
    attrs = {"number": "number", "rep": "rep_id", "date": "date", "currency": "currency_id", "kind": "kind"}
    undo_models = (Order, Account, Customer)
    worked_out = frozenset({"net", "net_base"})
    goes_along = (Event,)

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def may_import(self, by: User | None) -> bool:
        return by is None or by.is_admin or by.is_leading

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        lock_ranking()
        orders: set[int] = set()
        customers: set[int] = set()
        for batch in batches:
            orders.update(self._keys_of(batch))
            customers.update(record.values["customer"] for record in batch if record.values.get("customer"))
        # The cards that will get an account or an owner: nobody else opens or gives them meanwhile.
        cards = Customer.objects.filter(pk__in=customers)
        lock_rows(cards.filter(Q(owner=None) | ~Exists(Account.objects.filter(customer=OuterRef("pk")))))
        lock_orders(orders)

    def hold_for_undo(self, import_id: int) -> None:
        lock_ranking()
        lock_imported(Customer, import_id)
        lock_imported(Account, import_id)
        lock_imported(Order, import_id)

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        numbers = [record.values["number"] for record in batch if "number" in record.values]
        stored = Order.objects.filter(number__in=numbers)
        if context.writing:
            lock_orders(list(stored.values_list("pk", flat=True)))
        rows = self.lockable(stored.select_related("account"), context)
        return {(row.number,): row for row in rows}

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        memory = context.memory
        if "rates" not in memory:
            memory["rates"] = all_rates()
            memory["currencies"] = set(Currency.objects.values_list("pk", flat=True))
            memory["opened"], memory["reps"] = {}, {}
        customers = {record.values["customer"] for record in batch if record.values.get("customer")}
        memory["accounts"] = dict(
            Account.objects.filter(customer__in=customers).values_list("customer_id", "pk")
        )

    def new(self, record: Record, context: Context) -> Order:
        return Order(currency_id=settings.BASE_CURRENCY)

    def attributes(self, record: Record, target: Order, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        if code := wanted.get("currency_id"):
            wanted["currency_id"] = code.upper()
        if customer := record.values.get("customer"):
            wanted["account_id"] = context.memory["accounts"].get(customer, -1)
            if target.pk and target.account_id != wanted["account_id"]:
                context.memory.setdefault("left", set()).add(target.account_id)
        return wanted

    def check(self, record: Record, target: Order, context: Context) -> None:
        if "date" in record.changes and target.date > timezone.localdate() + dt.timedelta(days=1):
            record.refuse("date", _("The day of an order cannot be still to come."), target.date.isoformat())
        if target.pk and "kind" in record.changes:
            # Its lines have the sign of the kind, and returns may name it.
            record.refuse("kind", _("A recorded order keeps its kind. Give the return a number of its own."))
        self._check_rate(record, target, context)

    def _check_rate(self, record: Record, target: Order, context: Context) -> None:
        code = target.currency_id
        if code != settings.BASE_CURRENCY and code not in context.memory["currencies"]:
            record.refuse(
                "currency",
                _("There is no currency “%(code)s”. Add it, with a rate, in the admin.") % {"code": code},
                code,
            )
            return
        rate = rate_among(context.memory["rates"], code, target.date)
        if rate is None:
            message = _("There is no rate for %(code)s on %(date)s. Add one in the admin.")
            record.refuse("currency", message % {"code": code, "date": target.date.isoformat()}, code)
        elif target.rate != rate and (not target.pk or {"currency_id", "date"} & set(record.changes)):
            record.changes["rate"] = target.rate = rate
            target.net_base = in_base(target.net, rate)
            record.changes["net_base"] = target.net_base

    def before_write(self, created: Sequence[Record], updated: Sequence[Record], context: Context) -> None:
        if settings.BASE_CURRENCY not in context.memory["currencies"]:
            context.memory["currencies"].add(base_currency().pk)
        self._open_accounts([*created, *updated], context)
        for record in (*created, *updated):
            self._remember(record, context)

    def _open_accounts(self, records: Sequence[Record], context: Context) -> None:
        """Open the missing accounts of a batch and put the orders into them."""
        accounts = context.memory["accounts"]
        first_days: dict[int, dt.date] = {}
        for record in records:
            customer = record.values.get("customer")
            if customer and customer not in accounts and isinstance(record.target, Order):
                day = record.target.date
                first_days[customer] = min(day, first_days.get(customer, day))
        opened = open_accounts(first_days, context)
        if opened:
            context.notes[_("Accounts opened: %(count)s.")] += len(opened)
        for account in opened:
            accounts[account.customer_id] = account.pk
            context.memory["opened"][account.pk] = account.opened_on
        for record in records:
            if customer := record.values.get("customer"):
                assert isinstance(record.target, Order)
                record.target.account_id = accounts[customer]

    def _remember(self, record: Record, context: Context) -> None:
        order = record.target
        assert isinstance(order, Order)
        opened = context.memory["opened"]
        if order.account_id in opened:
            opened[order.account_id] = min(opened[order.account_id], order.date)
        if customer := record.values.get("customer"):
            latest = context.memory["reps"].get(customer)
            if order.rep_id and (latest is None or order.date >= latest[0]):
                context.memory["reps"][customer] = (order.date, order.rep_id)

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        orders = context.memory.setdefault("orders", set())
        orders.update(record.target.pk for record in written if record.target)

    def finish(self, context: Context) -> None:
        opened = context.memory.get("opened", {})
        accounts = list(Account.objects.in_bulk(list(opened)).values())
        earlier = [account for account in accounts if account.opened_on > opened[account.pk]]
        for account in earlier:
            account.opened_on = opened[account.pk]
        update_many(earlier, ["opened_on"], **stamp(context))
        self._give_owners(context)
        refresh_sums(context.memory.get("orders", ()))
        refresh_last_orders(context.memory.get("left", ()))

    def _give_owners(self, context: Context) -> None:
        """Customers whom nobody looks after go to the rep of their latest order."""
        reps = context.memory.get("reps", {})
        people = User.objects.in_bulk({rep for _day, rep in reps.values()})
        customers = list(
            Customer.objects.filter(pk__in=list(reps), owner=None)
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
        )
        for customer in customers:
            give_to(customer, people[reps[customer.pk][1]])
        update_many(customers, ["owner_id", "team_id"], **stamp(context))
        Event.objects.bulk_create(
            Event(
                customer=customer,
                verb="customer.owner_changed",
                by=context.by,
                job_id=context.import_id,
                data={"from": None, "to": customer.owner_id, "to_name": str(customer.owner), "note": ""},
            )
            for customer in customers
        )
        if customers:
            context.notes[
                _("Customers without an owner given to the rep of their latest order: %(count)s.")
            ] += len(customers)

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        keys = touched.get(Order, ())
        history = Order.history.model.objects.filter(id__in=keys)
        accounts = set(history.values_list("account_id", flat=True))
        refresh_sums(Order.objects.filter(account__in=accounts).values_list("pk", flat=True))
        refresh_last_orders(accounts)

    def export_rows(self, by: User | None) -> QuerySet[Order]:
        return super().export_rows(by).select_related("account__customer", "rep")

    def export_value(self, row: Order, field: Field) -> Any:
        if field.name == "customer":
            return row.account.customer.number
        if field.name == "net":
            return row.net
        return super().export_value(row, field)


_FIELDS = (
    Field(
        "number",
        gettext_lazy("number"),
        required=True,
        max_length=40,
        synonyms=(
            "order_id order_number order_no order invoice invoice_number id no 订单编号 訂單編號 주문번호"
        ),
    ),
    Field(
        "customer",
        gettext_lazy("customer"),
        FieldType.REFERENCE,
        required=True,
        reference="customers",
        max_length=40,
        synonyms=(
            "customer_id customer_number customer_no account account_number account_id 客户编号 客戶編號 "
            "고객번호"
        ),
    ),
    Field(
        "date",
        gettext_lazy("date"),
        FieldType.DATE,
        required=True,
        synonyms="order_date ordered_on invoice_date 订单日期 訂單日期 주문일 주문일자",
    ),
    Field(
        "rep",
        gettext_lazy("rep"),
        FieldType.REFERENCE,
        reference="users",
        max_length=40,
        synonyms=("rep_id rep_number sales_rep salesperson employee_id employee seller"),
    ),
    Field(
        "currency",
        gettext_lazy("currency"),
        max_length=3,
        synonyms="currency_code 币种 幣別 통화",
        help=gettext_lazy("Three letters; without one the base currency."),
    ),
    Field(
        "kind",
        gettext_lazy("kind"),
        FieldType.CHOICE,
        choices=dict(Kind.choices),
        synonyms="order_kind order_type",
    ),
    Field("net", gettext_lazy("net sum"), FieldType.DECIMAL, importable=False),
)
