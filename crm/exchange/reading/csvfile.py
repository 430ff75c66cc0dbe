"""The rows of a text file, one at a time."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from crm.exchange.formulas import restored
from crm.exchange.reading.cells import Cell, Formula, Row, SheetError
from crm.exchange.reading.delimiters import declared_delimiter
from crm.exchange.reading.encodings import codec_of, undecodable_line
from crm.exchange.reading.limits import Limits
from crm.exchange.reading.problems import FileProblem

SAMPLE_CHARS = 1 << 16
SHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
TEXT_FORMULA = re.compile(r'="([^"]*)"$')  # ="00123" is how spreadsheets are told to keep zeros


def text_cell(text: str) -> Cell:
    """A text as the cell it stands for: a formula, an error value, or the text without our own escape.

    Exports put an apostrophe before a text that would start a formula; it is taken off again
    here, so that a file goes out and comes back the same.
    """
    if not text:
        return text
    first = text[0]
    if first == "=":
        match = TEXT_FORMULA.match(text)
        return match[1] if match else Formula(text)
    if first == "'":
        return restored(text)
    if first == "#" and text in SHEET_ERRORS:
        return SheetError(text)
    return text


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """The file as text, after its byte-order mark."""
    stream = path.open("r", encoding=codec_of(encoding), errors="strict", newline="")
    if encoding.startswith("utf-16") and stream.read(1) != "\ufeff":
        stream.seek(0)
    return stream


def sample_text(path: Path, encoding: str) -> str:
    """The beginning of the file, up to the end of a line where there is one."""
    with open_text(path, encoding) as stream:
        try:
            text = stream.read(SAMPLE_CHARS)
        except UnicodeDecodeError:
            raise _undecodable(path, encoding) from None
    if len(text) == SAMPLE_CHARS and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


def csv_rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[Row]:
    """Every record of the file, blank ones and the header too, numbered from 1 as a spreadsheet would.

    Raises FileProblem, naming the row, for what cannot be cut into cells.
    """
    number = 0
    with open_text(path, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for number, texts in enumerate(reader, start=1):
                if number == 1 and _is_declaration(texts):
                    texts = []
                _check_size(texts, number, limits)
                yield Row(number, [text_cell(text) for text in texts])
        except UnicodeDecodeError:
            raise _undecodable(path, encoding) from None
        except csv.Error as error:
            raise _malformed(error, number + 1, limits) from None


def _is_declaration(texts: list[str]) -> bool:
    joined = texts[0] if texts else ""
    return joined.lower().startswith("sep=") and (len(texts) > 1 or declared_delimiter(joined) is not None)


def _check_size(texts: list[str], number: int, limits: Limits) -> None:
    if len(texts) > limits.max_columns:
        raise FileProblem(
            _("Row %(row)s has %(count)s columns; at most %(cap)s are read.")
            % {"row": number, "count": len(texts), "cap": limits.max_columns},
            row=number,
        )
    if texts and len(max(texts, key=len)) > limits.max_cell_chars:
        raise cell_too_long(number, limits)


def cell_too_long(row: int, limits: Limits) -> FileProblem:
    """The refusal of a cell above the cap; an open quotation mark is its usual cause."""
    return FileProblem(
        _("A cell in row %(row)s is longer than %(cap)s characters. Perhaps a quotation mark is missing.")
        % {"row": row, "cap": limits.max_cell_chars},
        row=row,
    )


def _undecodable(path: Path, encoding: str) -> FileProblem:
    line = undecodable_line(path, encoding) or 1
    return FileProblem(
        _("Line %(line)s cannot be read as %(encoding)s. Choose another encoding, or save the file as UTF-8.")
        % {"line": line, "encoding": encoding.upper()},
        row=line,
    )


def _malformed(error: csv.Error, row: int, limits: Limits) -> FileProblem:
    reason = str(error)
    if "field larger" in reason:
        return cell_too_long(row, limits)
    if "unexpected end" in reason:
        return FileProblem(
            _("The quotation mark that opens in row %(row)s is never closed. Close it and try again.")
            % {"row": row},
            row=row,
        )
    return FileProblem(
        _("Row %(row)s cannot be cut into cells: text follows a closing quotation mark. Double inner marks.")
        % {"row": row},
        row=row,
    )
