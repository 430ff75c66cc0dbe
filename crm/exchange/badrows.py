"""The bad rows of a file as a file: corrected there, it can be imported again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import IO

from crm.exchange.formulas import defused
from crm.exchange.reading.cells import Cell, as_text
from crm.exchange.reading.source import Column
from crm.exchange.records import RowError

EXTRA = ("import row", "import field", "import error")


class BadRows:
    """Writes each bad row once: its own cells, its number, and what is wrong with which field."""

    def __init__(self, stream: IO[str], columns: Sequence[Column]) -> None:
        self._writer = csv.writer(stream)
        self._width = len(columns)
        self._writer.writerow([defused(column.name) for column in columns] + list(EXTRA))

    def add(self, row: int, cells: Sequence[Cell], errors: Sequence[RowError]) -> None:
        texts = [defused(_written(cell)) for cell in cells[: self._width]]
        texts += [""] * (self._width - len(texts))
        fields = ", ".join(dict.fromkeys(error.field for error in errors if error.field))
        messages = " ".join(dict.fromkeys(error.message for error in errors))
        self._writer.writerow([*texts, row, defused(fields), defused(messages)])


def _written(cell: Cell) -> str:
    return cell if isinstance(cell, str) else as_text(cell)
