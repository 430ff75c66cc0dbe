"""From a cell to the value a field stores, or a sentence that says why not."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import force_str
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from crm.exchange.fields import Field, FieldType
from crm.exchange.reading.cells import CONTROL, Cell, Formula, SheetError, as_text, is_blank
from crm.exchange.reading.dates import DateOrder, parse_date
from crm.exchange.reading.numbers import parse_decimal, parse_integer
from crm.exchange.reading.problems import CellProblem
from crm.exchange.reading.values import parse_boolean, parse_point
from crm.shell.reach import clean_website, validate_phone

Cleaner = Callable[[Cell], Any]
LARGEST_INTEGER = 2_147_483_647
# What people write between several choices, in the languages of the product.
BETWEEN = re.compile(r"[,;/、+&|\n]|\band\b|\s(?:和|与|與|및)\s", re.IGNORECASE)
NOT_IN_ADDRESS = re.compile(r"[^a-z0-9.@_+-]")


def cleaner_for(field: Field, *, date_order: DateOrder = DateOrder.YMD, mark: str = ".") -> Cleaner:
    """A function from cell to stored value; it returns None for a blank and raises CellProblem."""
    inner = _inner_cleaner(field, date_order, mark)

    def clean(cell: Cell) -> Any:
        if isinstance(cell, (Formula, SheetError)):
            raise _not_a_value(cell)
        if is_blank(cell):
            return None
        return inner(cell)

    return clean


def _inner_cleaner(field: Field, date_order: DateOrder, mark: str) -> Cleaner:
    match field.type:
        case FieldType.DATE:
            return lambda cell: parse_date(cell, date_order)
        case FieldType.DECIMAL:
            return lambda cell: _decimal(field, cell, mark)
        case FieldType.INTEGER:
            return lambda cell: _integer(field, cell, mark)
        case FieldType.SHARE:
            return lambda cell: _share(field, cell, mark)
        case FieldType.BOOLEAN:
            return parse_boolean
        case FieldType.CHOICE:
            return _choice_cleaner(field)
        case FieldType.CHOICES:
            return _choices_cleaner(field)
        case FieldType.POINT:
            return parse_point
        case _:
            clean = {
                FieldType.EMAIL: _email,
                FieldType.PHONE: _phone,
                FieldType.WEBSITE: _website,
            }.get(field.type, _text)
            return lambda cell: clean(field, cell)


def _not_a_value(cell: Formula | SheetError) -> CellProblem:
    if isinstance(cell, SheetError):
        return CellProblem(
            _("The cell shows the error %(error)s. Mend it in the spreadsheet.") % {"error": cell.text}
        )
    return CellProblem(
        _("The cell holds a formula (%(formula)s). Copy the column and paste it as values, then try again.")
        % {"formula": cell.text[:40]}
    )


def _text(field: Field, cell: Cell) -> str:
    text = as_text(cell)
    if CONTROL.search(text):
        raise CellProblem(_("The text holds control characters that cannot be shown. Retype it."))
    if field.max_length is not None and len(text) > field.max_length:
        raise CellProblem(
            _("The text has %(length)s characters; at most %(cap)s fit.")
            % {"length": len(text), "cap": field.max_length}
        )
    return text


def _email(field: Field, cell: Cell) -> str:
    text = _text(field, cell).lower()
    try:
        validate_email(text)
    except ValidationError:
        raise CellProblem(
            _("“%(value)s” is not an e-mail address. Write it like name@example.com.") % {"value": text[:60]}
        ) from None
    return text


def _phone(field: Field, cell: Cell) -> str:
    text = _text(field, cell)
    with _problem_of_cell():
        validate_phone(text)
    return text


def _website(field: Field, cell: Cell) -> str:
    with _problem_of_cell():
        return clean_website(_text(field, cell))


@contextmanager
def _problem_of_cell() -> Iterator[None]:
    """Say of the cell what a validator says."""
    try:
        yield
    except ValidationError as error:
        raise CellProblem(" ".join(error.messages)) from None


def as_address(text: str) -> str:
    """An e-mail address put together from names, without what an address cannot hold.

    >>> as_address("José.da Silva@northwind.example")
    'jose.dasilva@northwind.example'
    """
    decomposed = unicodedata.normalize(
        "NFKD", text.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    )
    return re.sub(r"\.{2,}", ".", NOT_IN_ADDRESS.sub("", decomposed)).strip(".")


def _bounded(field: Field, number: Decimal) -> Decimal:
    if field.minimum is not None and number < field.minimum:
        if field.minimum == 0:
            raise CellProblem(_("%(value)s is negative; only 0 or more is possible.") % {"value": number})
        raise CellProblem(
            _("%(value)s is less than %(minimum)s.") % {"value": number, "minimum": field.minimum}
        )
    if field.maximum is not None and number > field.maximum:
        raise CellProblem(
            _("%(value)s is more than %(maximum)s.") % {"value": number, "maximum": field.maximum}
        )
    return number


def _decimal(field: Field, cell: Cell, mark: str) -> Decimal | None:
    number = parse_decimal(cell, mark)
    if number is None:
        return None
    return _bounded(field, number.quantize(Decimal(1).scaleb(-field.places), ROUND_HALF_UP))


def _integer(field: Field, cell: Cell, mark: str) -> int | None:
    number = parse_integer(cell, mark)
    if number is None:
        return None
    if abs(number) > LARGEST_INTEGER:
        raise CellProblem(_("%(value)s is too large.") % {"value": number})
    return int(_bounded(field, Decimal(number)))


def _share(field: Field, cell: Cell, mark: str) -> Decimal | None:
    text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else cell
    scale = Decimal(1)
    if isinstance(text, str) and text.endswith("%"):
        text, scale = text[:-1], Decimal("0.01")
    number = parse_decimal(text, mark)
    if number is None:
        return None
    number = (number * scale).quantize(Decimal(1).scaleb(-field.places), ROUND_HALF_UP)
    if not 0 <= number <= 1:
        raise CellProblem(
            _("%(value)s is not a share. Write a number from 0 to 1, such as 0.15, or a percentage: 15%%.")
            % {"value": as_text(cell)[:60]}
        )
    return number


def _choice_cleaner(field: Field) -> Cleaner:
    known = _known_choices(field)
    return lambda cell: _chosen(field, known, as_text(cell))


def _choices_cleaner(field: Field) -> Cleaner:
    """A cell with one choice or several, in any order; what comes out keeps the order of the field."""
    known = _known_choices(field)

    def clean(cell: Cell) -> tuple[str, ...]:
        text = unicodedata.normalize("NFKC", as_text(cell))
        names = [name for name in BETWEEN.split(text) if name.strip()] or [text]
        chosen = {_chosen(field, known, name.strip()) for name in names}
        return tuple(value for value in field.choices if value in chosen)

    return clean


def _known_choices(field: Field) -> dict[str, str]:
    """The stored values by all that files may call them: themselves, and their labels in every language."""
    known: dict[str, str] = {}
    for language in {"en", "zh-hans", "zh-hant", "ko", get_language() or "en"}:
        with override(language):
            for value, label in field.choices.items():
                known.setdefault(_fold(force_str(label)), value)
    for value in field.choices:
        known[_fold(value)] = value
    return known


def _chosen(field: Field, known: Mapping[str, str], text: str) -> str:
    value = known.get(_fold(text))
    if value is None:
        raise CellProblem(
            _("“%(value)s” is not one of: %(choices)s.")
            % {"value": text[:60], "choices": ", ".join(field.choices)}
        )
    return value


def _fold(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def stored_text(value: Any) -> str:
    """A stored value as files write it: ISO dates, plain decimals, yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)
