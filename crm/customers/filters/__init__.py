"""What the list of customers can be filtered by: every row of the card where a person would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm.customers import custom_forms
from crm.customers.filters.card import (
    BusinessFilters,
    BuyingFilters,
    MoneyFilters,
    PersonFilters,
    PlaceFilters,
    ReachFilters,
    WhoFilters,
)
from crm.customers.filters.people import (
    ALL,
    ARCHIVED,
    CURRENT,
    ContactFilters,
    KeepingFilters,
    OriginFilters,
)
from crm.customers.models import Customer, CustomField
from crm.shell.lists.bounds import FIRST_DAY, LAST_DAY

__all__ = ["ALL", "ARCHIVED", "CURRENT", "CustomerFilter", "filter_class"]


class CustomerFilter(
    WhoFilters,
    ReachFilters,
    PlaceFilters,
    ContactFilters,
    BusinessFilters,
    BuyingFilters,
    PersonFilters,
    MoneyFilters,
    OriginFilters,
    KeepingFilters,
):
    """All of them, in the order of the card. Special and sensitive data is not searched (D7.3)."""

    bounds = {"born": (FIRST_DAY.year, LAST_DAY.year)}
    everyday: Sequence[str] = ("kind", "industry", "city", "owner", "team", "archived")

    class Meta:
        model = Customer
        fields = ()


def filter_class(fields: Iterable[CustomField]) -> type[CustomerFilter]:
    """Return the filter with the custom fields of the day as well."""
    return type("CustomerFilterOfTheDay", (CustomerFilter, custom_forms.filter_part(fields)), {})
