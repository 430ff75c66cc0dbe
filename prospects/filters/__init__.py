"""What prospects can be narrowed by: the effort's own facts, and every filter of the customer file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from crm.customers import custom_forms
from crm.customers.filters import CustomerFilter
from crm.customers.models import Customer, CustomField
from prospects.filters.effort import ALL, GIVEN_UP, OPEN, POOL, WON, EffortFilter
from prospects.models import Prospect

if TYPE_CHECKING:
    from prospects.querysets import ProspectQuerySet

__all__ = ["ALL", "GIVEN_UP", "OPEN", "POOL", "WON", "ProspectFilter", "filter_class", "in_state"]


class ProspectFilter(EffortFilter, CustomerFilter):
    """The effort's own filters first; those of the card narrow its customers.

    A filter of the card gets customers, as in their own list, so that both lists mean the same by it.
    """

    archived = None
    own = frozenset(EffortFilter.base_filters)
    everyday = (
        "state",
        "stage",
        "disposition",
        "score",
        "industry",
        "city",
        "owner",
        "team",
        "last_contact_before",
    )

    class Meta:
        model = Prospect
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        cards: QuerySet[Any] = Customer.objects.all()
        for name, value in self.form.cleaned_data.items():
            if name in self.own:
                queryset = self.filters[name].filter(queryset, value)
            else:
                cards = self.filters[name].filter(cards, value)
        return queryset.filter(customer__in=cards.values("pk")) if cards.query.where else queryset


def filter_class(fields: Iterable[CustomField]) -> type[ProspectFilter]:
    """Return the filter with the custom fields of the day as well."""
    return type("ProspectFilterOfTheDay", (ProspectFilter, custom_forms.filter_part(fields)), {})


def in_state(rows: ProspectQuerySet, state: str) -> ProspectQuerySet:
    """Return those of *rows* that the state filter asks for: the open ones unless it asks for others."""
    match state:
        case value if value == ALL:
            return rows.in_file()
        case value if value == WON:
            return rows.won()
        case value if value == GIVEN_UP:
            return rows.struck_off()
        case value if value == POOL:
            return rows.pooled()
        case _:
            return rows.open()
