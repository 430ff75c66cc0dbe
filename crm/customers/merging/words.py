"""What a card says about one difference, as the two columns of the merge page show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from crm.customers import custom
from crm.customers.merging.differences import ADDRESS, CUSTOM, OWNER, Difference
from crm.customers.models import Customer, CustomField
from crm.customers.overview import MONEY
from crm.people.visibility import scope_of
from crm.shell import formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crm.people.models import User

INTRODUCER = "introducer"


def shown(
    card: Customer,
    difference: Difference,
    *,
    side: str,
    viewer: User,
    definitions: Mapping[str, CustomField],
) -> object:
    """Return the value in words, None for nothing; of private details only that there are some (D7.3).

    *card* is the "kept" or the "gone" *side*; *definitions* are the custom fields by key.
    """
    key = difference.key
    if difference.is_private:
        return None if difference.empty == side else _("As on this card (not shown here)")
    if difference.said is not None:
        return difference.said(side)
    if key.startswith(CUSTOM):
        return _custom(card, key.removeprefix(CUSTOM), definitions)
    if key == ADDRESS:
        return _address(card)
    if key == OWNER:
        return str(card.owner) if card.owner else _("Without owner")
    if key == INTRODUCER:
        return _introducer(card, viewer)
    return _plain(card, difference.fields[0])


def _custom(card: Customer, key: str, definitions: Mapping[str, CustomField]) -> object:
    value, field = card.custom.get(key), definitions.get(key)
    if value is None or field is None:
        return value
    return custom.display(field, value)


def _address(card: Customer) -> str | None:
    place = _("with coordinates") if card.point else ""
    return " · ".join(filter(None, [card.address_line, place])) or None


def _introducer(card: Customer, viewer: User) -> str | None:
    one = card.introducer
    if one is None:
        return None
    if not scope_of(viewer).allows(owner_id=one.owner_id, team_id=one.team_id):
        return _("a customer you do not see")
    return " · ".join(filter(None, [one.name, str(card.introducer_contact or "")]))


def _plain(card: Customer, name: str) -> object:
    field: Any = Customer._meta.get_field(name)
    value = getattr(card, field.attname)
    if value in (None, ""):
        return None
    if name in MONEY:
        return formats.money(value, settings.BASE_CURRENCY)
    if name == "annual_consumption":
        return f"{formats.number(value)} {card.consumption_unit}".strip()
    if name == "birth_year":
        return str(value)
    if field.is_relation:
        return str(getattr(card, name))
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices else value
