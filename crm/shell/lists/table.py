"""The table as its template gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.safestring import SafeString

from crm.shell.html import with_query
from crm.shell.lists.columns import Column

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: ``url`` sorts by it ("": no sorting), ``sorted`` is aria-sort's word."""

    label: StrOrPromise
    url: str
    sorted: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One page of rows, written, with the addresses of its neighbours."""

    heads: list[Head]
    body: SafeString
    shown: int
    selectable: bool
    previous_url: str
    next_url: str


def heads_of(columns: Sequence[Column], by: Column, params: QueryDict, *, descending: bool) -> list[Head]:
    """Return the heads of *columns*, of a list sorted *by* one of them."""
    return [_head(column, params, descending if column.key == by.key else None) for column in columns]


def _head(column: Column, params: QueryDict, descending: bool | None) -> Head:
    if column.sort is None:
        return Head(column.label, "", "", column.numeric)
    # A second click turns the order round; numbers begin with the largest.
    downwards = column.numeric if descending is None else not descending
    word = "none" if descending is None else "descending" if descending else "ascending"
    url = with_query(params, sort=f"-{column.key}" if downwards else column.key)
    return Head(column.label, url, word, column.numeric)
