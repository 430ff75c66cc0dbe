"""The filled rows of a card in groups, as its first tab shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm.customers import custom
from crm.customers.fields import PLACE, sections_of
from crm.customers.models import Customer, CustomField
from crm.shell import formats
from crm.shell.html import link
from crm.shell.reach import tel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MONEY = frozenset({"annual_turnover", "registered_capital"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the card; ``value`` is a text or markup."""

    label: StrOrPromise
    value: object


@dataclass(frozen=True, slots=True)
class Group:
    """The filled rows of one section."""

    label: StrOrPromise
    facts: list[Fact]


def groups_of(
    customer: Customer, definitions: Iterable[CustomField], *, introducer: Customer | None
) -> list[Group]:
    """Return the sections of *customer*'s card that hold something.

    *introducer* is who introduced them, or None where there is nobody or the person may not see them.
    """
    groups = []
    for section in sections_of(customer.kind):
        names = [name for name in section.fields if name not in {*PLACE, "name", "number"}]
        facts = [fact for name in names if (fact := _fact(customer, name, introducer))]
        if section.key == "address" and customer.address_line:
            facts.append(Fact(_("address"), customer.address_line))
        if facts:
            groups.append(Group(section.label, facts))
    own = [
        Fact(field.label, custom.display(field, customer.custom[field.key]))
        for field in definitions
        if field.key in customer.custom and custom.belongs(field, customer.kind)
    ]
    return [*groups, Group(_("Own fields"), own)] if own else groups


def _fact(customer: Customer, name: str, introducer: Customer | None) -> Fact | None:
    field: Any = Customer._meta.get_field(name)
    if getattr(customer, field.attname) in (None, "") or name == "consumption_unit":
        return None
    if name == "introducer_contact" and introducer is None:
        return None  # at a customer they do not see, of which the row above tells
    return Fact(field.verbose_name, _value(customer, field, introducer))


def _value(customer: Customer, field: Any, introducer: Customer | None) -> object:
    name, value = field.name, getattr(customer, field.attname)
    if name in MONEY:
        return formats.money(value, settings.BASE_CURRENCY)
    if name == "annual_consumption":
        return f"{formats.number(value)} {customer.consumption_unit}".strip()
    if name in {"phone", "mobile"}:
        return link(f"tel:{tel(value)}", value)
    if name == "email":
        return link(f"mailto:{value}", value)
    if name == "website":
        return _website(value)
    if name == "birth_year":
        return str(value)
    if name == "introducer":
        if introducer is None:
            return _("a customer you do not see")
        return link(introducer.get_absolute_url(), introducer.name)
    if isinstance(field, models.ForeignKey):
        return str(getattr(customer, name))
    return str(dict(field.flatchoices).get(value, "")) or value if field.flatchoices else value


def _website(address: str) -> object:
    """Link to a web site; anything but http(s) stays a text, so that no address can be a script."""
    url = address if "://" in address else f"https://{address}"
    if not url.startswith(("http://", "https://")):
        return address
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', url, address)
