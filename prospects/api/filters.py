"""Filters of prospects in the API: those of the list page, and what only programs ask for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from crm.api.filters import TextFilter
from crm.customers import custom, custom_forms
from crm.customers.api.filters import ExactFilters
from prospects.filters import ProspectFilter, in_state


class ProspectApiFilter(ExactFilters, ProspectFilter):
    """As the list page: the open prospects unless `state` asks for others."""

    q = TextFilter("customer__search_text")
    customer = django_filters.NumberFilter(field_name="customer_id", label=_("Customer"))
    changed_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label=_("Changed at or after this moment")
    )
    own = ProspectFilter.own | {"q", "customer", "changed_since"}

    @property
    def qs(self) -> QuerySet[Any]:
        """The rows that all filters leave, of the state asked for."""
        rows: Any = super().qs
        state = self.form.cleaned_data.get("state", "") if self.is_bound and self.is_valid() else ""
        narrowed: QuerySet[Any] = in_state(rows, state)
        return narrowed


# Filters of the card read a customer's column, which the schema cannot find on a prospect.
_TYPES = {
    "annual_consumption": OpenApiTypes.NUMBER,
    "annual_turnover": OpenApiTypes.NUMBER,
    "campaign": OpenApiTypes.INT,
    "completeness": OpenApiTypes.INT,
    "employees": OpenApiTypes.INT,
    "industry": OpenApiTypes.INT,
    "owner": OpenApiTypes.INT,
    "product": OpenApiTypes.INT,
    "registered_capital": OpenApiTypes.NUMBER,
    "team": OpenApiTypes.INT,
    "territory": OpenApiTypes.INT,
}
for _name, _type in _TYPES.items():
    _filter = deepcopy(ProspectApiFilter.base_filters[_name])
    ProspectApiFilter.base_filters[_name] = extend_schema_field(_type)(_filter)


def filter_of_the_day() -> type[ProspectApiFilter]:
    """Return the filter with the custom fields in use (one query)."""
    part = custom_forms.filter_part(custom.definitions())
    return type("ProspectApiFilterOfTheDay", (ProspectApiFilter, part), {})
