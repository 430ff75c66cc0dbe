"""Admin-defined fields in forms, filters and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import CharField, DecimalField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from crm.customers import custom
from crm.customers.choices import FieldType
from crm.customers.models import Customer, CustomField
from crm.shell.lists import Column
from crm.shell.lists.bounds import BoundedFilterSet

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX = "custom_"
YES_NO = (("", "–"), ("true", _("yes")), ("false", _("no")))


def form_field(field: CustomField) -> forms.Field:
    """Return the form field of *field*; ``custom.clean_value`` has the last word on what it takes."""
    common: dict[str, Any] = {"label": field.label, "help_text": field.help_text, "required": field.required}
    match field.type:
        case FieldType.NUMBER:
            return forms.DecimalField(max_digits=custom.MAX_DIGITS, **common)
        case FieldType.DATE:
            return forms.DateField(widget=date_input(), **common)
        case FieldType.BOOLEAN:
            return forms.ChoiceField(choices=YES_NO, **common)
        case FieldType.CHOICE:
            choices = [("", "–"), *((choice, choice) for choice in field.choice_list)]
            return forms.ChoiceField(choices=choices, **common)
        case _:
            return forms.CharField(max_length=custom.MAX_TEXT, **common)


def date_input() -> forms.DateInput:
    """Return the browser's own date picker, which speaks ISO and shows the person's format."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def initial(field: CustomField, customer: Customer) -> object:
    """Return what the form field of *field* shows at first."""
    value = custom.python_value(field, customer.custom.get(field.key))
    return str(value).lower() if isinstance(value, bool) else value


def filters(fields: Iterable[CustomField]) -> dict[str, django_filters.Filter]:
    """Return the list filters of *fields* by their parameter."""
    return {f"{PREFIX}{field.key}": _filter(field) for field in fields}


def filter_part(fields: Iterable[CustomField]) -> type[BoundedFilterSet]:
    """Return the filters of *fields* as a part of their own of a filter form."""
    return type("CustomFilters", (BoundedFilterSet,), {"title": _("Own fields"), **filters(fields)})


def _filter(field: CustomField) -> django_filters.Filter:
    path = f"custom__{field.key}"
    match field.type:
        case FieldType.NUMBER:
            return django_filters.RangeFilter(label=field.label, method=_number_range(field.key))
        case FieldType.DATE:
            return django_filters.DateFromToRangeFilter(label=field.label, method=_date_range(field.key))
        case FieldType.BOOLEAN:
            return django_filters.BooleanFilter(label=field.label, field_name=path)
        case FieldType.CHOICE:
            choices = [(choice, choice) for choice in field.choice_list]
            return django_filters.ChoiceFilter(label=field.label, field_name=path, choices=choices)
        case _:
            return django_filters.CharFilter(label=field.label, field_name=path, lookup_expr="icontains")


def _number_range(key: str) -> Any:
    """Numbers lie in the JSON as text, so that they stay exact: they are compared as numbers."""

    def narrow(rows: QuerySet[Customer], name: str, value: Any) -> QuerySet[Customer]:
        number = Cast(KT(f"custom__{key}"), DecimalField(max_digits=56, decimal_places=28))
        return _between(rows, number, value.start, value.stop)

    return narrow


def _date_range(key: str) -> Any:
    """ISO dates sort as text."""

    def narrow(rows: QuerySet[Customer], name: str, value: Any) -> QuerySet[Customer]:
        start, stop = (moment.date().isoformat() if moment else None for moment in (value.start, value.stop))
        return _between(rows, Cast(KT(f"custom__{key}"), CharField()), start, stop)

    return narrow


def _between(rows: QuerySet[Customer], value: Any, start: Any, stop: Any) -> QuerySet[Customer]:
    rows = rows.alias(_custom_value=value)
    if start is not None:
        rows = rows.filter(_custom_value__gte=start)
    if stop is not None:
        rows = rows.filter(_custom_value__lte=stop)
    return rows


def columns(fields: Iterable[CustomField], path: str = "") -> list[Column]:
    """Return the list columns of those *fields* that the admin wants there.

    *path* leads from the row to its customer, as in ``"customer"``; empty when the row is the customer.
    """
    return [_column(field, path) for field in fields if field.in_list]


def _column(field: CustomField, path: str) -> Column:
    name = f"{PREFIX}{field.key}"
    prefix = f"{path}__" if path else ""

    def value(row: Any) -> object:
        customer = getattr(row, path) if path else row
        return custom.python_value(field, customer.custom.get(field.key))

    def prepare(rows: QuerySet[Any]) -> QuerySet[Any]:
        text = KT(f"{prefix}custom__{field.key}")
        number = field.type == FieldType.NUMBER
        kind = DecimalField(max_digits=56, decimal_places=28) if number else CharField()
        return rows.annotate(**{name: Cast(text, kind)})

    return Column(
        key=name,
        label=field.label,
        render=value,
        sort=(name,),
        numeric=field.type == FieldType.NUMBER,
        group=_("Own fields"),
        prepare=prepare,
    )
