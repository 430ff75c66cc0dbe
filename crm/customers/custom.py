"""Admin-defined fields: their definitions, and their values as stored, shown and compared.

A value is stored in ``Customer.custom`` under the key of its field: text and choice as they are, a
number as the string of a decimal, a date as an ISO date, yes/no as a boolean. No value, no key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.customers.choices import FieldType
from crm.customers.models import CustomField
from crm.shell import formats
from crm.shell.errors import Refused

Stored: TypeAlias = str | bool
MAX_TEXT = 2_000
MAX_DIGITS = 28  # what decimals are worked out with
_YES = frozenset({"yes", "y", "true", "1", "on", "是", "예"})
_NO = frozenset({"no", "n", "false", "0", "off", "否", "아니요"})


def definitions(kind: str = "") -> list[CustomField]:
    """Return the fields in use, those of a card of *kind* or, without one, of both, in their order."""
    return [field for field in CustomField.objects.filter(active=True) if belongs(field, kind)]


def all_definitions() -> list[CustomField]:
    """Return every field, those out of use too: old values keep their labels."""
    return list(CustomField.objects.all())


def belongs(field: CustomField, kind: str) -> bool:
    """Whether cards of *kind* (empty: any) carry *field*."""
    return not kind or field.kind in {"", kind}


def clean_value(field: CustomField, raw: object) -> Stored | None:
    """Return *raw* as it is stored, or None for nothing; Refused names the field and the remedy.

    Takes what forms and importers hold: text, Decimal, int, float, date, bool.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match field.type:
        case FieldType.NUMBER:
            return _number(field, raw)
        case FieldType.DATE:
            return _date(field, raw)
        case FieldType.BOOLEAN:
            return _boolean(field, raw)
        case FieldType.CHOICE:
            return _choice(field, str(raw).strip())
        case _:
            return _text(field, str(raw).strip())


def clean_values(
    raw: Mapping[str, object],
    *,
    fields: Iterable[CustomField],
    stored: Mapping[str, Stored] | None = None,
    complete: bool = False,
) -> dict[str, Stored]:
    """Return *stored* with the values of *raw* cleaned and put in; an empty value takes its key out.

    A required field may not be emptied and, for a *complete* card, not be left out. Keys that no
    field of *fields* has are refused.
    """
    by_key = {field.key: field for field in fields}
    if unknown := sorted(set(raw) - set(by_key)):
        message = _("There is no custom field “%(key)s”.") % {"key": unknown[0]}
        raise Refused(message, field="custom", code="unknown")
    values = dict(stored or {})
    for key, given in raw.items():
        value = clean_value(by_key[key], given)
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    for key, field in by_key.items():
        if field.required and key not in values and (complete or key in raw):
            raise _refusal(field, _("%(field)s is required.") % {"field": field.label}, "required")
    return values


def python_value(field: CustomField, stored: Stored | None) -> str | bool | Decimal | date | None:
    """Return a stored value as Decimal, date, bool or text, for forms, cells and exports."""
    if stored is None:
        return None
    if field.type == FieldType.NUMBER:
        return Decimal(str(stored))
    if field.type == FieldType.DATE:
        return parse_date(str(stored))
    return stored


def display(field: CustomField, stored: Stored | None) -> SafeString:
    """Return a stored value in the person's own format; a dash for nothing."""
    return formats.cell(python_value(field, stored))


def _refusal(field: CustomField, message: str, code: str) -> Refused:
    return Refused(message, field=f"custom_{field.key}", code=code)


def _words(field: CustomField, raw: object) -> dict[str, str]:
    return {"field": field.label, "value": str(raw)[:80]}


def _text(field: CustomField, text: str) -> str:
    if len(text) > MAX_TEXT:
        message = _("%(field)s: at most %(most)s characters.") % {"field": field.label, "most": MAX_TEXT}
        raise _refusal(field, message, "too_long")
    return text


def _choice(field: CustomField, text: str) -> str:
    for choice in field.choice_list:
        if choice.casefold() == text.casefold():
            return choice
    message = _("%(field)s: “%(value)s” is not one of the choices: %(choices)s.") % {
        **_words(field, text),
        "choices": ", ".join(field.choice_list),
    }
    raise _refusal(field, message, "choice")


def _number(field: CustomField, raw: object) -> str:
    try:
        number = Decimal(str(raw).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, bool) or not number.is_finite() or not _short(number):
        message = _("%(field)s: “%(value)s” is not a number.") % _words(field, raw)
        raise _refusal(field, message, "number")
    return format(number.normalize() + 0, "f")


def _short(number: Decimal) -> bool:
    """Whether the number can be written out in MAX_DIGITS digits, so that 1e999999 cannot fill the disk."""
    exponent = int(number.as_tuple().exponent)
    digits = len(number.as_tuple().digits)
    return max(abs(number.adjusted()), -exponent, digits) <= MAX_DIGITS


def _date(field: CustomField, raw: object) -> str:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw.isoformat()
    try:
        parsed = parse_date(str(raw).strip())
    except ValueError:
        parsed = None
    if parsed is None:
        message = _("%(field)s: “%(value)s” is not a date; write it as 2026-12-31.") % _words(field, raw)
        raise _refusal(field, message, "date")
    return parsed.isoformat()


def _boolean(field: CustomField, raw: object) -> bool:
    word = str(raw).strip().casefold()
    if raw is True or word in _YES:
        return True
    if raw is False or word in _NO:
        return False
    message = _("%(field)s: “%(value)s” is neither yes nor no.") % _words(field, raw)
    raise _refusal(field, message, "boolean")
