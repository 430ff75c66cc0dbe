"""What a cell can hold after reading, and a row of them."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Formula:
    """A computed cell. Refused where it is mapped: its stored result may be stale or missing."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class SheetError:
    """A cell that shows #REF!, #N/A … instead of a value."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | Formula | SheetError | None


class Row(NamedTuple):
    """One row of data: its number as a spreadsheet shows it (the header is usually 1), and its cells."""

    number: int
    cells: list[Cell]


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NULLS = frozenset({"NULL", "\\N", "(null)"})


def is_blank(cell: Cell) -> bool:
    r"""Nothing there: empty, only spaces, or the word a database export writes for nothing.

    Only the exact database spelling counts: Ms Null keeps her name, and a binary placeholder
    such as `\x` stays the text it is.
    """
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    if not cell or cell in NULLS:
        return True
    return not cell.strip()


def as_text(cell: Cell) -> str:
    """The cell as a person reads it: 12209.0 from a workbook is the postcode 12209."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)


def number_text(value: float) -> str:
    """The shortest decimal writing of a workbook's number, never with an exponent."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    if "e" not in text and "E" not in text:
        return text
    return f"{value:.15f}".rstrip("0").rstrip(".")


def shown(text: str) -> str:
    """A text of a file that can be stored and shown: control characters, which no database takes, marked.

    >>> shown("a\x00b")
    'a\ufffdb'
    """
    return CONTROL.sub("\ufffd", text)
