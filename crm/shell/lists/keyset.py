"""Pages by key instead of by number: page 4,000 costs what page 1 does, and none shifts.

A page starts after (or ends before) the row whose sort values a cursor holds. The order is always
total (the sort fields, then the primary key); rows without a value come last, on either database
and in either direction. Nothing here touches the database: rows come in, conditions go out.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, Model, Q
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

SALT = "crm.shell.lists.keyset"


class BadCursorError(ValueError):
    """The cursor is not one of ours, or belongs to another order."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column of the order. ``nullable`` ones sort their empty values last, up or down."""

    field: str
    descending: bool = False
    nullable: bool = False

    def order_by(self, *, backwards: bool) -> OrderBy:
        """Return the ORDER BY term; backwards it is the mirror, empty values first."""
        nulls = {("nulls_first" if backwards else "nulls_last"): True} if self.nullable else {}
        column = F(self.field)
        return column.desc(**nulls) if self.descending != backwards else column.asc(**nulls)

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Return the condition for coming strictly after *value* (before it, backwards); None: never."""
        if value is None:
            return Q(**{f"{self.field}__isnull": False}) if backwards else None
        comparison = "lt" if self.descending != backwards else "gt"
        beyond = Q(**{f"{self.field}__{comparison}": value})
        if self.nullable and not backwards:
            beyond |= Q(**{f"{self.field}__isnull": True})
        return beyond

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})


Order = tuple[Key, ...]


def condition(order: Order, values: Sequence[Any], *, backwards: bool = False) -> Q:
    """Return the condition for rows strictly beyond the row with *values* in *order*."""
    if (
        len(order) > 1
        and not any(key.nullable for key in order)
        and len({key.descending for key in order}) == 1
    ):
        if any("__" in key.field for key in order):
            return _across_tables(order, values, backwards=backwards)
        # One comparison of rows: the database can start reading its index right there.
        lookup = TupleLessThan if order[0].descending != backwards else TupleGreaterThan
        return Q(lookup(tuple(F(key.field) for key in order), tuple(values)))
    beyond = Q(pk__in=[])
    same = Q()
    for key, value in zip(order, values, strict=True):
        if (step := key.beyond(value, backwards=backwards)) is not None:
            beyond |= same & step
        same &= key.equal(value)
    return _from_first(order[0], values[0], backwards=backwards) & beyond


def _across_tables(order: Order, values: Sequence[Any], *, backwards: bool) -> Q:
    """Return the condition on columns of several tables: an index can only start at the first of them.

    The rest is said as what it leaves out, a row or two. Of a comparison of rows the database thinks that it
    leaves few, and sets more processes to work on a page than the page is worth.
    """
    rest = condition(order[1:], values[1:], backwards=backwards)
    return _from_first(order[0], values[0], backwards=backwards) & (~order[0].equal(values[0]) | rest)


def _from_first(key: Key, value: Any, *, backwards: bool) -> Q:
    """Say once more what the condition implies, so that the first column's index is used."""
    if not key.nullable:
        return Q(**{f"{key.field}__{'lte' if key.descending != backwards else 'gte'}": value})
    beyond = key.beyond(value, backwards=backwards)
    return key.equal(value) | beyond if beyond is not None else key.equal(value)


# Cursors --------------------------------------------------------------------------------------------

_TYPES: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "m": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "d": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "t": (dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "n": (Decimal, str, Decimal),
    "u": (uuid.UUID, str, uuid.UUID),
    "s": (dt.timedelta, dt.timedelta.total_seconds, lambda seconds: dt.timedelta(seconds=seconds)),
}


def encode(order: Order, values: Sequence[Any]) -> str:
    """Return a signed cursor for the row with *values* in *order*."""
    return signing.dumps([_signature(order), [_pack(value) for value in values]], salt=SALT)


def decode(order: Order, cursor: str) -> list[Any]:
    """Return the values of *cursor*; BadCursorError when it is not one for *order*."""
    try:
        signature, packed = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadCursorError(cursor) from error
    if signature != _signature(order):
        raise BadCursorError(cursor)
    return [_unpack(value) for value in packed]


def _signature(order: Order) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.field}" for key in order)


def _pack(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    for letter, (kind, pack, _) in _TYPES.items():
        if isinstance(value, kind):
            return {letter: pack(value)}
    return value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(letter, packed)] = value.items()
    return _TYPES[letter][2](packed)
