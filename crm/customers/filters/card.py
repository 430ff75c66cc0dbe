"""Filters of what the card itself says (domain.md, D1.1), a class for each part of the form."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.customers.choices import AddressKind, CustomerKind, Loyalty
from crm.customers.fields import PLACE
from crm.customers.filters.making import any_of, contains, span
from crm.customers.models import Address, Customer, Industry
from crm.shell.lists.bounds import BoundedFilterSet, KeysFilter

_LINE = PLACE[:5]
ADDRESSES = {
    "site_address": AddressKind.SITE,
    "mailing_address": AddressKind.MAILING,
    "delivery_address": AddressKind.DELIVERY,
    "employer_address": AddressKind.EMPLOYER,
}


class WhoFilters(BoundedFilterSet):
    title = pgettext_lazy("part of a card", "Who")

    kind = df.ChoiceFilter(choices=CustomerKind.choices, label=_("Kind"))
    industry = KeysFilter(queryset=Industry.objects.all(), label=_("Industry"))
    number = contains("number")
    short_name = contains("short_name")
    born = df.RangeFilter(method="filter_born", label=_("Year of birth"))
    birthday = df.ChoiceFilter(
        field_name="birth_date__month", choices=list(MONTHS.items()), label=_("Birthday in")
    )
    place_of_origin = df.CharFilter(lookup_expr="icontains", label=_("Place of origin"))

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


class ReachFilters(BoundedFilterSet):
    title = _("How to reach them")

    has_phone = df.BooleanFilter(method="filter_has_phone", label=_("Has a phone number"))
    has_email = df.BooleanFilter(method="filter_has_email", label=_("Has an e-mail address"))
    phone = df.CharFilter(method="filter_phone", label=_("Phone"))
    email = contains("email")
    messenger = contains("messenger")
    website = contains("website")
    best_time_to_call = contains("best_time_to_call")

    def filter_has_phone(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        none = Q(phone="", mobile="")
        return rows.filter(~none if value else none)

    def filter_has_email(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        return rows.exclude(email="") if value else rows.filter(email="")

    def filter_phone(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(any_of("phone", "mobile", value=value))


class PlaceFilters(BoundedFilterSet):
    title = _("Address")

    city = df.CharFilter(lookup_expr="icontains", label=_("City"))
    street = contains("street")
    region = df.CharFilter(lookup_expr="icontains", label=_("State or province"))
    postcode = df.CharFilter(lookup_expr="istartswith", label=_("Postcode begins with"))
    country = df.CharFilter(lookup_expr="icontains", label=_("Country"))
    located = df.BooleanFilter(method="filter_located", label=_("Has coordinates"))
    site_address = df.CharFilter(method="filter_address", label=AddressKind.SITE.label)
    mailing_address = df.CharFilter(method="filter_address", label=AddressKind.MAILING.label)
    delivery_address = df.CharFilter(method="filter_address", label=AddressKind.DELIVERY.label)
    employer_address = df.CharFilter(method="filter_address", label=AddressKind.EMPLOYER.label)

    def filter_located(self, rows: QuerySet[Customer], name: str, value: bool) -> QuerySet[Customer]:
        located = Q(latitude__isnull=False, longitude__isnull=False)
        return rows.filter(located if value else ~located)

    def filter_address(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        """Any line of an address of that kind."""
        found = Address.objects.filter(any_of(*_LINE, value=value), customer=OuterRef("pk"))
        return rows.filter(Exists(found.filter(kind=ADDRESSES[name])))


class BusinessFilters(BoundedFilterSet):
    title = _("Business")

    annual_turnover = df.RangeFilter(label=_("Annual turnover"))
    employees = df.RangeFilter(label=_("Number of employees"))
    brand = df.CharFilter(lookup_expr="icontains", label=_("Brand or trade mark"))
    registered_capital = span("registered_capital")
    main_customers = contains("main_customers")
    strength = contains("strength")
    handling_department = contains("handling_department")


class BuyingFilters(BoundedFilterSet):
    title = _("Buying")

    products_bought = df.CharFilter(lookup_expr="icontains", label=_("Products bought today"))
    annual_consumption = df.RangeFilter(label=_("Annual consumption"))
    consumption_unit = contains("consumption_unit")
    delivery_method = df.CharFilter(lookup_expr="icontains", label=_("Delivery method"))
    has_storage = df.BooleanFilter(label=_("Own storage"))
    storage_capacity = contains("storage_capacity")
    incumbent = df.CharFilter(lookup_expr="icontains", label=_("Supplied today by"))
    incumbent_loyalty = df.ChoiceFilter(choices=Loyalty.choices, label=_("Loyalty to that supplier"))


class PersonFilters(BoundedFilterSet):
    title = _("Work and person")

    occupation = df.CharFilter(lookup_expr="icontains", label=_("Occupation"))
    employer = df.CharFilter(lookup_expr="icontains", label=_("Employer"))
    position = contains("position")
    interests = contains("interests")
    personality = contains("personality")
    favourite_sport = contains("favourite_sport")


class MoneyFilters(BoundedFilterSet):
    title = _("Money")

    credit_standing = df.CharFilter(lookup_expr="icontains", label=_("Credit standing"))
    payment_behaviour = contains("payment_behaviour")
    bank = contains("bank")
