"""Fetch one page of rows, and say in a bounded number of steps how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from crm.shell.lists import keyset
from crm.shell.lists.keyset import BadCursorError, Order
from crm.shell.lookup import COUNTED_UP_TO, Found, first_rows


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows with the cursors of its neighbours ("" where there is none).

    ``count`` is how many rows there are in all, up to COUNTED_UP_TO + 1, where fetching has told.
    """

    rows: list[Any]
    previous: str = ""
    next: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are: exactly, or more than COUNTED_UP_TO."""

    count: int
    more: bool = False


def fetch(rows: QuerySet[Any] | Found, order: Order, *, size: int, after: str = "", before: str = "") -> Page:
    """Return the page that begins after, or ends before, a cursor; the first one without either.

    A cursor that is not one of ours, or belongs to another order, gives the first page. One query, two
    for a search.
    """
    backwards = bool(before)
    cursor = before or after
    found = rows if isinstance(rows, Found) else Found(rows)
    found = found.prepared(lambda rows: _carrying_keys(rows, order))
    if cursor:
        try:
            beyond = keyset.condition(order, keyset.decode(order, cursor), backwards=backwards)
        except BadCursorError:
            cursor, backwards = "", False
        else:
            found = replace(found, rows=found.rows.filter(beyond))
    terms = [key.order_by(backwards=backwards) for key in order]
    read, count = _read(replace(found, rows=found.rows.order_by(*terms)), size + 1)
    more = len(read) > size
    del read[size:]
    if backwards:
        read.reverse()
    return Page(
        read,
        previous=_cursor(order, read[:1]) if (more if backwards else cursor) else "",
        next=_cursor(order, read[-1:]) if (backwards or more) else "",
        count=None if cursor else count,
    )


def _read(found: Found, size: int) -> tuple[list[Any], int | None]:
    return (list(found.rows[:size]), None) if found.among is None else first_rows(found, size=size)


def _carrying_keys(queryset: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """Have each row bring the sort values that lie behind a relation."""
    behind = {_name(at): F(key.field) for at, key in enumerate(order) if "__" in key.field}
    carrying: QuerySet[Any] = queryset.annotate(**behind)
    return carrying


def _name(at: int) -> str:
    return f"sort_key_{at}"


def _cursor(order: Order, rows: Sequence[Any]) -> str:
    if not rows:
        return ""
    row = rows[0]
    values = [getattr(row, _name(at) if "__" in key.field else key.field) for at, key in enumerate(order)]
    return keyset.encode(order, values)


def total_of(queryset: QuerySet[Any], page: Page) -> Total:
    """Count the rows of *queryset*, of which *page* is one page, up to COUNTED_UP_TO.

    A first page that is also the last needs no query, nor does one that has told.
    """
    if not page.previous and not page.next:
        return Total(len(page.rows))
    count = page.count
    if count is None:
        count = queryset.order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    return Total(min(count, COUNTED_UP_TO), more=count > COUNTED_UP_TO)
