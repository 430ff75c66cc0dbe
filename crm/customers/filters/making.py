"""Filters of plain facts of the card, called as the form calls them."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Model, Q
from django.utils.text import capfirst

from crm.customers.models import Customer


def label_of(name: str, model: type[Model] = Customer) -> Any:
    """Return the name of the field *name* as a form shows it."""
    return capfirst(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def contains(name: str) -> df.CharFilter:
    """Return a filter for a text somewhere in the field *name*."""
    return df.CharFilter(field_name=name, lookup_expr="icontains", label=label_of(name))


def span(name: str) -> df.RangeFilter:
    """Return a filter for the numbers of the field *name* from one to another."""
    return df.RangeFilter(field_name=name, label=label_of(name))


def any_of(*fields: str, value: str) -> Q:
    """Return the condition that one of *fields* holds the text *value*."""
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": value})
    return found
