"""The catalogue: everybody reads it, leaders keep it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts import rules
from accounts.filters import ProductFilter
from accounts.models import Currency, Product, ProductFamily
from accounts.services.products import save_product
from crm.api.fields import BaseCurrency, Key
from crm.api.viewsets import CatalogueViewSet, WriteViewSet


class ProductSerializer(serializers.ModelSerializer[Product]):
    """A product; price and cost per unit, in the base currency, tax excluded."""

    serializer_related_field = Key
    family_name = serializers.CharField(source="family.name", read_only=True, default=None, allow_null=True)
    cost = serializers.DecimalField(
        max_digits=14,
        decimal_places=4,
        min_value=0,
        required=False,
        allow_null=True,
        help_text="What a unit costs us: for leaders; for others it is null.",
    )
    currency = BaseCurrency()

    class Meta:
        model = Product
        fields = (
            "id", "number", "name", "family", "family_name", "unit", "price", "cost", "currency", "active",
        )  # fmt: skip

    def to_representation(self, instance: Product) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not rules.sees_costs(self.context["request"].user):
            shown["cost"] = None
        return shown


class ProductApiFilter(ProductFilter):
    q = django_filters.CharFilter(method="filter_text", label="Words of the name or number", max_length=100)
    number = django_filters.CharFilter()

    def filter_text(self, rows: Any, name: str, value: str) -> QuerySet[Product]:
        found: QuerySet[Product] = rows.matching(value)
        return found


class ProductViewSet(WriteViewSet):
    """What we sell. Leaders and admins write it; orders keep the price they were taken at."""

    queryset = Product.objects.select_related("family")
    serializer_class = ProductSerializer
    filterset_class = ProductApiFilter
    orderings = {"name": ("name",), "number": ("number",), "price": ("price",)}
    default_ordering = "name"

    def write_new(self, values: dict[str, Any]) -> Product:
        return save_product(facts=values, by=self.person)

    def write_changes(self, record: Product, values: dict[str, Any]) -> Product:
        return save_product(product=record, facts=values, by=self.person)

    def check_verb(self) -> None:
        self.require(rules.may_edit_products(self.person))


class ProductFamilySerializer(serializers.ModelSerializer[ProductFamily]):
    class Meta:
        model = ProductFamily
        fields = ("id", "name")
        read_only_fields = fields


class CurrencySerializer(serializers.ModelSerializer[Currency]):
    class Meta:
        model = Currency
        fields = ("code", "name")
        read_only_fields = fields


class ProductFamilyViewSet(CatalogueViewSet):
    """The families of products."""

    queryset = ProductFamily.objects.all()
    serializer_class = ProductFamilySerializer
    orderings = {"name": ("name",)}
    default_ordering = "name"


class CurrencyViewSet(CatalogueViewSet):
    """The currencies orders can be in."""

    lookup_value_regex = "[A-Z]{3}"
    queryset = Currency.objects.all()
    serializer_class = CurrencySerializer
