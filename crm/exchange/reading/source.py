"""One file ready to be read: what was found out about it, its columns, its rows."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from crm.exchange.reading.cells import Cell, Row, as_text, is_blank, shown
from crm.exchange.reading.csvfile import csv_rows, sample_text
from crm.exchange.reading.dates import DateGuess, DateOrder, DateOrderVote
from crm.exchange.reading.delimiters import detect_delimiter
from crm.exchange.reading.encodings import ENCODINGS, EncodingGuess, detect_encoding
from crm.exchange.reading.limits import Limits
from crm.exchange.reading.numbers import MarkGuess, MarkVote
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.sniffing import FileType, sniff
from crm.exchange.reading.xlsxfile import WorkbookFile

V = TypeVar("V", DateOrderVote, MarkVote)

HEADER_SEARCH_ROWS = 20
SAMPLE_ROWS = 2_000


@dataclass(frozen=True)
class ReadSettings:
    """A person's choices about how to read a file; None (or "") leaves it to detection."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    date_order: str | None = None
    decimal_mark: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of the file: its place (from 0) and its name in the header, made unique."""

    index: int
    name: str


@dataclass
class Source:
    """A file and how to read it. `rows()` may be called again and again; each call reads from disk."""

    path: Path
    limits: Limits
    settings: ReadSettings
    file_type: FileType
    workbook: WorkbookFile | None = None
    encoding: EncodingGuess | None = None
    delimiter: str = ","
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    header_row: int = 1
    columns: list[Column] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """The rows of data below the header. Blank rows are skipped but keep their numbers."""
        width, count = len(self.columns), 0
        for row in self._all_rows():
            if self.limits.max_line is not None and row.number > self.limits.max_line:
                raise _too_long(self.limits.max_line)
            if row.number <= self.header_row or all(map(is_blank, row.cells)):
                continue
            count += 1
            if self.limits.max_rows is not None and count > self.limits.max_rows:
                raise _too_long(self.limits.max_rows)
            if len(row.cells) < width:
                row.cells.extend([None] * (width - len(row.cells)))
            yield row

    def preview(self, count: int = 10) -> list[Row]:
        """The first rows of data."""
        return list(islice(self.rows(), count))

    @cached_property
    def sample(self) -> list[Row]:
        """The first rows of data, read once."""
        return list(islice(self.rows(), SAMPLE_ROWS))

    @property
    def outruns_sample(self) -> bool:
        """Whether the file may have rows beyond the sample."""
        return len(self.sample) == SAMPLE_ROWS

    def date_order(self, index: int, *, at_a_glance: bool = False) -> DateGuess:
        """The order of the dates in a column: chosen, found in a sample, or, in doubt, in all rows.

        `at_a_glance` leaves it at the sample, for who cannot wait until a large file is read.
        """
        if self.settings.date_order:
            return DateGuess(DateOrder(self.settings.date_order))
        guess = _voted(DateOrderVote(), index, self.sample).guess()
        if not guess.ambiguous or at_a_glance or not self.outruns_sample:
            return guess
        return _voted(DateOrderVote(), index, self.rows()).guess()

    def decimal_mark(self, index: int, *, at_a_glance: bool = False) -> MarkGuess:
        """The decimal mark of a column, found like the date order."""
        if self.settings.decimal_mark:
            return MarkGuess(self.settings.decimal_mark)
        guess = _voted(MarkVote(delimiter=self.delimiter), index, self.sample).guess()
        if not guess.ambiguous or at_a_glance or not self.outruns_sample:
            return guess
        return _voted(MarkVote(delimiter=self.delimiter), index, self.rows()).guess()

    def _all_rows(self) -> Iterator[Row]:
        if self.workbook is not None:
            return self.workbook.rows(self.sheet)
        assert self.encoding is not None
        return csv_rows(self.path, self.encoding.name, self.delimiter, self.limits)


def open_source(path: Path, settings: ReadSettings | None = None, limits: Limits | None = None) -> Source:
    """Look at the file and find out how to read it.

    Raises FileProblem with a sentence for the person when it is no table, too large, dangerous,
    or has no header or no rows.
    """
    settings, limits = settings or ReadSettings(), limits or Limits()
    source = Source(path=path, limits=limits, settings=settings, file_type=sniff(path, limits))
    if source.file_type is FileType.XLSX:
        _open_workbook(source)
        _find_columns(source)
    elif path.suffix.lower() == ".xlsx":
        _open_misnamed(source)
    else:
        _open_text(source)
        _find_columns(source)
    return source


def _voted(vote: V, index: int, rows: Iterable[Row]) -> V:
    for row in rows:
        vote.add(row.cells[index])
    return vote


def _too_long(cap: int) -> FileProblem:
    return FileProblem(
        _("The file has more than %(cap)s rows of data. Split it, or ask an admin to load it.") % {"cap": cap}
    )


def _open_misnamed(source: Source) -> None:
    """Read a text named as a workbook, which is fine for a table; anything else is said by its name."""
    problem = ""
    try:
        _open_text(source)
        _find_columns(source)
    except FileProblem as found:
        problem = found.message
    if problem or len(source.columns) < 2:
        words = _(
            "The file is named .xlsx but is no Excel workbook: it holds plain text and no table."
            " Open it in a spreadsheet and save it as .xlsx or CSV."
        )
        raise FileProblem(f"{words} {problem}".strip())


def _open_workbook(source: Source) -> None:
    source.workbook = WorkbookFile(source.path, source.limits)
    source.sheets = source.workbook.sheet_names()
    source.sheet = source.settings.sheet or source.sheets[0]
    if source.sheet not in source.sheets:
        raise FileProblem(
            _("The workbook has no sheet “%(sheet)s”; it has: %(sheets)s.")
            % {"sheet": source.sheet, "sheets": ", ".join(source.sheets)}
        )


def _open_text(source: Source) -> None:
    chosen = source.settings.encoding
    if chosen and chosen not in ENCODINGS:
        raise FileProblem(
            _("Unknown encoding “%(encoding)s”; known are: %(known)s.")
            % {"encoding": chosen, "known": ", ".join(ENCODINGS)}
        )
    source.encoding = EncodingGuess(chosen) if chosen else detect_encoding(source.path)
    text = sample_text(source.path, source.encoding.name)
    source.delimiter = source.settings.delimiter or detect_delimiter(text)


def _find_columns(source: Source) -> None:
    first = list(islice(source._all_rows(), HEADER_SEARCH_ROWS))
    source.header_row = source.settings.header_row or _header_row(first)
    header = next((row for row in first if row.number == source.header_row), None)
    if header is None or all(map(is_blank, header.cells)):
        raise FileProblem(_("No header row was found: the first row must hold the names of the columns."))
    source.columns = _columns(header.cells)
    if next(source.rows(), None) is None:
        raise FileProblem(_("The file has a header but no rows of data."))


def _header_row(rows: Iterable[Row]) -> int:
    """The first row about as wide as the table: titles and notes above it are narrower."""
    filled = [(row.number, sum(not is_blank(cell) for cell in row.cells)) for row in rows]
    filled = [(number, count) for number, count in filled if count]
    if not filled:
        raise FileProblem(
            _("The file is empty. Choose a file with a header row and at least one row of data.")
        )
    usual = Counter(count for _number, count in filled).most_common(1)[0][0]
    enough = max(1, usual * 0.6)
    return next((number for number, count in filled if count >= enough), filled[0][0])


def _columns(cells: list[Cell]) -> list[Column]:
    names: Counter[str] = Counter()
    columns = []
    for index, cell in enumerate(cells):
        name = " ".join(shown(as_text(cell)).split())[:120] or _("column %(letter)s") % {
            "letter": column_letter(index)
        }
        names[name] += 1
        columns.append(Column(index, name if names[name] == 1 else f"{name} ({names[name]})"))
    return columns


def column_letter(index: int) -> str:
    """The letters a spreadsheet writes above a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
