"""The archive of a workbook, watched while its parts are read, so that none grows past what memory can bear.

A part is judged by how it is read, never by its name or by what the archive says of it.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from crm.exchange.reading.limits import LAST_ROW, MEGABYTE, Limits
from crm.exchange.reading.problems import FileProblem

CHUNK = 1 << 16
ELEMENTS_A_ROW = 1 << 16  # four for each cell of the widest row a sheet can have
BYTES_A_ROW = 32 * MEGABYTE
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_DATA, ROW = f"{MAIN}}}sheetData", f"{MAIN}}}row"


class EndOfRows(Exception):
    """The rows of a sheet are over; what follows them (merged cells, rules, links) is of no use here."""


class GuardedArchive(zipfile.ZipFile):
    """An archive whose parts are looked at as they are read.

    All parts share one allowance, for they stay in memory; of a `sheet` only one row at a time does.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path)
        self.parts = Allowance(limits)

    def open(self, name: Any, mode: Any = "r", *args: Any, **options: Any) -> Any:
        return GuardedPart(super().open(name, mode, *args, **options), PartWatch(self.parts))

    def sheet(self, name: str, watch: SheetWatch) -> GuardedPart:
        """The part of a sheet, to be read row by row."""
        return GuardedPart(super().open(name), watch)


class GuardedPart:
    """A part of the archive as a stream; each piece is looked at before anybody else gets it."""

    def __init__(self, stream: IO[bytes], watch: PartWatch | SheetWatch) -> None:
        self.stream, self.watch = stream, watch

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        piece = self.stream.read(size)
        self.watch.look_at(piece)
        return piece

    def close(self) -> None:
        self.stream.close()

    def __enter__(self) -> GuardedPart:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class Allowance:
    """What all parts that stay in memory have come to, and may."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.bytes = self.elements = 0

    def take(self, size: int, elements: int) -> None:
        self.bytes += size
        self.elements += elements
        if self.bytes > self.limits.max_strings_bytes:
            raise bomb(self.bytes, self.limits.max_strings_bytes)
        if self.elements > 2 * self.limits.max_strings:  # a text is two elements
            raise FileProblem(
                _("The workbook holds more than %(cap)s different texts. Save it as CSV.")
                % {"cap": self.limits.max_strings}
            )


class PartWatch:
    """Counts the bytes and elements of a part that stays in memory."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.elements = 0
        self.parser = _parser(self)

    def look_at(self, piece: bytes) -> None:
        self.elements = 0
        _feed(self.parser, piece)
        self.allowance.take(len(piece), self.elements)

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        self.elements += 1

    def end(self, _tag: str) -> None:
        pass


class SheetWatch:
    """Follows a sheet: no row beyond the last one there can be, none that would fill memory, and no endless
    stretch without a value.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.row = self.depth = self.elements = self.bytes = self.idle = 0
        self.in_rows = self.over = False
        self.parser = _parser(self)

    def look_at(self, piece: bytes) -> None:
        if self.over:
            raise EndOfRows
        self.bytes += len(piece)
        _feed(self.parser, piece)
        if self.bytes > BYTES_A_ROW:
            raise bomb(self.bytes, BYTES_A_ROW)

    def handed_on(self, *, width: int, blank: bool) -> None:
        """Hear of a row that was read, `width` cells wide."""
        self.idle = self.idle + width + 1 if blank else 0
        if self.idle > self.limits.max_empty_cells:
            raise FileProblem(
                _(
                    "Up to row %(row)s come more than %(cap)s cells without a value."
                    " Delete the empty rows and columns around the table."
                )
                % {"row": self.row, "cap": self.limits.max_empty_cells}
            )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.idle += 1
        self.elements += 1
        if self.depth == 2:
            self.in_rows = tag == SHEET_DATA
        elif self.depth == 3 and self.in_rows:
            if tag != ROW:
                raise damaged()
            self._begin_row(attributes.get("r"))
        if self.elements > ELEMENTS_A_ROW:
            raise too_wide(self.row, self.elements, self.limits)

    def end(self, tag: str) -> None:
        self.over = self.over or (self.depth == 2 and tag == SHEET_DATA)
        self.depth -= 1

    def _begin_row(self, number: str | None) -> None:
        self.elements = self.bytes = 0
        try:
            # Written as a decimal by some programs; what is no number fails this comparison.
            here = self.row + 1 if number is None else float(number)
        except ValueError:
            raise damaged() from None
        if not 0 < here <= LAST_ROW:
            raise FileProblem(
                _("The workbook numbers a row %(row)s; a sheet ends at row %(last)s. Save it again.")
                % {"row": (number or str(here))[:20], "last": LAST_ROW}
            )
        self.row = int(here)


def _parser(watch: PartWatch | SheetWatch) -> expat.XMLParserType:
    def doctype(*_declaration: object) -> None:
        # No office program writes a document type; whoever does is after entity tricks.
        raise FileProblem(_("The workbook declares XML entities, which no spreadsheet does. It is not read."))

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes) -> None:
    try:
        parser.Parse(piece, False)
    except expat.ExpatError:
        raise damaged() from None


def bomb(size: int, cap: int) -> FileProblem:
    """The refusal of what would unpack to too much (both in bytes)."""
    return FileProblem(
        _("Unpacked, the workbook would fill %(size)s MB; at most %(cap)s MB are read. Save it as CSV.")
        % {"size": -(-size // MEGABYTE), "cap": max(1, cap // MEGABYTE)}
    )


def damaged() -> FileProblem:
    """The refusal of what no program can have written so."""
    return FileProblem(_("The workbook is damaged and cannot be opened. Save it again as .xlsx or CSV."))


def too_wide(row: int, count: int, limits: Limits) -> FileProblem:
    """The refusal of a row with more cells than are read."""
    return FileProblem(
        _("Row %(row)s has %(count)s columns; at most %(cap)s are read.")
        % {"row": row, "count": count, "cap": limits.max_columns},
        row=row,
    )
