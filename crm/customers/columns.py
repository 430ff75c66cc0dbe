"""The columns of lists of customers: every row of the card (domain.md, D1.1) can be one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.customers.choices import AddressKind, ContactRole
from crm.customers.filters.making import label_of
from crm.customers.models import Contact, Customer
from crm.people.models import User
from crm.shell.formats import number, percent
from crm.shell.lists import Column, Key

WHO = pgettext_lazy("part of a card", "Who")
REACH = _("How to reach them")
PLACE = _("Address")
CONTACTS = _("Contacts")
BUSINESS = _("Business")
BUYING = _("Buying")
PERSON = _("Work and person")
MONEY = _("Money")
ORIGIN = _("Where they come from")
KEEPING = _("Who holds the card")


def _place(customer: Customer) -> str:
    return " · ".join(filter(None, [customer.city, customer.number]))


def _kind(customer: Customer) -> str:
    return str(customer.get_kind_display())


def _share(customer: Customer) -> str | SafeString:
    return percent(customer.completeness / 100, 0)


def _born(customer: Customer) -> object:
    return customer.birth_date or (str(customer.birth_year) if customer.birth_year else None)


def _consumption(customer: Customer) -> str | None:
    if customer.annual_consumption is None:
        return None
    return f"{number(customer.annual_consumption)} {customer.consumption_unit}".strip()


def _further(name: str, group: Any, key: str = "", label: Any = "", **more: Any) -> Column:
    """Return a column of the plain fact *name*, to be chosen; called as the field unless told otherwise."""
    more = {"render": attrgetter(name), "sort": (name,), "group": group, "shown": False, **more}
    return Column(key=key or name, label=label or label_of(name), **more)


def _text(name: str, group: Any) -> Column:
    """Return a column of a long text, which lists leave out unless it is shown."""
    return _further(name, group, sort=None, prepare=_with_texts)


def _with_texts(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.defer(None)


def _contacts_who(role: ContactRole) -> Column:
    """Return a column of the names of those contacts who have *role*."""

    def names(customer: Customer) -> str:
        return ", ".join(contact.name for contact in customer.contacts.all() if role in contact.roles)

    return Column(
        key=role.value, label=role.label, render=names, group=CONTACTS, shown=False, fetched=("contacts",)
    )


def _addresses_of(kind: AddressKind) -> Column:
    def lines(customer: Customer) -> str:
        return "; ".join(str(address) for address in customer.addresses.all() if address.kind == kind)

    return Column(
        key=f"{kind.value}_address",
        label=kind.label,
        render=lines,
        group=PLACE,
        shown=False,
        fetched=("addresses",),
    )


def introducer_column(user: User, path: str = "") -> Column:
    """Return the column of who introduced a customer, as far as *user* may see them.

    *path* leads from a row to its customer; empty when the row is the customer.
    """
    prefix = f"{path}__" if path else ""
    find: Callable[[Any], Customer] = attrgetter(path) if path else lambda row: row

    def name(row: Any) -> str:
        customer = find(row)
        who = customer.introducer_contact or customer.introducer or customer.introducer_colleague
        return " · ".join(filter(None, [str(who or ""), customer.introducer_note]))

    def prepare(rows: QuerySet[Any]) -> QuerySet[Any]:
        seen = Customer.objects.visible_to(user).only("name")
        contacts = Contact.objects.visible_to(user).only("name")
        return (
            rows.defer(None)
            .select_related(f"{prefix}introducer_colleague")
            .prefetch_related(
                Prefetch(f"{prefix}introducer", seen), Prefetch(f"{prefix}introducer_contact", contacts)
            )
        )

    return Column(
        key="introducer", label=_("Introduced by"), render=name, group=ORIGIN, shown=False, prepare=prepare
    )


NAME = Column(
    key="name",
    label=_("Name"),
    render=lambda row: row.name,
    sort=("name",),
    lead=True,
    detail=lambda row: row.number,
    group=WHO,
)
NAME_AND_PLACE = replace(NAME, detail=_place)
OWNER = Column(
    key="owner", label=_("Owner"), render=lambda row: row.owner, sort=("owner__name",), group=KEEPING
)
CITY = Column(key="city", label=_("City"), render=lambda row: row.city, sort=("city",), group=PLACE)
PHONE = Column(key="phone", label=_("Phone"), render=lambda row: row.phone or row.mobile, group=REACH)
VERIFIED = Column(
    key="verified",
    label=_("Verified on"),
    render=lambda row: row.verified_on,
    sort=("verified_on",),
    group=KEEPING,
)
# In the order in which lists show them; what is chosen is chosen by group.
CUSTOMER_COLUMNS = (
    NAME,
    _further("number", WHO, label=_("Number")),
    _further("kind", WHO, label=_("Kind"), render=_kind),
    _further("short_name", WHO),
    CITY,
    _further("street", PLACE),
    _further("region", PLACE, label=_("State or province")),
    _further("postcode", PLACE, label=_("Postcode")),
    _further("country", PLACE, label=_("Country")),
    *(_addresses_of(kind) for kind in AddressKind if kind != AddressKind.OTHER),
    PHONE,
    _further("mobile", REACH),
    _further("email", REACH, label=_("E-mail")),
    _further("messenger", REACH),
    _further("website", REACH),
    _further("best_time_to_call", REACH),
    *(_contacts_who(role) for role in ContactRole),
    Column(
        key="industry",
        label=_("Industry"),
        render=lambda row: row.industry,
        sort=("industry__name",),
        group=WHO,
    ),
    _further("birth_date", WHO, key="born", label=_("Born"), render=_born),
    _further("place_of_origin", WHO),
    OWNER,
    _further("team", KEEPING, label=_("Team"), sort=("team__name",), joined=("team",)),
    _further("territory", KEEPING, label=_("Territory"), sort=("territory__name",), joined=("territory",)),
    _further("annual_turnover", BUSINESS, key="turnover", label=_("Annual turnover"), numeric=True),
    _further("employees", BUSINESS, label=_("Employees"), numeric=True),
    _further("brand", BUSINESS),
    _further("registered_capital", BUSINESS, numeric=True),
    _text("main_customers", BUSINESS),
    _text("strength", BUSINESS),
    _further("handling_department", BUSINESS),
    _text("products_bought", BUYING),
    _further("annual_consumption", BUYING, label=_("Annual consumption"), render=_consumption, numeric=True),
    _further("delivery_method", BUYING),
    _further("has_storage", BUYING),
    _further("storage_capacity", BUYING),
    _further("incumbent", BUYING),
    _further(
        "incumbent_loyalty",
        BUYING,
        key="loyalty",
        render=lambda row: row.get_incumbent_loyalty_display(),
    ),
    _further("occupation", PERSON),
    _further("employer", PERSON),
    _further("position", PERSON),
    _text("interests", PERSON),
    _further("personality", PERSON),
    _further("favourite_sport", PERSON),
    _further("credit_standing", MONEY),
    _further("payment_behaviour", MONEY),
    _further("bank", MONEY),
    Column(
        key="completeness",
        label=_("Complete"),
        render=_share,
        sort=(Key("completeness"),),
        numeric=True,
        group=KEEPING,
    ),
    VERIFIED,
    _further("created_at", KEEPING, key="created", label=_("Created")),
)
