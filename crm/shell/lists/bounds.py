"""Filters that take no number, day or key that the database could not compare: a message, not a failure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import DecimalField, Model
from django.db.models.constants import LOOKUP_SEP

from crm.shell.keys import KEY_DIGITS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST = 10**12
FIRST_DAY, LAST_DAY = dt.date(1800, 1, 1), dt.date(2199, 12, 31)


class BoundedFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """A FilterSet with limits: numbers within their column, days that every time zone can hold.

    ``bounds`` narrows the numbers of a filter further, by its name: lowest and highest. A class with a
    ``title`` makes its filters a part of the form of that name, and ``everyday`` names those that stand
    above all parts (`crm.shell.lists.sections`).
    """

    bounds: Mapping[str, tuple[int, int]] = {}
    title: StrOrPromise = ""
    everyday: Sequence[str] = ()

    def get_form_class(self) -> Any:
        form_class: Any = super().get_form_class()
        for name, field in form_class.base_fields.items():
            low, high = self.bounds.get(name) or _numbers_of(self.filters[name])
            for part in _parts(field):
                if isinstance(part, forms.DecimalField):
                    part.validators += [MinValueValidator(low), MaxValueValidator(high)]
                elif isinstance(part, forms.DateField):
                    part.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        return form_class


class KeysField(django_filters.fields.ModelMultipleChoiceField):  # type: ignore[misc]
    """Keys of the rows to choose; what is too long to be a key is nobody's."""

    def _check_values(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if isinstance(key, str) and len(key) > KEY_DIGITS:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": key[:KEY_DIGITS]}
                )
        return super()._check_values(value)


class KeysFilter(django_filters.ModelMultipleChoiceFilter):  # type: ignore[misc]
    field_class = KeysField


def _parts(field: forms.Field) -> Iterable[forms.Field]:
    return field.fields if isinstance(field, forms.MultiValueField) else [field]


def _numbers_of(one: Any) -> tuple[Decimal | int, Decimal | int]:
    """Return what the column behind a filter can hold; for one without a column, what anybody asks for."""
    column = _column(one.model, one.field_name or "")
    if not isinstance(column, DecimalField):
        return -LARGEST, LARGEST
    digits, places = column.max_digits or 0, column.decimal_places or 0
    highest = Decimal(10) ** (digits - places) - 1
    return -highest, highest


def _column(model: type[Model] | None, path: str) -> Any:
    found: Any = None
    for name in path.split(LOOKUP_SEP):
        if model is None:
            return None
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = found.related_model
    return found
