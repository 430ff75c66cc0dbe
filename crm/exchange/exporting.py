"""Records leave the house: row by row, only what the person may see, harmless to spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any

from crm.exchange.cleaning import stored_text
from crm.exchange.fields import Field
from crm.exchange.formulas import defused
from crm.exchange.kinds import Kind

if TYPE_CHECKING:
    from crm.people.models import User

CHUNK = 500
SHEET_ROWS = 1_048_575  # what a sheet holds below its header
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


def export_fields(kind: Kind, by: User | None, *, private: bool = False) -> list[Field]:
    """The fields of an export that `by` may have; private ones only when they are asked for."""
    return [
        field
        for field in kind.fields()
        if field.exportable and (private or not field.private) and kind.may_export_field(field, by)
    ]


def stream_text(
    kind: Kind, by: User | None, fields: Sequence[Field], file_format: Format, only: Any = None
) -> Iterator[str]:
    """The export as pieces of text, CSV or JSON, in bounded memory."""
    rows = kind.export(by, fields, only)
    return _json_pieces(fields, rows) if file_format is Format.JSON else _csv_pieces(fields, rows)


def workbook_file(kind: Kind, by: User | None, fields: Sequence[Field], only: Any = None) -> IO[bytes]:
    """The export as a workbook in an unnamed file, written row by row; further sheets when one is full."""
    from openpyxl import Workbook  # see reading.xlsxfile: memory

    workbook = Workbook(write_only=True)
    sheet: Any = None
    for index, row in enumerate(kind.export(by, fields, only)):
        if index % SHEET_ROWS == 0:
            sheet = workbook.create_sheet(kind.name[:25] + (f" {index // SHEET_ROWS + 1}" if index else ""))
            sheet.append([field.name for field in fields])
        sheet.append([_sheet_cell(sheet, value) for value in row])
    if sheet is None:
        workbook.create_sheet(kind.name[:31]).append([field.name for field in fields])
    stream = tempfile.TemporaryFile(prefix="regulars-export-")  # noqa: SIM115 (the caller closes it)
    workbook.save(stream)
    stream.seek(0)
    return stream


def write_export(
    kind: Kind, by: User | None, fields: Sequence[Field], file_format: Format, stream: IO[bytes]
) -> None:
    """Write the whole export to a binary stream."""
    if file_format is Format.XLSX:
        with workbook_file(kind, by, fields) as written:
            while piece := written.read(1 << 16):
                stream.write(piece)
        return
    for text in stream_text(kind, by, fields, file_format):
        stream.write(text.encode())


def csv_cell(value: Any) -> str:
    """A stored value as text of a CSV file; texts that would start a formula are defused."""
    text = stored_text(value)
    return defused(text) if isinstance(value, str) else text


def _csv_pieces(fields: Sequence[Field], rows: Iterator[list[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([field.name for field in fields])
    for index, row in enumerate(rows, start=1):
        writer.writerow([csv_cell(value) for value in row])
        if index % CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _json_pieces(fields: Sequence[Field], rows: Iterator[list[Any]]) -> Iterator[str]:
    names = [field.name for field in fields]
    before = "[\n"
    for row in rows:
        yield before + json.dumps(dict(zip(names, map(_json_value, row), strict=True)), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _json_value(value: Any) -> Any:
    """JSON holds no formulas, so texts stay as they are; decimals are texts, so that they stay exact."""
    return value if value is None or isinstance(value, (bool, int, float)) else stored_text(value)


def _sheet_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        from openpyxl.cell import WriteOnlyCell

        # Typed as text, so that not even "=1+1" is a formula; the apostrophe is for who saves it as CSV.
        cell = WriteOnlyCell(sheet, defused(value.translate(ILLEGAL)))
        cell.data_type = "s"
        return cell
    if isinstance(value, (int, float, Decimal)) or value is None or hasattr(value, "isoformat"):
        return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value
    return stored_text(value)
