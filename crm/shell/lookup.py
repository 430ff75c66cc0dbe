"""Read the first rows of a search without walking the list.

Asked for the first fifty names that hold a word, PostgreSQL likes to walk its index of names until it has
met fifty: quick for a word that is everywhere, slow for one whose names stand far down. Asked for a
thousand keys in the same order it uses the index of the text, unless the word really is everywhere. So
keys are read first, by the thousand, and then the few rows to be shown. The keys also say how many there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet

COUNTED_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a list. Of a search, ``among`` are those it looked through and ``key`` tells rows apart."""

    rows: QuerySet[Any]
    among: QuerySet[Any] | None = None
    key: str = "pk"

    def prepared(self, prepare: Callable[[QuerySet[Any]], QuerySet[Any]]) -> Found:
        """Return the same rows with what *prepare* adds to them."""
        among = None if self.among is None else prepare(self.among)
        return replace(self, rows=prepare(self.rows), among=among)


def searched(among: QuerySet[Any], rows: QuerySet[Any], *, field: str) -> Found:
    """Return what a search by the text *field* found *among* rows."""
    owner = field.rpartition("__")[0]
    # The key of the text's own table, where it is one: the index of keys then answers alone.
    return Found(rows, among, owner if owner and is_unique(among.model._meta.label, owner) else "pk")


def first_rows(found: Found, *, size: int) -> tuple[list[Any], int]:
    """Return the first *size* rows of a search, which has an order, and how many it has (2 queries).

    More than COUNTED_UP_TO are not counted any further.
    """
    assert found.among is not None
    keys = list(found.rows.values_list(found.key, flat=True)[: COUNTED_UP_TO + 1])
    if not keys:
        return [], 0
    rows = found.among.filter(**{f"{found.key}__in": keys[:size]}).order_by(*found.rows.query.order_by)
    return list(rows), len(keys)


def is_unique(label: str, path: str) -> bool:
    """Whether no two rows of the model called *label* have the same value at *path*; in doubt, no."""
    model: type[Model] = apps.get_model(label)
    for name in path.split("__"):
        if name == "pk":
            return True
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if not isinstance(field, Field) or field.null or not field.unique:
            return False
        if isinstance(field.related_model, type):
            model = field.related_model
    return True
