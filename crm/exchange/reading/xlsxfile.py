"""The rows of a workbook, one at a time, after its archive has been found harmless."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from crm.exchange.reading.cells import Cell, Formula, Row, is_blank
from crm.exchange.reading.csvfile import cell_too_long, text_cell
from crm.exchange.reading.guard import (
    EndOfRows,
    GuardedArchive,
    SheetWatch,
    bomb,
    damaged,
    too_wide,
)
from crm.exchange.reading.limits import MEGABYTE, Limits
from crm.exchange.reading.problems import FileProblem

SMALL = 10 * MEGABYTE  # below this the ratio says nothing: short sheets of equal cells pack very well


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse archives that unpack to too much, before anything is unpacked.

    The declared sizes can be trusted as bounds: reading a member stops at its declared size.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    if total > limits.max_unpacked_bytes:
        raise bomb(total, limits.max_unpacked_bytes)
    if total > SMALL and total > limits.max_ratio * path.stat().st_size:
        raise bomb(total, limits.max_ratio * path.stat().st_size)
    if any(member.flag_bits & 0x1 for member in members):
        raise FileProblem(_("This workbook is protected by a password. Save it without one and try again."))


class WorkbookFile:
    """A workbook that stays open: its texts are read once, its sheets as often as asked."""

    def __init__(self, path: Path, limits: Limits) -> None:
        from crm.exchange.reading import workbooks  # openpyxl: 30 MB that only who meets a workbook pays

        check_archive(path, limits)
        self.limits = limits
        with _harm_told(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells about styles and extensions we do not read
            self.workbook = workbooks.Workbook(GuardedArchive(path, limits))

    def sheet_names(self) -> list[str]:
        """The visible worksheets, in the order of their tabs."""
        names = [sheet.name for sheet in self.workbook.sheets if sheet.visible]
        if not names:
            raise FileProblem(_("The workbook has no visible sheet with a table."))
        return names

    def rows(self, sheet: str) -> Iterator[Row]:
        """Every row of one sheet with its own row number, blank ones and the header too."""
        watch = SheetWatch(self.limits)
        with closing(self._values(sheet, watch)) as rows:
            for number, values in enumerate(rows, start=1):
                cells = [_cell(value) for value in _trimmed(values)]
                watch.handed_on(width=len(values), blank=all(map(is_blank, cells)))
                _check_size(cells, number, self.limits)
                yield Row(number, cells)

    def _values(self, sheet: str, watch: SheetWatch) -> Generator[tuple[Any, ...]]:
        with _harm_told():
            yield from self.workbook.values(sheet, watch)


@contextmanager
def _harm_told() -> Iterator[None]:
    """Say of whatever openpyxl stumbles over that the workbook is damaged."""
    try:
        yield
    except FileProblem:
        raise
    except EndOfRows:
        pass
    except Exception:  # openpyxl lets whatever its parsers hit fall through
        raise damaged() from None


def _trimmed(values: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return values[:end]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (bool, int, float, dt.datetime, dt.date, dt.time)):
        return value
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, dt.timedelta):
        return str(value)
    return Formula(str(getattr(value, "text", None) or "="))  # array and table formulas are objects


def _check_size(cells: list[Cell], number: int, limits: Limits) -> None:
    if len(cells) > limits.max_columns:
        raise too_wide(number, len(cells), limits)
    for cell in cells:
        if isinstance(cell, str) and len(cell) > limits.max_cell_chars:
            raise cell_too_long(number, limits)
