"""From ``?sort=-name`` to the order of the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet

from crm.shell.lists.columns import Column
from crm.shell.lists.keyset import Key, Order
from crm.shell.lookup import is_unique


def sorted_by(columns: Iterable[Column], sort: str) -> tuple[Column, bool] | None:
    """Return the column that *sort* (``key`` or ``-key``) names and whether downwards; None: unknown."""
    key = sort.removeprefix("-")
    for column in columns:
        if column.key == key and column.sort is not None:
            return column, sort.startswith("-")
    return None


def order_of(queryset: QuerySet[Any], column: Column, *, descending: bool) -> Order:
    """Return the total order of *queryset* by *column*: its fields, then, unless unique, the primary key.

    The primary key goes the way of the last field, so that one row comparison can do the paging.
    """
    keys = [_key(queryset, field) for field in column.sort or ()]
    if descending:
        keys = [replace(key, descending=not key.descending) for key in keys]
    if not keys or not is_unique(queryset.model._meta.label, keys[-1].field):
        keys.append(Key("pk", descending=keys[-1].descending if keys else descending))
    return tuple(keys)


def _key(queryset: QuerySet[Any], field: str | Key) -> Key:
    if isinstance(field, Key):
        return field
    path = field.removeprefix("-")
    nullable = path in queryset.query.annotations or _may_be_null(queryset.model._meta.label, path)
    return Key(path, descending=field.startswith("-"), nullable=nullable)


@lru_cache(maxsize=512)
def _may_be_null(label: str, path: str) -> bool:
    """Whether a row of the model called *label* may have no value at *path*; in doubt, yes."""
    model: type[Model] = apps.get_model(label)
    for name in path.split("__"):
        if name == "pk":
            return False
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True  # a transform such as __lower: as good as its field, which we cannot tell
        if not isinstance(field, Field) or field.null:
            return True
        if field.related_model is not None and isinstance(field.related_model, type):
            model = field.related_model
    return False
