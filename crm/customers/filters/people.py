"""Filters of people: contacts at the customer, who introduced them, who holds the card."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from crm.customers.choices import ROLES_OR_OTHER
from crm.customers.filters.making import any_of
from crm.customers.models import Contact, Customer
from crm.people.models import Team, Territory, User
from crm.shell.lists.bounds import BoundedFilterSet, KeysFilter

CURRENT, ARCHIVED, ALL = "", "yes", "all"


def _of_contact(label: Any) -> df.CharFilter:
    return df.CharFilter(method="filter_contact", label=label)


class ContactFilters(BoundedFilterSet):
    """All of these together speak of one and the same contact."""

    title = _("Contacts")
    # Which columns of a contact each filter looks at; a text may be anywhere in them.
    columns = {
        "contact_name": ("name",),
        "contact_title": ("title",),
        "contact_department": ("department",),
        "contact_phone": ("phone", "mobile"),
        "contact_email": ("email",),
        "contact_messenger": ("messenger",),
        "contact_personality": ("personality",),
        "contact_interests": ("interests",),
    }
    asked = ("role", "contact_birthday", *columns)

    role = df.ChoiceFilter(choices=ROLES_OR_OTHER, method="filter_contact", label=_("Has a contact who is"))
    contact_name = _of_contact(_("Contact's name"))
    contact_title = _of_contact(_("Contact's title"))
    contact_department = _of_contact(_("Contact's department"))
    contact_phone = _of_contact(_("Contact's phone"))
    contact_email = _of_contact(_("Contact's e-mail"))
    contact_messenger = _of_contact(_("Contact's messenger id"))
    contact_birthday = df.ChoiceFilter(
        choices=list(MONTHS.items()), method="filter_contact", label=_("Contact's birthday in")
    )
    contact_personality = _of_contact(_("Contact's personality"))
    contact_interests = _of_contact(_("Contact's interests"))

    def filter_contact(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        given = {each: text for each in self.asked if (text := self.form.cleaned_data.get(each))}
        if name != next(iter(given)):
            return rows  # the first of them has asked for all
        found = Contact.objects.filter(customer=OuterRef("pk"))
        for each, text in given.items():
            if each == "role":
                found = found.in_role(text)
            elif each == "contact_birthday":
                found = found.filter(birthday__month=text)
            else:
                found = found.filter(any_of(*self.columns[each], value=text))
        return rows.filter(Exists(found))


class OriginFilters(BoundedFilterSet):
    """Who introduced them; customers whom the person may not see answer no question."""

    title = _("Where they come from")

    introduced_by = df.CharFilter(method="filter_introduced_by", label=_("Introduced by"))
    has_introducer = df.BooleanFilter(method="filter_has_introducer", label=_("Has an introducer"))

    def filter_introduced_by(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A name, or a part of it: of a customer, a contact or a colleague, or in words."""
        seen = Customer.objects.visible_to(self.request.user).filter(name__icontains=value)
        contacts = Contact.objects.visible_to(self.request.user).filter(name__icontains=value)
        named = any_of("introducer_colleague__name", "introducer_note", value=value)
        return rows.filter(
            Q(introducer__in=seen.values("pk")) | Q(introducer_contact__in=contacts.values("pk")) | named
        )

    def filter_has_introducer(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        seen = Customer.objects.visible_to(self.request.user)
        known = Q(introducer__isnull=False, introducer__in=seen.values("pk"))
        known |= Q(introducer_colleague__isnull=False) | ~Q(introducer_note="")
        return rows.filter(known) if value else rows.exclude(known)


def _owners(request: Any) -> QuerySet[User]:
    return User.objects.visible_to(request.user) if request else User.objects.none()


def _teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user) if request else Team.objects.none()


def _territories(request: Any) -> QuerySet[Territory]:
    return Territory.objects.visible_to(request.user) if request else Territory.objects.none()


class KeepingFilters(BoundedFilterSet):
    """Archived cards are the list's own matter (``CustomerList.rows``)."""

    title = _("Who holds the card")

    owner = KeysFilter(queryset=_owners, label=_("Owner"))
    no_owner = df.BooleanFilter(field_name="owner", lookup_expr="isnull", label=_("Without owner"))
    team = KeysFilter(queryset=_teams, label=_("Team"))
    territory = KeysFilter(queryset=_territories, label=_("Territory"))
    completeness = df.RangeFilter(label=_("Completeness (%)"))
    verified = df.DateFromToRangeFilter(field_name="verified_on", label=_("Verified"))
    never_verified = df.BooleanFilter(
        field_name="verified_on", lookup_expr="isnull", label=_("Never verified")
    )
    created = df.DateFromToRangeFilter(field_name="created_at", label=_("Created"))
    archived = df.ChoiceFilter(
        choices=((ARCHIVED, _("archived only")), (ALL, _("archived as well"))),
        method="filter_archived",
        empty_label=_("current only"),
        label=_("Archive"),
    )

    def filter_archived(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows
