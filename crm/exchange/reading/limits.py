"""The caps that are checked before, and while, a file is parsed."""

from dataclasses import dataclass, replace

MEGABYTE = 1024 * 1024
LAST_ROW = 1_048_576  # of a sheet


@dataclass(frozen=True)
class Limits:
    """Caps of one reading; `None` means no cap (command line, trusted operator).

    `max_unpacked_bytes`, `max_strings_bytes` and `max_ratio` bound what a workbook may grow to when it is
    unpacked, and hold everywhere: a zip bomb is one on the command line too. `max_line` bounds how far blank
    rows, which do not count as rows of data, may lead.
    """

    max_bytes: int | None = 50 * MEGABYTE
    max_rows: int | None = 300_000
    max_line: int | None = LAST_ROW
    max_columns: int = 300
    max_cell_chars: int = 32_767  # what a spreadsheet cell can hold
    max_unpacked_bytes: int = 1024 * MEGABYTE
    max_strings_bytes: int = 128 * MEGABYTE  # shared strings are the part held in memory
    max_strings: int = 1_000_000
    max_empty_cells: int = 3_000_000  # one after another, without a value between them
    max_ratio: int = 200  # real workbooks pack about 5–40 to 1

    def without_size(self) -> "Limits":
        """The same caps for the command line: any size of file, still no bombs."""
        return replace(self, max_bytes=None, max_rows=None, max_line=None)
