"""As much of openpyxl as reading rows needs; only who meets a workbook imports it.

`openpyxl.load_workbook` opens more: properties, themes, charts, and every sheet to its end where its size
is not declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from crm.exchange.reading.guard import GuardedArchive, GuardedPart, SheetWatch


class Sheet(NamedTuple):
    """A worksheet: its name on the tab, its part of the archive."""

    name: str
    part: str
    visible: bool


class Workbook:
    """The texts, formats and worksheets of a workbook."""

    def __init__(self, archive: GuardedArchive) -> None:
        assert archive.fp is not None
        # By its stream: by its path a workbook of another name would be refused.
        reader: Any = ExcelReader(archive.fp, read_only=True, keep_links=False)
        reader.archive = self.archive = archive
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(archive, reader.wb)
        self.texts, self.book = reader.shared_strings, reader.wb
        self.sheets = [
            Sheet(sheet.name, rel.target, sheet.state == "visible")
            for sheet, rel in reader.parser.find_sheets()
            if rel.target in reader.valid_files and "chartsheet" not in rel.Type
        ]

    def values(self, name: str, watch: SheetWatch) -> Iterator[tuple[Any, ...]]:
        """The values of a sheet, a tuple a row."""
        sheet = next(sheet for sheet in self.sheets if sheet.name == name)
        rows: Any = WatchedSheet(self.archive, self.book, sheet, self.texts, watch)
        yield from rows.iter_rows(values_only=True)


class WatchedSheet(ReadOnlyWorksheet):
    """A sheet read under watch; its declared size, written wrong by many programs, is not asked."""

    def __init__(
        self, archive: GuardedArchive, book: Any, sheet: Sheet, texts: Any, watch: SheetWatch
    ) -> None:
        super().__init__(book, sheet.name, sheet.part, texts)
        self.archive, self.part, self.watch = archive, sheet.part, watch

    def _get_size(self) -> None:
        pass

    def _get_source(self) -> GuardedPart:
        return self.archive.sheet(self.part, self.watch)
