"""Filters of customers in the API: those of the list page, and what only programs ask for."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.api.filters import TextFilter
from crm.customers import custom, custom_forms
from crm.customers.choices import ROLES_OR_OTHER
from crm.customers.filters import ALL, ARCHIVED, CustomerFilter
from crm.customers.models import Address, Contact, Customer
from crm.customers.policy import verify_before
from crm.customers.querysets import ContactQuerySet
from crm.shell.lists.bounds import BoundedFilterSet


class ExactFilters(BoundedFilterSet):
    """What programs know a card by: given whole, where a person at a list gives a part."""

    number = django_filters.CharFilter(label=_("The customer's own number, exactly"))
    email = django_filters.CharFilter(lookup_expr="iexact", label=_("E-mail"))


class CustomerApiFilter(ExactFilters, CustomerFilter):
    """As the list page; archived cards only when asked for, there as here."""

    q = TextFilter()
    introducer = django_filters.NumberFilter(method="filter_introducer", label=_("Introduced by"))
    to_verify = django_filters.BooleanFilter(
        method="filter_to_verify", label=_("Nobody has verified them for too long")
    )
    changed_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label=_("Changed at or after this moment")
    )

    @property
    def qs(self) -> QuerySet[Customer]:
        """The rows that all filters leave; without one for the archive, those outside it."""
        rows: QuerySet[Customer] = super().qs
        match self.form.cleaned_data.get("archived") if self.is_bound and self.is_valid() else "":
            case value if value == ALL:
                return rows
            case value if value == ARCHIVED:
                return rows.exclude(archived_at=None)
            case _:
                return rows.filter(archived_at=None)

    def filter_introducer(self, rows: QuerySet[Customer], name: str, value: int) -> QuerySet[Customer]:
        """Whom a customer brought whom the person sees: trying keys out tells nothing of others (D7.1)."""
        introducers = Customer.objects.visible_to(self.request.user).filter(pk=value)
        return rows.filter(introducer__in=introducers.values("pk"))

    def filter_to_verify(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        waiting = Customer.objects.to_verify(verify_before(timezone.localdate())).values("pk")
        return rows.filter(pk__in=waiting) if value else rows.exclude(pk__in=waiting)


def filter_of_the_day() -> type[CustomerApiFilter]:
    """Return the filter with the custom fields in use (one query)."""
    part = custom_forms.filter_part(custom.definitions())
    return type("CustomerApiFilterOfTheDay", (CustomerApiFilter, part), {})


class ContactFilter(django_filters.FilterSet):
    q = TextFilter()
    customer = django_filters.NumberFilter(field_name="customer_id")
    role = django_filters.ChoiceFilter(choices=ROLES_OR_OTHER, method="filter_role")
    email = django_filters.CharFilter(lookup_expr="iexact")

    class Meta:
        model = Contact
        fields: tuple[str, ...] = ()

    def filter_role(self, rows: ContactQuerySet, name: str, value: str) -> ContactQuerySet:
        return rows.in_role(value)


class AddressFilter(django_filters.FilterSet):
    customer = django_filters.NumberFilter(field_name="customer_id")

    class Meta:
        model = Address
        fields: tuple[str, ...] = ("kind",)
