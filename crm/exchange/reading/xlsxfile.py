"""The rows of a workbook, one at a time, after its archive has been found harmless."""

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from crm.exchange.reading.cells import Cell, Formula, Row
from crm.exchange.reading.csvfile import cell_too_long, text_cell
from crm.exchange.reading.limits import MEGABYTE, Limits
from crm.exchange.reading.problems import FileProblem

CHUNK = 1 << 16
SMALL = 10 * MEGABYTE  # below this nothing can hurt, whatever its ratio


class _Prolog(Exception):
    """Ends the look at a part's beginning: its root element is reached."""


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse archives that unpack to too much, and XML that declares entities.

    The declared sizes can be trusted as bounds: reading a member stops at its declared size.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if total > limits.max_unpacked_bytes:
            raise _bomb(total, limits.max_unpacked_bytes)
        if total > SMALL and total > limits.max_ratio * path.stat().st_size:
            raise _bomb(total, limits.max_ratio * path.stat().st_size)
        held = sum(m.file_size for m in members if _is_xml(m) and not m.filename.startswith("xl/worksheets/"))
        if held > limits.max_strings_bytes:
            raise _bomb(held, limits.max_strings_bytes)
        for member in members:
            if member.flag_bits & 0x1:
                raise FileProblem(
                    _("This workbook is protected by a password. Save it without one and try again.")
                )
            if _is_xml(member):
                _refuse_entities(archive, member)


def sheet_names(path: Path) -> list[str]:
    """The visible worksheets, in the order of their tabs."""
    workbook = _open(path)
    try:
        names = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    finally:
        workbook.close()
    if not names:
        raise FileProblem(_("The workbook has no visible sheet with a table."))
    return names


def xlsx_rows(path: Path, sheet: str, limits: Limits) -> Iterator[Row]:
    """Every row of one sheet with its own row number, blank ones and the header too."""
    workbook = _open(path)
    try:
        worksheet = workbook[sheet]
        worksheet.reset_dimensions()  # written wrong by many programs
        rows = worksheet.iter_rows(values_only=True)
        for number, values in enumerate(_guarded(rows), start=1):
            cells = [_cell(value) for value in _trimmed(values)]
            _check_size(cells, number, limits)
            yield Row(number, cells)
    finally:
        workbook.close()


def _open(path: Path) -> Any:
    import openpyxl  # 30 MB of memory that only processes which meet a workbook should pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells about styles and extensions we do not read
            return openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except FileProblem:
        raise
    except Exception:  # openpyxl lets whatever its parsers hit fall through
        raise _damaged() from None


def _guarded(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            values = next(rows)
        except StopIteration:
            return
        except Exception:  # as above, now from the middle of a sheet
            raise _damaged() from None
        yield values


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
        raise FileProblem(
            _("Row %(row)s has %(count)s columns; at most %(cap)s are read.")
            % {"row": number, "count": len(cells), "cap": limits.max_columns},
            row=number,
        )
    for cell in cells:
        if isinstance(cell, str) and len(cell) > limits.max_cell_chars:
            raise cell_too_long(number, limits)


def _is_xml(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith((".xml", ".rels", ".vml"))


def _refuse_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No office program writes a document type; whoever does is after entity tricks."""
    parser = expat.ParserCreate()

    def doctype(*_declaration: object) -> None:
        raise FileProblem(_("The workbook declares XML entities, which no spreadsheet does. It is not read."))

    def root(*_element: object) -> None:
        raise _Prolog

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
    except _Prolog:
        return
    except (expat.ExpatError, zipfile.BadZipFile, OSError, NotImplementedError, EOFError):
        raise _damaged() from None
    except Exception as error:
        if isinstance(error, FileProblem):
            raise
        raise _damaged() from None  # zlib.error and its like


def _bomb(size: int, cap: int) -> FileProblem:
    return FileProblem(
        _("Unpacked, the workbook would fill %(size)s MB; at most %(cap)s MB are read. Save it as CSV.")
        % {"size": -(-size // MEGABYTE), "cap": max(1, cap // MEGABYTE)}
    )


def _damaged() -> FileProblem:
    return FileProblem(_("The workbook is damaged and cannot be opened. Save it again as .xlsx or CSV."))
