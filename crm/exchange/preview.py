"""What the page of an open import shows: how the file was read, its columns and first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.exchange.fields import DATE_TYPES, NUMBER_TYPES
from crm.exchange.mapping import Binding
from crm.exchange.reading.cells import Cell, as_text
from crm.exchange.reading.dates import EXAMPLES
from crm.exchange.reading.source import Source

ROWS = 8
CELL_CHARS = 32


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file: its number and its cells, cut to what a table can show."""

    number: int
    cells: list[str]


def first_rows(source: Source) -> list[PreviewRow]:
    """The first rows of data."""
    width = len(source.columns)
    return [
        PreviewRow(row.number, [_cut(cell) for cell in row.cells[:width]]) for row in source.preview(ROWS)
    ]


def examples(rows: Sequence[PreviewRow], index: int) -> str:
    """A few values of a column, for who has to say what it is."""
    values = [row.cells[index] for row in rows if row.cells[index]]
    return " · ".join(dict.fromkeys(values[:5]))[:90]


def date_words(source: Source, bindings: Sequence[Binding]) -> str:
    """How dates are written, as far as a glance at the file tells: an example, or a request to choose."""
    words = []
    for binding in bindings:
        if binding.column is not None and binding.field.type in DATE_TYPES:
            guess = source.date_order(binding.column, at_a_glance=True)
            if guess.ambiguous:
                return _("found when all rows are checked") if source.outruns_sample else _("please choose")
            if guess.seen or source.settings.date_order:
                words.append(EXAMPLES[guess.order])
    return ", ".join(dict.fromkeys(words))


def mark_words(source: Source, bindings: Sequence[Binding]) -> str:
    """Which decimal mark a glance at the file tells; a column of which all rows must be read says nothing."""
    guesses = [
        source.decimal_mark(binding.column, at_a_glance=True)
        for binding in bindings
        if binding.column is not None and binding.field.type in NUMBER_TYPES
    ]
    marks = [guess.mark for guess in guesses if not (guess.ambiguous and source.outruns_sample)]
    return ", ".join(dict.fromkeys("1,234.56" if mark == "." else "1.234,56" for mark in marks))


def _cut(cell: Cell) -> str:
    text = as_text(cell)
    return text if len(text) <= CELL_CHARS else text[: CELL_CHARS - 1] + "…"
