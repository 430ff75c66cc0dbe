"""The standing of cards beside their names in lists: one look-up for a page of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from crm.customers.standing import marks_of
from crm.shell.lists import Column


def look_up_marks(cards: Callable[[Any], Iterable[int]]) -> Callable[[Sequence[Any]], None]:
    """Return a ``Column.look_up`` that gives each row ``marks``: badges by key of the *cards* it names."""

    def look_up(rows: Sequence[Any]) -> None:
        named = {row.pk: list(cards(row)) for row in rows}
        found = marks_of({card for keys in named.values() for card in keys})
        for row in rows:
            row.marks = {card: found.get(card, "") for card in named[row.pk]}

    return look_up


def marked(column: Column, card: Callable[[Any], int]) -> Column:
    """Return a lead column with the standing of the row's *card* beside its name."""
    return replace(
        column,
        beside=lambda row: row.marks[card(row)],
        look_up=look_up_marks(lambda row: [card(row)]),
    )
