"""Order lines as a kind of record in files: the one that comes in hundreds of thousands."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrderKind
from accounts.models import Order, OrderLine
from accounts.money import line_net
from accounts.services.locks import lock_orders
from accounts.services.orders import refresh_sums
from crm.exchange.fields import Field, FieldType
from crm.exchange.modelkind import ModelKind
from crm.exchange.records import Context, Record

if TYPE_CHECKING:
    from crm.people.models import User

TEN_DIGITS = Decimal(10) ** 10 - 1
LARGEST_NET = Decimal(10) ** 12  # leaves room for the sum of an order


class OrderLineKind(ModelKind):
    """Lines, found by order and product: a product stands on an order once.

    In a return every quantity is negative, whichever sign the file gives it.
    """

    name = "order-lines"
    list_url_name = "accounts:orders"
    title = gettext_lazy("Order lines")
    order = 60
    keys = ("order", "product")
    model = OrderLine
    attrs = {
        "order": "order_id",
        "product": "product_id",
        "quantity": "quantity",
        "price": "price",
        "discount": "discount",
    }

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def may_import(self, by: User | None) -> bool:
        return by is None or by.is_admin or by.is_leading

    def find(self, numbers: Sequence[str], by: User | None) -> dict[str, int]:
        return {}

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        rows = (record.values for batch in batches for record in batch)
        lock_orders({values["order"] for values in rows if values.get("order")})

    def hold_for_undo(self, import_id: int) -> None:
        mine = OrderLine.history.model.objects.filter(job_id=import_id)
        lock_orders(set(mine.values_list("order_id", flat=True)))
        super().hold_for_undo(import_id)

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        orders = {record.values["order"] for record in batch if record.values.get("order")}
        if context.writing:
            lock_orders(orders)
        rows = self.lockable(OrderLine.objects.filter(order__in=orders), context)
        return {(row.order_id, row.product_id): row for row in rows}

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        orders = {record.values["order"] for record in batch if record.values.get("order")}
        returns = Order.objects.filter(pk__in=orders, kind=OrderKind.RETURN)
        context.memory["returns"] = set(returns.values_list("pk", flat=True))

    def attributes(self, record: Record, target: OrderLine, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        quantity = wanted.get("quantity")
        if quantity and record.values["order"] in context.memory["returns"]:
            wanted["quantity"] = -abs(quantity)
        price = wanted.get("price", target.price)
        quantity = wanted.get("quantity", target.quantity)
        if price is not None and quantity is not None:
            discount = wanted.get("discount", target.discount) or Decimal(0)
            wanted["net"] = line_net(price=price, quantity=quantity, discount=discount)
        return wanted

    def check(self, record: Record, target: OrderLine, context: Context) -> None:
        if target.quantity == 0:
            record.refuse("quantity", _("A quantity of 0 is no line. Leave the row out."), "0")
        if abs(target.net) > LARGEST_NET:
            record.refuse("price", _("Price times quantity is too large."), target.price)

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        context.memory.setdefault("orders", set()).update(record.values["order"] for record in written)

    def finish(self, context: Context) -> None:
        refresh_sums(context.memory.get("orders", ()))

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        history = OrderLine.history.model.objects.filter(id__in=touched.get(OrderLine, ()))
        refresh_sums(set(history.values_list("order_id", flat=True)))

    def export_rows(self, by: User | None) -> QuerySet[OrderLine]:
        return super().export_rows(by).select_related("order", "product")


_FIELDS = (
    Field(
        "order",
        gettext_lazy("order"),
        FieldType.REFERENCE,
        required=True,
        reference="orders",
        max_length=40,
        synonyms=("order_id order_number order_no invoice invoice_number 订单编号 訂單編號 주문번호"),
    ),
    Field(
        "product",
        gettext_lazy("product"),
        FieldType.REFERENCE,
        required=True,
        reference="products",
        max_length=40,
        synonyms=(
            "product_id product_number product_code item item_id sku article 产品编号 產品編號 제품번호"
        ),
    ),
    Field(
        "quantity",
        gettext_lazy("quantity"),
        FieldType.DECIMAL,
        required=True,
        places=3,
        minimum=-TEN_DIGITS,
        maximum=TEN_DIGITS,
        synonyms="qty amount units 数量 數量 수량",
    ),
    Field(
        "price",
        gettext_lazy("price"),
        FieldType.DECIMAL,
        required=True,
        places=4,
        minimum=Decimal(0),
        maximum=TEN_DIGITS,
        synonyms="unit_price sales_price 单价 單價 단가",
    ),
    Field(
        "discount",
        gettext_lazy("discount"),
        FieldType.SHARE,
        places=4,
        synonyms="discount_share rebate 折扣 할인",
        help=gettext_lazy("0 to 1, or a percentage with its sign."),
    ),
)
