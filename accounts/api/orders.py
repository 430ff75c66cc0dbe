"""Orders and returns."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.choices import OrderKind
from accounts.filters import OrderFilter
from accounts.finding import CUSTOMER, by_number
from accounts.forms.orders import MAX_LINES
from accounts.models import Account, Currency, Order, OrderLine, Product
from accounts.services.accounts import open_account
from accounts.services.orders import LineInput, change_order, fingerprint, record_order, record_return
from crm.api.fields import Key, Money, VisibleKey
from crm.api.viewsets import WriteViewSet
from crm.customers.models import Customer
from crm.people.models import User
from crm.shell.textsearch import MAX_QUERY, matching, similar


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    """One product of an order; of a return, `quantity` and `net` are negative. `discount` is 0 to 1."""

    product_number = serializers.CharField(source="product.number", read_only=True)
    product_name = serializers.CharField(source="product.name", read_only=True)

    class Meta:
        model = OrderLine
        fields = (
            "id", "product", "product_number", "product_name", "quantity", "price", "discount", "net",
        )  # fmt: skip
        read_only_fields = fields


class OrderSummarySerializer(serializers.ModelSerializer[Order]):
    """An order without its lines. Sums are net of tax; those of a return are negative."""

    customer = serializers.IntegerField(source="account.customer_id", read_only=True)
    customer_name = serializers.CharField(source="account.customer.name", read_only=True)
    net = Money(currency="currency_id")
    net_base = Money()

    class Meta:
        model = Order
        fields = (
            "id",
            "number",
            "kind",
            "date",
            "account",
            "customer",
            "customer_name",
            "rep",
            "returns",
            "currency",
            "rate",
            "net",
            "net_base",
            "created_at",
        )
        read_only_fields = fields


class OrderSerializer(OrderSummarySerializer):
    """An order with its lines; prices are in the order's currency, net of tax."""

    lines = OrderLineSerializer(many=True, read_only=True)
    fingerprint = serializers.SerializerMethodField()

    class Meta(OrderSummarySerializer.Meta):
        fields = (*OrderSummarySerializer.Meta.fields, "lines", "fingerprint")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_fingerprint(self, order: Order) -> str:
        """What can be mended of the order, digested: send it back as `seen` with a change."""
        return fingerprint(order)


class LineSerializer(serializers.Serializer[Any]):
    """One product of an order to be written."""

    product = serializers.IntegerField(min_value=1, max_value=2**62)
    quantity = serializers.DecimalField(
        max_digits=14, decimal_places=3, help_text="More than 0, also for goods brought back."
    )
    price = serializers.DecimalField(
        max_digits=14,
        decimal_places=4,
        min_value=0,
        required=False,
        allow_null=True,
        help_text="Per unit, in the order's currency; none: the list price, of a return the sale's.",
    )
    discount = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=0, max_value=1, required=False, help_text="0 to 1."
    )


class _WithLines(serializers.Serializer[Any]):
    def validate_lines(self, lines: list[dict[str, Any]]) -> list[LineInput]:
        """Return lines as the services take them; the products are fetched at once."""
        products = Product.objects.in_bulk([line["product"] for line in lines])
        missing = [{} if line["product"] in products else _no_product() for line in lines]
        if any(missing):
            raise serializers.ValidationError(missing)
        return [LineInput(**line | {"product": products[line["product"]]}) for line in lines]


def _no_product() -> dict[str, list[str]]:
    return {"product": [_("There is no such product.")]}


class NewOrderSerializer(_WithLines):
    """An order, or goods brought back (`kind` is `return`): of the `account`, or by its `customer`."""

    account = VisibleKey(queryset=Account.objects.select_related("customer"), required=False)
    customer = VisibleKey(
        queryset=Customer.objects.all(),
        required=False,
        help_text="Instead of `account`, of an order: the account is opened with the first one.",
    )
    kind = serializers.ChoiceField(choices=OrderKind.choices, default=OrderKind.SALE)
    date = serializers.DateField(required=False, help_text="Today unless given; never a day to come.")
    number = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Empty: the next free one."
    )
    rep = VisibleKey(queryset=User.objects.active(), required=False, allow_null=True)
    currency = Key(queryset=Currency.objects.all(), required=False, help_text="The account's unless given.")
    returns = VisibleKey(
        queryset=Order.objects.all(),
        required=False,
        allow_null=True,
        help_text="Of a return: the sale it belongs to.",
    )
    lines = LineSerializer(many=True, allow_empty=False, max_length=MAX_LINES)  # type: ignore[call-arg]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        self._whose(attrs)
        if attrs["kind"] == OrderKind.SALE and attrs.get("returns"):
            message = _("Only goods brought back name the sale they belong to.")
            raise serializers.ValidationError({"returns": [message]})
        return attrs

    def _whose(self, attrs: dict[str, Any]) -> None:
        if ("account" in attrs) == ("customer" in attrs):
            message = _("Give either the account or the customer.")
            raise serializers.ValidationError({"account": [message]}, code="required")
        if attrs["kind"] == OrderKind.RETURN and "customer" in attrs:
            message = _("Goods come back to an account: name it.")
            raise serializers.ValidationError({"account": [message]}, code="required")


class OrderChangeSerializer(_WithLines):
    """What can be mended of an order. `lines`, when given, become exactly these."""

    date = serializers.DateField(required=False)
    rep = VisibleKey(queryset=User.objects.active(), required=False, allow_null=True)
    lines = LineSerializer(many=True, required=False, allow_empty=False, max_length=MAX_LINES)  # type: ignore[call-arg]
    seen = serializers.CharField(
        required=False,
        max_length=64,
        help_text="The `fingerprint` you read: refused when somebody else has changed the order since.",
    )


class OrderApiFilter(OrderFilter):
    q = django_filters.CharFilter(
        method="filter_text", label="A number or a part of one, or a customer", max_length=MAX_QUERY
    )
    number = django_filters.CharFilter()
    account = django_filters.NumberFilter(field_name="account_id")
    customer = django_filters.NumberFilter(field_name="account__customer_id")

    def filter_text(self, rows: Any, name: str, value: str) -> QuerySet[Order]:
        """Find by the number or a part of it, and by the customer where no number has it."""
        numbered: QuerySet[Order] | None = by_number(rows, value)
        if numbered is not None:
            return numbered
        found: QuerySet[Order] = matching(rows, value, field=CUSTOMER)
        return found if found.exists() else similar(rows, value, field=CUSTOMER)


class OrderViewSet(WriteViewSet):
    """Orders and returns of accounts you see. Lists leave the lines out."""

    queryset = Order.objects.select_related("account__customer")
    serializer_class = OrderSerializer
    list_serializer_class = OrderSummarySerializer
    new_serializer_class = NewOrderSerializer
    change_serializer_class = OrderChangeSerializer
    filterset_class = OrderApiFilter
    orderings = {"date": ("date",), "number": ("number",), "net_base": ("net_base",)}
    default_ordering = "-date"

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related("lines__product")

    def write_new(self, values: dict[str, Any]) -> Order:
        kind, returns = values.pop("kind"), values.pop("returns", None)
        if kind == OrderKind.RETURN:
            return record_return(by=self.person, returns=returns, **values)
        with transaction.atomic():  # an order that is refused opens no account
            if customer := values.pop("customer", None):
                values["account"] = open_account(customer=customer, by=self.person)
            return record_order(by=self.person, **values)

    def write_changes(self, record: Order, values: dict[str, Any]) -> Order:
        return change_order(
            order=record,
            lines=values.get("lines"),
            date=values.get("date", record.date),
            rep=values.get("rep", record.rep),
            by=self.person,
            seen=values.get("seen", ""),
        )
