"""Fields that serializers of every app share: records the person may see, sums with their currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Key(serializers.PrimaryKeyRelatedField):
    """The key of a record, a whole number or a text: 7.5 is nobody's, rather than number 7's."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, int | str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if isinstance(data, str) and "\0" in data:
            self.fail("does_not_exist", pk_value=data)
        return super().to_internal_value(data)


class VisibleKey(Key):
    """The key of a record among those the person may see: any other does not exist for them (D7.1)."""

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        request = self.context.get("request")
        return rows.visible_to(request.user) if request else rows.none()


class MoneySerializer(serializers.Serializer[Any]):
    """A sum and what it is counted in."""

    amount = serializers.DecimalField(max_digits=22, decimal_places=4)
    currency = serializers.CharField(max_length=3, help_text="ISO 4217, such as EUR.")


def money(amount: Decimal, currency: str = "") -> dict[str, str]:
    """Return a sum as the API writes it; without *currency* it is in the base currency."""
    return {"amount": f"{amount:.4f}", "currency": currency or settings.BASE_CURRENCY}


@extend_schema_field(MoneySerializer)
class Money(serializers.Field[Any, Any, Any, Any]):
    """A stored sum, to read only. ``currency`` names the row's field with its code; else the base's."""

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> tuple[Decimal, str]:
        amount: Any = super().get_attribute(instance)
        code = getattr(instance, self.currency) if self.currency else settings.BASE_CURRENCY
        return amount, code

    def to_representation(self, value: tuple[Decimal, str]) -> dict[str, str]:
        return money(*value)


@extend_schema_field({"type": "string", "minLength": 3, "maxLength": 3})
class BaseCurrency(serializers.Field[Any, Any, Any, Any]):
    """The code of the base currency, beside sums that are counted in it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"read_only": True, "source": "*"}
        kwargs.setdefault("help_text", "What the sums of this record are counted in: the base currency.")
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> str:
        return str(settings.BASE_CURRENCY)
