"""What the list of customers can be filtered by: every row of the card where a person would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.customers import custom_forms
from crm.customers.choices import ROLES_OR_OTHER, CustomerKind, Loyalty
from crm.customers.models import Contact, Customer, CustomField, Industry
from crm.people.models import Team, Territory, User
from crm.shell.lists.bounds import FIRST_DAY, LAST_DAY, BoundedFilterSet, KeysFilter

CURRENT, ARCHIVED, ALL = "", "yes", "all"


def _owners(request: Any) -> QuerySet[User]:
    return User.objects.visible_to(request.user) if request else User.objects.none()


def _teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user) if request else Team.objects.none()


def _territories(request: Any) -> QuerySet[Territory]:
    return Territory.objects.visible_to(request.user) if request else Territory.objects.none()


class CustomerFilter(BoundedFilterSet):
    """Filters of customers; archived ones are the list's own matter (``CustomerList.rows``)."""

    bounds = {"born": (FIRST_DAY.year, LAST_DAY.year)}

    kind = django_filters.ChoiceFilter(choices=CustomerKind.choices, label=_("Kind"))
    owner = KeysFilter(queryset=_owners, label=_("Owner"))
    no_owner = django_filters.BooleanFilter(
        field_name="owner", lookup_expr="isnull", label=_("Without owner")
    )
    team = KeysFilter(queryset=_teams, label=_("Team"))
    territory = KeysFilter(queryset=_territories, label=_("Territory"))
    industry = KeysFilter(queryset=Industry.objects.all(), label=_("Industry"))
    city = django_filters.CharFilter(lookup_expr="icontains", label=_("City"))
    region = django_filters.CharFilter(lookup_expr="icontains", label=_("State or province"))
    postcode = django_filters.CharFilter(lookup_expr="istartswith", label=_("Postcode begins with"))
    country = django_filters.CharFilter(lookup_expr="icontains", label=_("Country"))
    located = django_filters.BooleanFilter(method="filter_located", label=_("Has coordinates"))
    completeness = django_filters.RangeFilter(label=_("Completeness (%)"))
    verified = django_filters.DateFromToRangeFilter(field_name="verified_on", label=_("Verified"))
    never_verified = django_filters.BooleanFilter(
        field_name="verified_on", lookup_expr="isnull", label=_("Never verified")
    )
    created = django_filters.DateFromToRangeFilter(field_name="created_at", label=_("Created"))
    archived = django_filters.ChoiceFilter(
        choices=((ARCHIVED, _("archived only")), (ALL, _("archived as well"))),
        method="filter_archived",
        empty_label=_("current only"),
        label=_("Archive"),
    )
    has_phone = django_filters.BooleanFilter(method="filter_has_phone", label=_("Has a phone number"))
    has_email = django_filters.BooleanFilter(method="filter_has_email", label=_("Has an e-mail address"))
    role = django_filters.ChoiceFilter(
        choices=ROLES_OR_OTHER, method="filter_role", label=_("Has a contact who is")
    )
    annual_turnover = django_filters.RangeFilter(label=_("Annual turnover"))
    employees = django_filters.RangeFilter(label=_("Number of employees"))
    brand = django_filters.CharFilter(lookup_expr="icontains", label=_("Brand or trade mark"))
    products_bought = django_filters.CharFilter(lookup_expr="icontains", label=_("Products bought today"))
    annual_consumption = django_filters.RangeFilter(label=_("Annual consumption"))
    delivery_method = django_filters.CharFilter(lookup_expr="icontains", label=_("Delivery method"))
    has_storage = django_filters.BooleanFilter(label=_("Own storage"))
    incumbent = django_filters.CharFilter(lookup_expr="icontains", label=_("Supplied today by"))
    incumbent_loyalty = django_filters.ChoiceFilter(
        choices=Loyalty.choices, label=_("Loyalty to that supplier")
    )
    credit_standing = django_filters.CharFilter(lookup_expr="icontains", label=_("Credit standing"))
    occupation = django_filters.CharFilter(lookup_expr="icontains", label=_("Occupation"))
    employer = django_filters.CharFilter(lookup_expr="icontains", label=_("Employer"))
    born = django_filters.RangeFilter(method="filter_born", label=_("Year of birth"))
    place_of_origin = django_filters.CharFilter(lookup_expr="icontains", label=_("Place of origin"))

    class Meta:
        model = Customer
        fields = ()

    def filter_located(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        located = Q(latitude__isnull=False, longitude__isnull=False)
        return rows.filter(located if value else ~located)

    def filter_archived(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows

    def filter_has_phone(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        none = Q(phone="", mobile="")
        return rows.filter(~none if value else none)

    def filter_has_email(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        return rows.exclude(email="") if value else rows.filter(email="")

    def filter_role(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(pk__in=Contact.objects.in_role(value).values("customer"))

    def filter_born(self, rows: QuerySet[Customer], name: str, value: Any) -> QuerySet[Customer]:
        """The year lies in the date of birth or, where only that is known, on its own."""
        if value.start is not None:
            start = _year(value.start)
            rows = rows.filter(Q(birth_date__year__gte=start) | Q(birth_date=None, birth_year__gte=start))
        if value.stop is not None:
            stop = _year(value.stop)
            rows = rows.filter(Q(birth_date__year__lte=stop) | Q(birth_date=None, birth_year__lte=stop))
        return rows


def _year(value: Any) -> int:
    """Return a year that a date can have."""
    return min(max(int(value), 1), 9999)


def filter_class(fields: Iterable[CustomField]) -> type[CustomerFilter]:
    """Return the filter with the custom fields of the day as well."""
    return type("CustomerFilterOfTheDay", (CustomerFilter,), custom_forms.filters(fields))
